"""What staff do with surveys is in the audit log, without a word of any citizen's."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from bot.services.audit import Action, Purpose, record
from bot.services.staff.recording import Acting
from handlers.surveys.models import Survey


class SurveyAction(Action):
    CREATED = "surveys.created"
    CHANGED = "surveys.changed"
    DELETED = "surveys.deleted"
    HANDED_IN = "surveys.handed_in"
    EXTENDED = "surveys.extended"
    CLOSED = "surveys.closed"
    PUBLISHED = "surveys.published"
    UNPUBLISHED = "surveys.unpublished"
    SHOWN = "surveys.text_shown"  # or not any more
    REPLIED = "surveys.replied"
    VIEWED = "surveys.opinion_viewed"
    EXPORTED = "surveys.exported"


def note(
    session: Session, acting: Acting, action: SurveyAction, survey: Survey, fields: tuple[str, ...] = (), **new: Any
) -> None:
    """To be called last in the transaction. `fields` are those of a person that were seen."""
    record(
        session,
        acting.actor,
        action,
        object_kind="survey",
        object_id=str(survey.id),
        purpose=Purpose.ANSWER if fields else "",
        fields=fields,
        new=new or None,
        now=acting.now,
    )
