"""An application from one state into the next. Every change of a state is made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.errors import NotFound, Refused
from handlers.certificates.models import Application, ApplicationState, ApplicationStep

S = ApplicationState
ALLOWED: Mapping[ApplicationState, frozenset[ApplicationState]] = {
    S.DRAFT: frozenset((S.AWAITING_PAYMENT, S.PAID, S.CANCELLED)),
    S.AWAITING_PAYMENT: frozenset((S.PAID, S.CANCELLED)),
    S.PAID: frozenset((S.IN_REVIEW, S.CANCELLED, S.REFUND_PENDING)),
    S.IN_REVIEW: frozenset((S.PAID, S.RETURNED, S.ISSUED, S.CANCELLED, S.REFUND_PENDING)),
    S.RETURNED: frozenset((S.IN_REVIEW, S.CANCELLED, S.REFUND_PENDING)),
    S.ISSUED: frozenset((S.SENT, S.COLLECTED, S.REFUND_PENDING)),
    S.SENT: frozenset((S.REFUND_PENDING,)),
    S.COLLECTED: frozenset((S.REFUND_PENDING,)),
    S.CANCELLED: frozenset(),
    S.REFUND_PENDING: frozenset((S.REFUNDED, S.REFUND_FAILED)),
    S.REFUND_FAILED: frozenset((S.REFUND_PENDING, S.REFUNDED)),
    S.REFUNDED: frozenset((S.REFUND_FAILED,)),  # a bank may send a refund back later
}


@dataclass(frozen=True)
class By:
    """Who makes a step: `citizen`, `system`, or `staff` with the member's id."""

    who: str
    staff_id: int | None = None


CITIZEN, SYSTEM = By("citizen"), By("system")


class WrongState(Refused):
    """Somebody was first: it is in another state by now."""


def enter(session: Session, application_id: int) -> Application:
    """The application, locked and as it is now, until the transaction ends. Raises NotFound."""
    statement = select(Application).where(col(Application.id) == application_id)
    found = session.exec(lock(statement), execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound(f"application {application_id}")
    return found


def lock(statement: SelectOfScalar[Application]) -> SelectOfScalar[Application]:
    """Whoever changes an application holds its row (SQLite: the whole database is locked anyway)."""
    return statement.with_for_update()


def move(
    session: Session,
    application: Application,
    state: ApplicationState,
    by: By,
    now: datetime,
    *,
    field: str = "",
    reason: str = "",
) -> None:
    """Into the next state, with its line in the time line; `application` comes from `enter`.

    `reason` is told to the citizen on their page. Raises WrongState when the state does not follow.
    """
    if state not in ALLOWED[ApplicationState(application.state)]:
        raise WrongState(f"application {application.id} is {application.state} and can't become {state}")
    assert application.id is not None
    application.state, application.changed_at = state, now
    application.field, application.reason = field, reason
    if state == S.PAID:
        application.staff_id = None
    elif state == S.IN_REVIEW and by != CITIZEN:  # who has taken it up keeps it while the citizen corrects it
        application.staff_id = by.staff_id
    if state == S.ISSUED:
        application.issued_at = now
    session.add(application)
    session.add(
        ApplicationStep(
            conversation_id=application.conversation_id,
            application_id=application.id,
            state=state,
            by=by.who,
            staff_id=by.staff_id,
            field=field,
            at=now,
        )
    )
    session.flush()


def list_steps(session: Session, application: Application) -> list[ApplicationStep]:
    """Its time line, oldest first."""
    own = col(ApplicationStep.application_id) == application.id
    return list(session.exec(select(ApplicationStep).where(own).order_by(col(ApplicationStep.id))))
