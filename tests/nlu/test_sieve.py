"""What a sieve lets through is all that may be found, and hardly anything else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.texts import ROOT
from handlers.child_consultation.triage.evaluation import read_labelled
from handlers.child_consultation.triage.judging import judge
from handlers.child_consultation.triage.table import load_table
from handlers.child_consultation.triage.wording import fold
from nlu.danger import Danger
from nlu.normalize import normalize
from nlu.sieve import Sieve, Sifted, read_pieces

LABELLED = sorted((ROOT / "handlers/child_consultation/labelled").glob("*.tsv"))
TEXTS = sorted({fold(one.text.lower()) for one in read_labelled(LABELLED)})
MOST_IN_VAIN = 0.1  # of all patterns, in a text
SAMPLED = 16  # each so-manieth text


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("abc", {"abc"}),
        ("abcdef", {"abc"}),
        ("a[bc]d", {"abd", "acd"}),
        ("ab?c", {"ac", "abc"}),
        ("(?:ab|cd)e", {"abe", "cde"}),
        ("a.{0,9}bcd", {"bcd"}),
        ("(?<!x)ab(?=y)", {"ab"}),
        (r"\bab\b", {"ab"}),
        ("(?:ab){3,}", {"ab"}),
        ("(?:a.*bc|d.*ef)", {"bc", "ef"}),
        ("ab|c", {"ab", "c"}),
        (r"x\d+yz", {"yz"}),
        ("ab|", None),  # may find nothing
        ("a*", None),
        (r"\w+", None),
        ("[^a]", None),
        ("(?i:ab)", None),
        ("(?P<one>ab)(?P=one)", {"ab"}),
    ],
)
def test_pieces_stand_in_whatever_is_found(pattern: str, pieces: set[str] | None) -> None:
    found = read_pieces(re.compile(pattern))
    assert (None if found is None else set(found)) == pieces


def test_letters_of_any_case_are_not_sifted() -> None:
    assert Sieve({"any": re.compile("ab", re.IGNORECASE)}).list_possible("AB") == {"any"}


def test_no_word_of_the_table_that_is_found_is_sifted_out() -> None:
    concepts = load_table().concepts.values()
    named = {(one.name, "ja"): one.japanese for one in concepts if one.japanese}
    named |= {(one.name, "other"): one.other for one in concepts if one.other}
    sieve, possible, found = Sieve(named), 0, 0
    for text in TEXTS[::3]:
        let_through = sieve.list_possible(text)
        held = {name for name, pattern in named.items() if pattern.search(text)}
        assert held <= let_through
        possible, found = possible + len(let_through), found + len(held)
    assert found > len(TEXTS)
    assert possible - found < MOST_IN_VAIN * len(named) * len(TEXTS[::3])


def test_no_judgement_is_another_than_without_a_sieve(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [one.text for one in read_labelled(LABELLED)][::SAMPLED]
    danger, sifted = Danger(), [judge(text) for text in texts]
    kinds = [danger.find_kind(normalize(text)) for text in texts]
    monkeypatch.setattr(Sieve, "list_possible", _let_all_through)
    assert [judge(text) for text in texts] == sifted
    assert [danger.find_kind(normalize(text)) for text in texts] == kinds
    assert len({*filter(None, kinds)}) > 3


def _let_all_through(sieve: Sieve[Any], _text: object) -> frozenset[Any]:
    return sieve._always.union(*sieve._index.values())


def test_what_is_replaced_is_so_in_the_order_of_the_patterns() -> None:
    sifted = Sifted([re.compile("ab"), re.compile("bc"), re.compile("c")])
    assert sifted.replace("abc", "#") == "##"
    assert [one.pattern for one in sifted.list_possible("bcx")] == ["bc", "c"]
