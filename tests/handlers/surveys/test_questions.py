"""What may be answered to a question, and what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.errors import UserError
from handlers.surveys.service.questions import LONGEST_TEXT, Question, read_answers
from tests.handlers.surveys.asked import LIKED, PART, WORDS

ALL = (LIKED, PART, WORDS)


def read(given: Mapping[str, list[str]]) -> tuple[dict[str, list[str]], dict[str, str]]:
    answered = read_answers(ALL, lambda name: given.get(name, []))
    return answered.chosen, answered.texts


def test_answers_are_options_in_their_order_and_words() -> None:
    given = {"q1": ["4"], "q2": ["2", "1", "9"], "q3": [" 早い\r\n親切 "]}
    assert read(given) == ({"q1": ["4"], "q2": ["1", "2"]}, {"q3": "早い\n親切"})


def test_of_a_scale_one_alone_counts() -> None:
    assert read({"q1": ["2", "5"], "q2": ["1"]})[0]["q1"] == ["5"]


@pytest.mark.parametrize(
    ("given", "question"),
    [
        ({"q2": ["1"]}, "q1"),
        ({"q1": ["6"], "q2": ["1"]}, "q1"),
        ({"q1": ["5"], "q2": ["3"]}, "q2"),
        ({"q1": ["5"], "q2": ["1"], "q3": ["x" * (LONGEST_TEXT + 1)]}, "q3"),
    ],
)
def test_what_is_missing_or_too_long_is_named(given: dict[str, list[str]], question: str) -> None:
    with pytest.raises(UserError) as fault:
        read(given)
    assert fault.value.values["question"] == question


def test_nothing_at_all_is_no_answer() -> None:
    with pytest.raises(UserError):
        read_answers([WORDS], lambda _: [""])


def test_a_question_is_the_same_when_it_was_stored() -> None:
    assert [Question.from_json(one.to_json()) for one in ALL] == [
        LIKED,
        Question("q2", PART.kind, PART.words, tuple(PART.options)),
        WORDS,
    ]
