"""`knowledge calibrate` in a simulated city whose staff judge otherwise than the shipped probability says."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from bot.clock import utc_now
from bot.db import Database
from knowledge.commands import knowledge as group
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.index.embedding import encoder_key
from knowledge.measure.judgements import Asked, draw_sample, judge
from knowledge.measure.models import Verdict
from knowledge.measure.own import measure_worth
from knowledge.ranking.own import store_own
from knowledge.ranking.probability import SHIPPED_AS_IT_IS, Correction, load_calibration
from knowledge.search import Band, Knowledge, SearchResult
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import WriteFile
from tests.knowledge.test_commands import Around

THINGS = ["住民票", "印鑑登録", "粗大ごみ", "犬の登録", "保育所", "図書館", "水道", "市民税", "国民健康保険", "年金"]
ASPECTS = ["手数料はいくらですか", "窓口はどこですか", "必要なもの", "期限はいつまでですか", "郵送できますか"]
ENDINGS = ["", "を教えて", "、急いでいます"]
ASKED = [f"{thing}の{aspect}{ending}" for thing in THINGS for aspect in ASPECTS for ending in ENDINGS]
VAGUE = [f"{thing}{word}" for thing in THINGS for word in ("", "のこと", "で困った", "、相談", "がわからない")]
UTTERANCES = ASKED + VAGUE
TO_LEARN, FRESH = UTTERANCES[::2], UTTERANCES[1::2]
OVERCONFIDENT = (0.6, -1.5)  # the truth, as a scale and a shift of what is said


@pytest.fixture
def around(database: Database, folder: Path, write_faq: WriteFile) -> Around:
    rows = [
        f"{thing}の{aspect}。,{thing}は市役所で{number}番窓口へ。"
        for thing in THINGS
        for number, aspect in enumerate(ASPECTS)
    ]
    import_faq_file(database, write_faq(*rows, header="question,answer"))
    build_index(database, HashingEncoder(), folder)
    return Around(database, folder)


@pytest.fixture
def shipped(around: Around) -> Knowledge:
    return Knowledge(around.database, HashingEncoder(), around.index_folder, correction=SHIPPED_AS_IT_IS)


Draw = Callable[[SearchResult], bool]


def truth(seed: int, scale: float, shift: float) -> Draw:
    """Whether a first hit is right in this city, from what the shipped probability says of it."""
    generator = np.random.default_rng(seed)

    def draw(found: SearchResult) -> bool:
        logits = math.log(found.probability / (1 - found.probability))
        return bool(generator.random() < 1 / (1 + math.exp(-scale * logits - shift)))

    return draw


def as_said(shipped: Knowledge, utterances: Sequence[str]) -> Draw:
    """As often right, in every region, as the shipped probability says."""
    said = sorted((shipped.search(text).probability, text) for text in utterances)
    counted = np.floor(np.cumsum([probability for probability, _ in said]) + 0.5)
    right = {text: rises > 0 for (_, text), rises in zip(said, np.diff(counted, prepend=0), strict=True)}
    return lambda found: bool(right[found.query])


def let_staff_judge(database: Database, shipped: Knowledge, utterances: Sequence[str], is_right: Draw) -> None:
    found = {text: shipped.search(text) for text in utterances}
    asked = [
        Asked(text, one.band, one.probability, one.hits[0].id if one.band is Band.ANSWER else "")
        for text, one in found.items()
    ]
    with database.write() as session:
        for row in draw_sample(session, asked, len(asked), date(2026, 10, 5), 1, now=utc_now()):
            hit, right = found[row.utterance or ""].hits[0], is_right(found[row.utterance or ""])
            verdict = Verdict.ABSTAINED_WRONGLY if right else Verdict.ABSTAINED_RIGHTLY
            if row.shown_id:
                verdict = Verdict.RIGHT if right else Verdict.WRONG
            judge(session, row.id or 0, verdict, "staff", now=utc_now(), right_id=hit.id if right else "")


def run(around: Around, *words: str) -> Result:
    return CliRunner().invoke(group, ["calibrate", *words], obj=around)


def run_json(around: Around, *words: str) -> dict[str, Any]:
    result = run(around, *words, "--json")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1), result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def serve(around: Around) -> Knowledge:
    return Knowledge(around.database, HashingEncoder(), around.index_folder)


def test_an_overconfident_city_learns_and_forgets(around: Around, shipped: Knowledge) -> None:
    let_staff_judge(around.database, shipped, TO_LEARN, truth(1, *OVERCONFIDENT))
    learnt = run_json(around)
    assert (learnt["cases"], learnt["is_better"], learnt["is_kept"]) == (100, True, True)
    assert learnt["own"]["log_loss"] < learnt["shipped"]["log_loss"]
    assert set(learnt["own"]) == {"calibration_error", "log_loss", "answered", "answered_right"}
    is_right = truth(2, *OVERCONFIDENT)
    right = np.array([is_right(shipped.search(text)) for text in FRESH], dtype=np.float64)
    before, after = (
        measure_worth(np.array([one.search(text).probability for text in FRESH]), right)
        for one in (shipped, serve(around))
    )
    assert after.calibration_error < before.calibration_error
    assert after.log_loss < before.log_loss
    assert run_json(around) == learnt  # fitted over the shipped one, not over itself
    assert run_json(around, "--forget") == {"forgotten": 1}
    assert [serve(around).search(text) for text in FRESH] == [shipped.search(text) for text in FRESH]


def test_where_the_shipped_one_is_as_good_nothing_is_changed(around: Around, shipped: Knowledge) -> None:
    encoder = HashingEncoder()
    with around.database.write() as session:
        last = Correction(0.9, -0.1)
        store_own(session, encoder_key(encoder), load_calibration(encoder.name), last, 30, now=utc_now())
    before = serve(around).search(FRESH[0])
    let_staff_judge(around.database, shipped, UTTERANCES, as_said(shipped, UTTERANCES))
    assert "not better than the shipped one" in run(around).stdout
    data = run_json(around)
    assert (data["is_better"], data["is_kept"]) == (False, False)
    assert serve(around).search(FRESH[0]) == before != shipped.search(FRESH[0])


def test_a_dry_run_only_tells(around: Around, shipped: Knowledge) -> None:
    let_staff_judge(around.database, shipped, TO_LEARN, truth(1, *OVERCONFIDENT))
    told = run(around, "--dry-run")
    assert "dry run" in told.stdout
    assert "log_loss" in told.stdout
    assert serve(around).search(FRESH[0]) == shipped.search(FRESH[0])
    assert "kept: the counter takes it over" in run(around).stdout
    assert serve(around).search(FRESH[0]) != shipped.search(FRESH[0])


def test_too_few_are_refused_in_one_line(around: Around, shipped: Knowledge) -> None:
    let_staff_judge(around.database, shipped, TO_LEARN[:29], truth(1, *OVERCONFIDENT))
    result = run(around)
    assert result.exit_code == 1
    assert "30 judgements that say whether the first hit is right are needed" in result.stderr.splitlines()[-1]
    assert "of 29 that have a verdict, 29 do" in result.stderr
    assert run(around, "--forget", "--dry-run").exit_code == 2
    assert "as it was before" in run(around, "--forget").stdout


def test_without_an_index_it_says_what_to_do(database: Database, folder: Path) -> None:
    result = run(Around(database, folder))
    assert result.exit_code == 1
    assert "run `madoguchi knowledge index`" in result.stderr
