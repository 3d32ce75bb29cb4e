"""Who may do what to which FAQ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.errors import NotFound, Refused, UserError
from bot.models.faq import FaqEntry, FaqStep, FaqVersion
from bot.models.staff import Role
from bot.services.audit import record
from bot.services.faq.actions import FaqAction
from bot.services.faq.content import FaqContent
from bot.services.staff.principal import SignedIn


class NotYours(Refused):
    """The member has no role for it in its department."""


class NotNow(UserError):
    """It can't be done in the state it is in; `text_key` says why."""


@dataclass(frozen=True)
class Doing:
    """A member of staff who does something now."""

    staff: SignedIn
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(TOKYO).date()

    def check(self, role: Role, department: str) -> None:
        """Raises NotYours."""
        if not self.staff.may(role, department):
            raise NotYours(f"{role} of {department or 'the whole city'} is needed")

    def note(self, session: Session, action: FaqAction, role: Role, entry: FaqEntry, **values: Any) -> None:
        """The audit entry, the last thing in a transaction."""
        self.record(session, action, role, entry.department, "faq", entry.external_id, **values)

    def record(
        self, session: Session, action: FaqAction, role: Role, department: str, kind: str, id: str, **values: Any
    ) -> None:
        staff = self.staff
        actor = staff.act_as(department, role)
        record(session, actor, action, object_kind=kind, object_id=id, now=self.now, **values)


def access_entry(session: Session, doing: Doing, external_id: str, role: Role) -> FaqEntry:
    """The entry, locked. Raises NotFound, and NotYours without the role in its department."""
    entry = get_entry(session, external_id, lock=True)
    doing.check(role, entry.department)
    return entry


def get_entry(session: Session, external_id: str, *, lock: bool = False) -> FaqEntry:
    """Raises NotFound."""
    statement = select(FaqEntry).where(FaqEntry.external_id == external_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    entry = session.exec(statement).first()
    if entry is None:
        raise NotFound(f"there is no FAQ {external_id!r}")
    return entry


def get_version(session: Session, entry: FaqEntry, number: int) -> FaqVersion:
    """Raises NotFound."""
    same = (FaqVersion.entry_id == entry.id, FaqVersion.number == number)
    version = session.exec(select(FaqVersion).where(*same)).first()
    if version is None:
        raise NotFound(f"{entry.external_id} has no version {number}")
    return version


def read_content(session: Session, entry: FaqEntry, number: int) -> FaqContent:
    """What that version says. Raises NotFound."""
    return FaqContent.from_json(get_version(session, entry, number).content)


def list_versions(session: Session, entry: FaqEntry) -> list[FaqVersion]:
    """The newest first."""
    own = select(FaqVersion).where(FaqVersion.entry_id == entry.id)
    return list(session.exec(own.order_by(col(FaqVersion.number).desc())))


def list_steps(session: Session, entry: FaqEntry) -> list[FaqStep]:
    """The newest first."""
    own = select(FaqStep).where(FaqStep.entry_id == entry.id)
    return list(session.exec(own.order_by(col(FaqStep.id).desc())))
