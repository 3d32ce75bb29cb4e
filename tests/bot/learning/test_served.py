"""The engine that serves citizens follows what is in service, on both databases."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, update

from bot.clock import utc_now
from bot.models.learning import NluExample
from bot.services.learning import served
from bot.services.learning.served import ServedEngine
from bot.services.learning.takeover import roll_back
from bot.services.learning.workshop import Workshop
from nlu.training_data import load_training_data
from tests.bot.learning.staff import study, take

SAID = "ふにゃふにゃ"


@pytest.fixture(autouse=True)
def _looks_at_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    monkeypatch.setattr(served, "RENEWED_SECONDS", 0)
    caplog.set_level(logging.INFO)
    yield


def meant(engine: ServedEngine) -> str:
    return engine.parse(SAID).intent.name


def test_it_takes_over_while_it_runs(workshop: Workshop) -> None:
    engine = ServedEngine(workshop)
    assert meant(engine) == "nlu_fallback"
    take(workshop, SAID, "my_data")
    assert meant(engine) == "nlu_fallback"  # accepted is not learned
    study(workshop)
    assert meant(engine) == meant(ServedEngine(workshop)) == "my_data"
    roll_back(workshop, by="", now=utc_now())
    assert meant(engine) == meant(ServedEngine(workshop)) == "nlu_fallback"


def test_it_does_not_ask_the_database_for_each_utterance(
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(served, "RENEWED_SECONDS", 3_600)
    engine = ServedEngine(workshop)
    take(workshop, SAID, "my_data")
    study(workshop)
    assert meant(engine) == "nlu_fallback"


def test_another_machine_goes_on_until_the_model_is_there(
    workshop: Workshop,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = replace(workshop, folder=tmp_path / "other", learned=tmp_path / "other" / "learned")
    engine = ServedEngine(other)
    take(workshop, SAID, "my_data")
    study(workshop)
    for _ in range(3):
        assert meant(engine) == "nlu_fallback"
    waiting = [record for record in caplog.records if "serves until `madoguchi nlu train`" in record.message]
    assert len(waiting) == 1 and "is not on this machine" in waiting[0].message
    # What `nlu train` reads on that machine is what the database says, and makes the model of the same name.
    data = load_training_data([tmp_path / "rooms", other.learned])
    other.make_engine(other.join(data.examples))
    assert meant(engine) == "my_data"
    assert {path.name for path in workshop.folder.glob("intents-*.npz")} == {
        path.name for path in other.folder.glob("intents-*.npz")
    }


def test_a_damaged_model_is_trained_again_at_the_start_and_never_in_a_turn(
    workshop: Workshop,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = ServedEngine(workshop)
    take(workshop, SAID, "my_data")
    measured = study(workshop)
    assert measured is not None
    (workshop.folder / f"{measured.name}.npz").write_bytes(b"PK\x03\x04 cut")
    assert meant(engine) == "nlu_fallback"
    assert f"the model {measured.name} is damaged: " in caplog.text
    assert meant(ServedEngine(workshop)) == "my_data"
    assert f"the model {measured.name} is damaged: training it from the examples" in caplog.text
    assert meant(engine) == "my_data"


def test_without_the_database_it_goes_by_what_was_last_said(
    workshop: Workshop,
    caplog: pytest.LogCaptureFixture,
) -> None:
    take(workshop, SAID, "my_data")
    study(workshop)
    engine = ServedEngine(workshop)
    with workshop.database.write() as session:
        session.execute(text("DROP TABLE nlu_serving"))
    assert meant(engine) == "my_data"
    assert "a newer understanding can't be looked for" in caplog.text
    assert meant(ServedEngine(workshop)) == "my_data"
    assert "which understanding is in service can't be read" in caplog.text


def test_examples_that_no_longer_fit_are_left_out_and_said(
    workshop: Workshop,
    caplog: pytest.LogCaptureFixture,
) -> None:
    take(workshop, SAID, "my_data")
    study(workshop)
    with workshop.database.write() as session:
        renamed = update(NluExample).where(col(NluExample.intent) == "my_data").values(intent="their_data")
        session.exec(renamed)
    assert meant(ServedEngine(workshop)) == "nlu_fallback"
    assert "1 accepted examples no longer fit the rooms' and are left out" in caplog.text


def test_a_folder_that_cannot_be_written_stops_nobody(
    workshop: Workshop,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    take(workshop, SAID, "my_data")
    study(workshop)
    (tmp_path / "file").write_text("")
    assert meant(ServedEngine(replace(workshop, learned=tmp_path / "file" / "learned"))) == "my_data"
    assert "the accepted examples can't be written" in caplog.text
