"""Who may see what is personal in an application, and that they did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.services.audit import Purpose, record
from bot.services.audit.reading import Filter, list_entries
from handlers.certificates.models import Application, ApplicationState
from handlers.certificates.service.actions import OBJECT, CertificateAction
from handlers.certificates.service.reach import Reach

LOOK = timedelta(minutes=15)  # one entry for all that a member looks at in this time
SHORTEST_REASON, LONGEST_REASON = 4, 500  # characters
HELD = (ApplicationState.IN_REVIEW, ApplicationState.RETURNED, ApplicationState.ISSUED)


def is_held(reach: Reach, application: Application) -> bool:
    """Whether to look is part of their work: they have taken it up, and it isn't over. All else needs a reason."""
    return application.state in HELD and application.staff_id == reach.staff.staff_id


def has_looked(session: Session, reach: Reach, application: Application, now: datetime) -> bool:
    """Whether an entry says so already, not long ago."""
    wanted = Filter(
        since=now - LOOK,
        actor=str(reach.staff.staff_id),
        action=CertificateAction.VIEWED,
        object_kind=OBJECT,
        object_id=str(application.id),
    )
    return bool(list_entries(session, wanted, size=1).entries)


def note_look(
    session: Session,
    reach: Reach,
    application: Application,
    fields: Collection[str],
    now: datetime,
    purpose: Purpose = Purpose.APPLICATION,
    reason: str = "",
) -> None:
    """The entry. To be written last in its transaction."""
    record(
        session,
        reach.act_on(application),
        CertificateAction.VIEWED,
        object_kind=OBJECT,
        object_id=str(application.id),
        conversation_id=application.conversation_id,
        purpose=purpose,
        reason=reason,
        fields=sorted(fields),
        now=now,
    )
