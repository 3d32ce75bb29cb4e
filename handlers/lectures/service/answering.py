"""Questionnaires: taken once from each who may answer, kept without whose they are, counted when there are enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot.forms.definition import FieldType, Form
from bot.models.forms import FormEntry
from handlers.lectures.models import Application, LectureAnswer
from handlers.lectures.service.catalogue import Offer
from handlers.lectures.service.standing import Standing, load

FORM = "lecture_answers"
COMMENT = "comment"
FEWEST = 5  # below that nothing is shown: who was there could tell who said what


@dataclass(frozen=True)
class Question:
    """One of the form's choices, with how often each option was chosen, in the form's order."""

    name: str
    counts: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Results:
    """Of one lecture. Questions and comments are empty while there are too few answers."""

    answers: int
    questions: Sequence[Question]
    comments: Sequence[str]


def may_answer(session: Session, offer: Offer, application: Application, now: datetime) -> bool:
    """Whether they were there, as far as anybody knows; whether they have answered is another question."""
    standing = load(session, application, now).standing
    return not offer.is_cancelled and offer.ends_at <= now and standing in (Standing.RESERVED, Standing.ATTENDED)


def take_answers(session: Session, application: Application, entry: FormEntry) -> bool:
    """Keep what was answered apart from who did, of whom only is known that they have; False when they had before."""
    own = select(Application).where(Application.id == application.id).with_for_update()
    locked = session.exec(own, execution_options={"populate_existing": True}).one()
    content, entry.content = dict(entry.content), {}
    session.add(entry)
    if locked.has_answered:
        return False
    comment = content.pop(COMMENT, "")
    session.add(LectureAnswer(lecture_id=locked.lecture_id, chosen=content, comment=comment))
    locked.has_answered = True
    session.add(locked)
    session.flush()
    return True


def count_answers(session: Session, lecture_id: int, form: Form) -> Results:
    """Comments in no order that says when they came."""
    found = session.exec(select(LectureAnswer).where(LectureAnswer.lecture_id == lecture_id)).all()
    if len(found) < FEWEST:
        return Results(len(found), (), ())
    questions = []
    for field in form.fields:
        if field.type is FieldType.CHOICE:
            counts = Counter(one.chosen.get(field.name, "") for one in found)
            questions.append(Question(field.name, [(option, counts[option]) for option in field.options]))
    return Results(len(found), questions, sorted(one.comment for one in found if one.comment))
