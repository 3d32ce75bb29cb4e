"""Before and after, versions and the way back, with quickly trained models; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import NotFound, Refused
from bot.services.learning import versions
from bot.services.learning.examples import list_accepted, reject
from bot.services.learning.takeover import roll_back
from bot.services.learning.workshop import Workshop
from nlu.model_store import MOST_MODELS
from nlu.training_data import LEARNED
from tests.bot.learning.conftest import THINGS
from tests.bot.learning.staff import NOW, SENTENCES, study, take


def understand(workshop: Workshop, text: str) -> str:
    with workshop.database.read() as session:
        lot = workshop.gather(session, versions.load_in_service(session).example_ids)
    return workshop.make_engine(lot).parse(text).intent.name


def listed(workshop: Workshop) -> list[tuple[str, int, bool]]:
    with workshop.database.read() as session:
        serving = versions.load_in_service(session).version
        return [(row.name, len(row.example_ids), row is serving) for row in versions.list_versions(session)]


def test_what_was_accepted_is_understood_and_rolled_back(workshop: Workshop) -> None:
    assert study(workshop) is None  # nothing was accepted
    assert understand(workshop, "ふにゃふにゃ") == "nlu_fallback"
    take(workshop, "ふにゃふにゃ", "my_data")
    measured = study(workshop)
    assert measured is not None and not measured.losses
    assert (measured.before["n"], measured.after["n"]) == (6, 6)
    assert understand(workshop, "ふにゃふにゃ") == "my_data"
    assert "- ふにゃふにゃ" in (workshop.learned / LEARNED).read_text("utf-8")
    (new, _, _), (first, _, _) = listed(workshop)
    assert listed(workshop) == [(new, 1, True), (first, 0, False)]
    assert new == measured.name
    assert study(workshop) is None
    assert roll_back(workshop, by="", now=NOW) == first
    assert listed(workshop) == [(new, 1, False), (first, 0, True)]
    assert understand(workshop, "ふにゃふにゃ") == "nlu_fallback"
    assert not (workshop.learned / LEARNED).exists()
    assert roll_back(workshop, new, by="", now=NOW) == new
    assert understand(workshop, "ふにゃふにゃ") == "my_data"


def test_a_candidate_that_loses_too_much_is_refused_with_the_sentences(workshop: Workshop) -> None:
    for thing in ("蓮", "菊", *THINGS[:3]):
        for ending in ("。", "を申し込む。"):
            take(workshop, f"{thing}の写し{ending}", "give_opinion")
    sentences = [*SENTENCES, *(replace(SENTENCES[0], text=text) for text in ("蓮の写し", "蘭の写し"))]
    measured = study(workshop, sentences=sentences)
    assert measured is not None
    assert [(loss.intent, loss.before, loss.after) for loss in measured.losses] == [("order_copies", 4, 1)]
    assert [one["text"] for one in measured.losses[0].sentences] == ["菊の写し", "蓮の写し", "蘭の写し"]
    assert listed(workshop) == []
    assert understand(workshop, "菊の写し") == "order_copies"
    with workshop.database.read() as session:
        assert len(list_accepted(session)) == 10  # to be thought over
    measured = study(workshop, margin=1, sentences=sentences)
    assert measured is not None and not measured.losses
    assert understand(workshop, "菊の写し") == "give_opinion"


def test_a_held_out_sentence_that_is_an_example_measures_nothing(workshop: Workshop) -> None:
    take(workshop, "菊のデータ", "my_data")
    measured = study(workshop)
    assert measured is not None
    assert (measured.left_out, measured.after["per_intent"]["my_data"]["n"], measured.unheard) == (1, 1, [])


def test_intents_of_which_nothing_is_held_out_are_named(workshop: Workshop) -> None:
    take(workshop, "ふにゃふにゃ", "my_data")
    with pytest.raises(Refused, match="nothing can be measured"):
        study(workshop, sentences=[])
    measured = study(workshop, sentences=[one for one in SENTENCES if one.intent != "my_data"])
    assert measured is not None and measured.unheard == ["my_data"]


def test_what_is_taken_back_is_in_older_versions_only(workshop: Workshop) -> None:
    number = take(workshop, "ふにゃふにゃ", "my_data")
    study(workshop)
    reject(workshop.database, number, by="", now=NOW)
    assert understand(workshop, "ふにゃふにゃ") == "my_data"
    take(workshop, "ほげほげ", "my_data")
    study(workshop)
    assert [accepted for _, accepted, _ in listed(workshop)] == [1, 1, 0]
    assert "ふにゃふにゃ" not in (workshop.learned / LEARNED).read_text("utf-8")
    roll_back(workshop, by="", now=NOW)
    assert "ふにゃふにゃ" in (workshop.learned / LEARNED).read_text("utf-8")


def test_to_learn_what_was_learned_before_is_the_version_of_then(workshop: Workshop) -> None:
    number = take(workshop, "ふにゃふにゃ", "my_data")
    study(workshop)
    reject(workshop.database, number, by="", now=NOW)
    study(workshop)
    assert [(accepted, serves) for _, accepted, serves in listed(workshop)] == [(1, False), (0, True)]


def test_ten_versions_are_kept_and_the_one_in_service(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        take(workshop, f"ふにゃ{'ふにゃ' * number}", "my_data")
        study(workshop)
    assert [accepted for _, accepted, _ in listed(workshop)] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]
    assert len(list(workshop.folder.glob("intents-*.json"))) == MOST_MODELS
    oldest = listed(workshop)[-1][0]
    roll_back(workshop, oldest, by="", now=NOW)
    with workshop.database.write() as session:
        for number in range(9):
            name = f"later {number}"
            versions.keep_version(session, name, [], 1, {}, NOW + timedelta(days=number))
        versions.remove_old(session)
    assert [name for name, _, serves in listed(workshop) if serves] == [oldest]
    assert len(listed(workshop)) == versions.KEPT + 1


def test_a_version_whose_model_is_gone_is_made_again(workshop: Workshop) -> None:
    take(workshop, "ふにゃふにゃ", "my_data")
    study(workshop)
    first = listed(workshop)[1][0]
    for path in workshop.folder.glob(f"{first}.*"):
        path.unlink()
    roll_back(workshop, by="", now=NOW)
    assert (workshop.folder / f"{first}.npz").is_file()


def test_where_there_is_no_way_back(workshop: Workshop) -> None:
    def back(name: str = "") -> Any:
        return roll_back(workshop, name, by="", now=NOW)

    with pytest.raises(Refused, match="there is no version before the one in service"):
        back()
    with pytest.raises(NotFound, match="there is no version intents-0; `madoguchi nlu versions` lists them"):
        back("intents-0")
    take(workshop, "ふにゃふにゃ", "my_data")
    study(workshop)
    with pytest.raises(Refused, match="is in service"):
        back(listed(workshop)[0][0])
