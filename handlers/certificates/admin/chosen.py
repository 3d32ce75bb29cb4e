"""Several applications that a member has marked, to be dealt with together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, request
from sqlmodel import Session, col, select

from bot.models.forms import FormEntry
from bot.services.audit import Purpose, record
from handlers.certificates.admin.desk import Desk
from handlers.certificates.admin.viewing import LONGEST_REASON, SHORTEST_REASON, has_looked, is_held
from handlers.certificates.models import Application
from handlers.certificates.service.actions import OBJECT, CertificateAction

MOST = 100


@dataclass(frozen=True)
class Chosen:
    """`contents` are the answers of each form, by application. `strange` are those that the member does not work on, so
    that a reason is asked for."""

    applications: Sequence[Application]
    contents: Mapping[int, Mapping[str, Any]]
    strange: Sequence[Application]

    def pair(self) -> Iterable[tuple[Application, dict[str, Any]]]:
        return ((one, dict(self.contents.get(one.id or 0, {}))) for one in self.applications)


def read_chosen(desk: Desk, session: Session) -> Chosen:
    """What the request names, as far as the member may see it, in the order of the numbers; 404 for nothing."""
    ids = {int(id) for id in request.values.getlist("id") if id.isascii() and id.isdigit() and len(id) < 16}
    reach, now = desk.reach, desk.house.clock()
    own = select(Application).where(col(Application.id).in_(sorted(ids)[:MOST]), reach.to_condition())
    applications = list(session.exec(own.order_by(col(Application.id)))) or abort(404)
    sent = select(FormEntry).where(col(FormEntry.id).in_({one.entry_id for one in applications} - {None}))
    entries = {entry.id: entry.content for entry in session.exec(sent)}
    contents = {one.id or 0: entries.get(one.entry_id, {}) for one in applications}
    strange = [one for one in applications if not is_held(reach, one) and not has_looked(session, reach, one, now)]
    return Chosen(applications, contents, strange)


def read_reason(chosen: Chosen) -> str | None:
    """Why what the member does not work on is used; empty where nothing is strange, None for a reason that is none."""
    if not chosen.strange:
        return ""
    reason = request.form.get("reason", "").strip()
    return reason if SHORTEST_REASON <= len(reason) <= LONGEST_REASON else None


def note_use(
    desk: Desk,
    session: Session,
    applications: Iterable[Application],
    action: CertificateAction,
    fields: Iterable[str],
    reason: str,
    now: datetime,
    new: Any = None,
) -> None:
    """An entry for each citizen whose data was used. To be called last in a transaction."""
    reach, names = desk.reach, sorted(fields)
    for one in applications:
        record(
            session,
            reach.act_on(one),
            action,
            object_kind=OBJECT,
            object_id=str(one.id),
            conversation_id=one.conversation_id,
            purpose=Purpose.APPLICATION,
            reason=reason,
            fields=names,
            new=new,
            now=now,
        )
