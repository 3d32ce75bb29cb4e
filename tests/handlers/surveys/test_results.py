"""Counts, and groups in which nobody is known."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.db import Database
from handlers.surveys.models import Survey
from handlers.surveys.service.results import OTHERS, Results, count_results, list_groups
from tests.handlers.surveys.asked import LIKED, PART, WORDS, add_survey, answer


def group(**sizes: int) -> dict[str, int]:
    return {one.name: one.people for one in list_groups([(name, 3, size) for name, size in sizes.items()])}


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"ja": 4}, {}),  # nobody is shown by groups before there are five
        ({"ja": 9}, {"ja": 9}),
        ({"ja": 9, "en": 3, "vi": 2}, {"ja": 9, OTHERS: 5}),
        ({"ja": 9, "en": 6, "vi": 2}, {"ja": 9, OTHERS: 8}),  # one alone could be worked out from the sum
        ({"ja": 9, "en": 6, "vi": 2, "ko": 1}, {"ja": 9, OTHERS: 9}),  # three are too few, too
        ({"ja": 4, "en": 4}, {OTHERS: 8}),
    ],
)
def test_small_groups_are_put_together(sizes: dict[str, int], shown: dict[str, int]) -> None:
    found = group(**sizes)
    assert found == shown
    assert not found or Counter(found).total() == sum(sizes.values())
    assert all(count >= 5 for count in found.values())


def test_a_mean_is_said_of_five_marks_at_least() -> None:
    (one,) = list_groups([("ja", 5, 4), ("ja", None, 3)])
    assert (one.people, one.mean) == (7, None)
    (one,) = list_groups([("ja", 5, 4), ("ja", 2, 1)])
    assert one.mean == pytest.approx(4.4)


def count(database: Database, survey_id: int, *, with_doubtful: bool = False) -> Results:
    with database.read() as session:
        return count_results(session, session.get_one(Survey, survey_id), with_doubtful=with_doubtful)


def test_each_question_is_counted_of_who_answered_it(database: Database) -> None:
    survey_id = add_survey(database, (LIKED, PART, WORDS))
    for number, mark in enumerate("5544431"):
        chosen = {"q1": [mark], **({"q2": ["1", "2"]} if number < 2 else {"q2": ["1"]} if number < 4 else {})}
        assert answer(database, survey_id, f"{number}", chosen, {"q3": "早い"} if number == 0 else {}, area="chuo")
    assert not answer(database, survey_id, "0", {"q1": ["1"]}), "the first one stays"
    answer(database, survey_id, "storm", {"q1": ["1"]}, doubtful=True)
    results = count(database, survey_id)
    liked, part, words = results.questions
    assert (results.people, results.doubtful, results.are_enough) == (7, 1, True)
    assert ([bar.count for bar in liked.bars], liked.answers) == ([2, 3, 1, 0, 1], 7)
    assert liked.mean == pytest.approx(26 / 7)
    assert liked.top is not None and (liked.top.option, liked.top.percent) == ("4", 43)
    assert ([(bar.count, bar.percent) for bar in part.bars], part.answers) == ([(4, 100), (2, 50)], 4)
    assert (words.answers, words.top) == (1, None)
    assert [(one.name, one.people) for one in results.groups["area"]] == [("chuo", 7)]
    with_storm = count(database, survey_id, with_doubtful=True)
    assert (with_storm.people, with_storm.doubtful) == (8, 0)
