"""What came back, counted; groups that are so small that somebody could be known by them are put together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import String, cast
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from handlers.surveys.models import Survey, SurveyAnswer, SurveyText, Via
from handlers.surveys.service.questions import Question, QuestionKind, read_questions

FEWEST = 5  # people of a group that is shown
OTHERS = "others"
GROUPED = ("language", "area", "via")


@dataclass(frozen=True)
class Bar:
    option: str
    count: int
    percent: int  # of who answered the question


@dataclass(frozen=True)
class Counted:
    """One question. `answers` are people; `mean` is that of a scale."""

    question: Question
    answers: int
    bars: Sequence[Bar]
    mean: float | None = None

    @property
    def top(self) -> Bar | None:
        """What most chose; None while nobody has, and where several are equal."""
        best = sorted(self.bars, key=lambda bar: -bar.count)[:2]
        if not best or not best[0].count or (len(best) > 1 and best[0].count == best[1].count):
            return None
        return best[0]


@dataclass(frozen=True)
class Group:
    """People with something in common. `name` is a language, a district or a way, `OTHERS`, or empty: not known."""

    name: str
    people: int
    mean: float | None  # of the first scale


@dataclass(frozen=True)
class Results:
    """`by_message` of the people answered what they got in a chat, and not on the page that they found."""

    people: int
    by_message: int
    doubtful: int  # that were kept beside
    questions: Sequence[Counted]
    groups: Mapping[str, Sequence[Group]]  # by "language", "area" and "via"

    @property
    def are_enough(self) -> bool:
        """For everybody's eyes."""
        return self.people >= FEWEST


class Given(NamedTuple):
    """What so many people answered alike."""

    chosen: dict[str, list[str]]
    language: str
    area: str
    via: str
    people: int


def count_results(session: Session, survey: Survey, *, with_doubtful: bool = False) -> Results:
    """As they are now."""
    wanted = (False, True) if with_doubtful else (False,)
    given, people = _list_given(session, survey, wanted), count_people(session, survey)
    asked = read_questions(survey)
    written = _count_texts(session, survey, wanted)
    scale = next((one.id for one in asked if one.kind == QuestionKind.SCALE), "")
    groups = {
        name: list_groups([(getattr(one, name), _mark_of(one, scale), one.people) for one in given]) for name in GROUPED
    }
    questions = [count_question(one, given, written) for one in asked]
    counted = sum(one.people for one in given)
    by_message = sum(one.people for one in given if one.via != Via.PAGE)
    return Results(counted, by_message, people - counted, questions, groups)


def count_question(question: Question, answers: Sequence[Given], written: Mapping[str, int]) -> Counted:
    if question.kind == QuestionKind.TEXT:
        return Counted(question, written.get(question.id, 0), ())
    given = [(one.chosen[question.id], one.people) for one in answers if one.chosen.get(question.id)]
    counts = Counter[str]()
    for options, people in given:
        counts.update(dict.fromkeys(options, people))
    total = sum(people for _, people in given)
    bars = [Bar(one, counts[one], round(100 * counts[one] / total) if total else 0) for one in question.option_ids]
    mean = None
    if question.kind == QuestionKind.SCALE and total:
        mean = sum(int(option) * count for option, count in counts.items()) / total
    return Counted(question, total, bars, mean)


def list_groups(given: Sequence[tuple[str, int | None, int]]) -> list[Group]:
    """Of (name, mark, people), the largest first. What is smaller than `FEWEST` is put together; where that would leave
    one group to be worked out from the sum, or is still too small, the next smallest goes with it. Too few in all are
    no groups."""
    sizes = Counter[str]()
    for name, _, people in given:
        sizes[name] += people
    if sizes.total() < FEWEST:
        return []
    shown = [name for name, size in sizes.most_common() if size >= FEWEST]
    hidden = [name for name, size in sizes.most_common() if size < FEWEST]
    while hidden and shown and (len(hidden) == 1 or sum(sizes[one] for one in hidden) < FEWEST):
        hidden.append(shown.pop())
    groups = [_make_group(name, [one for one in given if one[0] == name]) for name in shown]
    if hidden:
        groups.append(_make_group(OTHERS, [one for one in given if one[0] in hidden]))
    return groups


def name_group(name: str, shown: Sequence[Group]) -> str:
    """Under which name one person's is shown."""
    return name if name in {one.name for one in shown} else OTHERS


def _make_group(name: str, given: Sequence[tuple[str, int | None, int]]) -> Group:
    people = sum(count for _, _, count in given)
    known = [(mark, count) for _, mark, count in given if mark is not None]
    marks = sum(count for _, count in known)
    return Group(name, people, sum(mark * count for mark, count in known) / marks if marks >= FEWEST else None)


def _mark_of(answer: Given, question: str) -> int | None:
    chosen = answer.chosen.get(question)
    return int(chosen[0]) if chosen else None


def _list_given(session: Session, survey: Survey, doubtful: Sequence[bool]) -> list[Given]:
    """Counted by the database, since a whole city may answer."""
    plain = (col(getattr(SurveyAnswer, name)) for name in GROUPED)
    alike: tuple[Any, ...] = (cast(SurveyAnswer.chosen, String), *plain)
    own = col(SurveyAnswer.survey_id) == survey.id, col(SurveyAnswer.is_doubtful).in_(doubtful)
    counted = sql_select(*alike, func.count()).where(*own).group_by(*alike).order_by(*alike)
    return [Given(json.loads(chosen), *rest) for chosen, *rest in session.execute(counted)]


def _count_texts(session: Session, survey: Survey, doubtful: Sequence[bool]) -> dict[str, int]:
    counted = (
        select(col(SurveyText.question), func.count())
        .join(SurveyAnswer, col(SurveyAnswer.id) == col(SurveyText.answer_id))
        .where(col(SurveyText.survey_id) == survey.id, col(SurveyAnswer.is_doubtful).in_(doubtful))
        .group_by(col(SurveyText.question))
    )
    return dict(session.exec(counted).all())


def list_shown_texts(session: Session, survey: Survey, question: str) -> list[str]:
    """Those that staff let everybody see, in no order that says when they came."""
    own = SurveyText.survey_id == survey.id, SurveyText.question == question, col(SurveyText.is_shown)
    return sorted(one.words for one in session.exec(select(SurveyText).where(*own)))


def count_people(session: Session, survey: Survey) -> int:
    """Answers of any kind."""
    own = select(func.count()).select_from(SurveyAnswer).where(SurveyAnswer.survey_id == survey.id)
    return session.exec(own).one()
