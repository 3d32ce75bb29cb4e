"""What came back, counted; groups that are so small that somebody could be known by them are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from handlers.surveys.models import Survey, SurveyAnswer, SurveyText
from handlers.surveys.service.questions import Question, QuestionKind, read_questions

FEWEST = 5  # people of a group that is shown
OTHERS = "others"


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
    people: int
    doubtful: int  # that were kept beside
    questions: Sequence[Counted]
    groups: Mapping[str, Sequence[Group]]  # by "language", "area" and "via"

    @property
    def are_enough(self) -> bool:
        """For everybody's eyes."""
        return self.people >= FEWEST


def count_results(session: Session, survey: Survey, *, with_doubtful: bool = False) -> Results:
    """As they are now."""
    own = select(SurveyAnswer).where(SurveyAnswer.survey_id == survey.id)
    found = list(session.exec(own.order_by(col(SurveyAnswer.id)).execution_options(yield_per=1000)))
    counted = [one for one in found if with_doubtful or not one.is_doubtful]
    asked = read_questions(survey)
    written = _count_texts(session, survey, counted)
    scale = next((one.id for one in asked if one.kind == QuestionKind.SCALE), "")
    groups = {name: list_groups([(getattr(one, name), _mark_of(one, scale)) for one in counted]) for name in GROUPED}
    questions = [count_question(one, counted, written) for one in asked]
    return Results(len(counted), len(found) - len(counted), questions, groups)


GROUPED = ("language", "area", "via")


def count_question(question: Question, answers: Sequence[SurveyAnswer], written: Mapping[str, int]) -> Counted:
    if question.kind == QuestionKind.TEXT:
        return Counted(question, written.get(question.id, 0), ())
    given = [one.chosen[question.id] for one in answers if one.chosen.get(question.id)]
    counts = Counter(option for options in given for option in options)
    people = len(given)
    bars = [Bar(one, counts[one], round(100 * counts[one] / people) if people else 0) for one in question.option_ids]
    mean = None
    if question.kind == QuestionKind.SCALE and people:
        mean = sum(int(option) * count for option, count in counts.items()) / people
    return Counted(question, people, bars, mean)


def list_groups(people: Sequence[tuple[str, int | None]]) -> list[Group]:
    """The largest first. What is smaller than `FEWEST` is put together; where that would leave one group to be worked
    out from the sum, or is still too small, the next smallest goes with it. Too few in all are no groups."""
    if len(people) < FEWEST:
        return []
    sizes = Counter(name for name, _ in people).most_common()
    shown = [name for name, size in sizes if size >= FEWEST]
    hidden = [name for name, size in sizes if size < FEWEST]
    by_name = dict(sizes)
    while hidden and shown and (len(hidden) == 1 or sum(by_name[one] for one in hidden) < FEWEST):
        hidden.append(shown.pop())
    groups = [_make_group(name, [mark for own, mark in people if own == name]) for name in shown]
    if hidden:
        groups.append(_make_group(OTHERS, [mark for own, mark in people if own in hidden]))
    return groups


def name_group(name: str, shown: Sequence[Group]) -> str:
    """Under which name one person's is shown."""
    return name if name in {one.name for one in shown} else OTHERS


def _make_group(name: str, marks: Sequence[int | None]) -> Group:
    known = [mark for mark in marks if mark is not None]
    return Group(name, len(marks), sum(known) / len(known) if len(known) >= FEWEST else None)


def _mark_of(answer: SurveyAnswer, question: str) -> int | None:
    chosen = answer.chosen.get(question)
    return int(chosen[0]) if chosen else None


def _count_texts(session: Session, survey: Survey, answers: Sequence[SurveyAnswer]) -> dict[str, int]:
    own = select(SurveyText.question, SurveyText.answer_id).where(SurveyText.survey_id == survey.id)
    counted = {one.id for one in answers}
    return Counter(question for question, answer_id in session.exec(own) if answer_id in counted)


def list_shown_texts(session: Session, survey: Survey, question: str) -> list[str]:
    """Those that staff let everybody see, in no order that says when they came."""
    own = SurveyText.survey_id == survey.id, SurveyText.question == question, col(SurveyText.is_shown)
    return sorted(one.words for one in session.exec(select(SurveyText).where(*own)))


def count_people(session: Session, survey: Survey) -> int:
    """Answers of any kind."""
    own = select(func.count()).select_from(SurveyAnswer).where(SurveyAnswer.survey_id == survey.id)
    return session.exec(own).one()
