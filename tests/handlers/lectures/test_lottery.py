"""The draw: the same for everybody who repeats it, fair, and a change anywhere is found."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from handlers.lectures.service import verifying
from handlers.lectures.service.verifying import digest, draw, find_difference, verify

ENTRIES = st.dictionaries(st.integers(1, 10**6), st.integers(1, 6), max_size=40).map(
    lambda found: [{"number": f"L-{number:06d}", "units": units} for number, units in found.items()]
)
SEEDS = st.text("0123456789abcdef", min_size=64, max_size=64)


def publish(seed: str, entries: list[dict[str, Any]], places: int, public_value: str = "") -> dict[str, Any]:
    order, winners = draw(seed, public_value, entries, places)
    return {
        "state": "drawn",
        "commitment": digest(seed),
        "seed": seed,
        "public_value": public_value,
        "entries": entries,
        "places": places,
        "order": order,
        "winners": winners,
    }


@given(SEEDS, ENTRIES, st.integers(0, 60))
def test_everybody_is_drawn_and_no_place_is_given_twice(seed: str, entries: list[dict[str, Any]], places: int) -> None:
    order, winners = draw(seed, "", entries, places)
    units = {entry["number"]: entry["units"] for entry in entries}
    assert sorted(order) == sorted(units)
    assert winners == [number for number in order if number in set(winners)]
    taken = sum(units[number] for number in winners)
    assert taken <= places
    assert all(units[number] > places - taken for number in order if number not in winners)


@given(SEEDS, ENTRIES, st.integers(0, 60), st.text(max_size=20), st.randoms())
def test_the_order_of_the_list_does_not_matter(
    seed: str, entries: list[dict[str, Any]], places: int, public_value: str, chance: Any
) -> None:
    published = publish(seed, entries, places, public_value)
    chance.shuffle(entries)
    assert draw(seed, public_value, entries, places) == (published["order"], published["winners"])
    assert find_difference(json.loads(json.dumps(published))) == ""


def test_known_results() -> None:
    """So that no later version draws otherwise."""
    entries = [{"number": f"L-{number:06d}", "units": 1 + number % 2} for number in range(1, 6)]
    order, winners = draw("00" * 32, "1234", entries, 4)
    assert order == ["L-000001", "L-000005", "L-000002", "L-000004", "L-000003"]
    assert winners == ["L-000001", "L-000005"]


def test_everybody_has_the_same_chance() -> None:
    """Of 4,000 draws each of ten wins three in ten, and comes first one in ten times."""
    entries = [{"number": f"L-{number:06d}", "units": 1} for number in range(10)]
    wins, firsts = Counter[str](), Counter[str]()
    for number in range(4000):
        order, winners = draw(digest(str(number)), "", entries, 3)
        wins.update(winners)
        firsts[order[0]] += 1
    assert sum(wins.values()) == 12_000
    for counts in (wins, firsts):
        assert len(counts) == 10
        assert chisquare(list(counts.values())).pvalue > 0.001


def test_a_seed_says_nothing_without_the_list_and_the_public_value() -> None:
    entries = [{"number": f"L-{number:06d}", "units": 1} for number in range(30)]
    plain = draw("ab" * 32, "", entries, 5)
    assert draw("ab" * 32, "7", entries, 5)[0] != plain[0]
    assert draw("ab" * 32, "", entries[:-1], 5)[0] != [one for one in plain[0] if one != "L-000029"]


CHANGES = {
    "seed": ("cd" * 32, "the seed is not the one that was committed to"),
    "public_value": ("other", "order, place"),
    "places": (1, "winners: 4 are published, 1 are right"),
    "winners": (["L-000009"], "winners, place 1: L-000009 is published"),
    "order": ([], "order: 0 are published, 10 are right"),
    "state": ("closed", "it is not drawn yet"),
    "entries": ([{"number": "L-000001", "units": 1}] * 2, "a number takes part twice"),
    "commitment": (None, "the seed is not"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_found(name: str) -> None:
    entries = [{"number": f"L-{number:06d}", "units": 1} for number in range(10)]
    published = deepcopy(publish("ab" * 32, entries, 4, "42"))
    assert find_difference(published) == ""
    published[name], reason = CHANGES[name]
    assert find_difference(published).startswith(reason)


@pytest.mark.parametrize("content", ["", "[]", "{", "null", '{"state": "drawn"}', "[" * 100_000])
def test_what_is_no_lottery_is_said_to_be_none(content: str) -> None:
    assert verify(content)


def test_it_runs_without_anything_of_ours(tmp_path: Path) -> None:
    script = tmp_path / "verifying.py"
    script.write_text(Path(verifying.__file__).read_text("utf-8"), "utf-8")
    good = publish("ab" * 32, [{"number": "L-000001", "units": 2}], 3)
    for published, code in ((good, 0), ({**good, "winners": []}, 1)):
        run = [sys.executable, "-I", str(script)]
        done = subprocess.run(run, input=json.dumps(published), capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert bool(done.stderr) == bool(code)
