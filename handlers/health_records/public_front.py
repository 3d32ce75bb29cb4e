"""`GET /health`: what is next for whoever comes, from the sign-in to the time line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlmodel import Session

from bot.services.audit import record
from bot.services.staff.passkeys import find_relying_party
from handlers.health_records.charts import list_growth, list_strips
from handlers.health_records.models import HealthAccount
from handlers.health_records.public_due import show_due
from handlers.health_records.public_given import list_ended
from handlers.health_records.public_line import LinePages
from handlers.health_records.public_room import Room
from handlers.health_records.service.acts import PERSON, HealthAction
from handlers.health_records.service.passkeys import list_passkeys
from handlers.health_records.service.reading import list_events
from handlers.health_records.service.seeing import Seen, find_self
from handlers.health_records.service.visits import Visit
from handlers.health_records.time_line import list_years


@dataclass(frozen=True)
class FrontPages:
    room: Room

    def show(self) -> ResponseReturnValue:
        """Each look at records is an entry of the audit log."""
        room = self.room
        with room.database.read() as session:
            visit = room.find_visit(session)
            if visit is None:
                return self._ask_account(session)
            if find_self(session, visit.account_id) is None:
                return self.ask_proof(session, visit)
            if not visit.is_fresh:
                return self.ask_step(session, visit)
        with room.database.write() as session:
            return self._show_records(session, visit)

    def _ask_account(self, session: Session) -> Response:
        """Whoever comes from their linked LINE goes on by a button, others sign in."""
        room, token = self.room, request.args.get("from", "")
        if not token:
            return room.render("sign_in", shown=room.linking.accounts.shown)
        if LinePages(room).find_account(session, token) is None:
            return room.render("sign_in", error=room.words("link_over"), shown=room.linking.accounts.shown)
        return room.render("from_line", token=token)

    def show_stale(self, _: CSRFError) -> ResponseReturnValue:
        """The form had waited too long, or was not ours."""
        if request.is_json:
            return {"error": self.room.words("stale")}, 400
        return self.room.render("sign_in", 400, fault="stale", shown=self.room.linking.accounts.shown)

    def ask_proof(self, session: Session, visit: Visit, status: int = 200, **values: Any) -> Response:
        """For the code from the counter."""
        account = session.get_one(HealthAccount, visit.account_id)
        is_locked, open_identity = account.locked_at is not None, self.room.house.open_identity
        name = (open_identity().name if open_identity else "") or self.room.words("provider_any")
        provider = {"has_provider": open_identity is not None, "provider_name": name}
        return self.room.render("proof", status, is_locked=is_locked, **provider, **values)

    def ask_step(self, session: Session, visit: Visit, status: int = 200, **values: Any) -> Response:
        """For the second step; for a first one, where there is none and one may be set up."""
        room = self.room
        account = session.get_one(HealthAccount, visit.account_id)
        passkeys = list_passkeys(session, visit.account_id)
        has_step = bool(account.mail or passkeys)
        if visit.may_register and not has_step:
            return room.render("first_step", status, **list_ways(room), **values)
        if not has_step:
            return self.ask_proof(session, visit, **values)  # a new code lets them set one up
        mail = hide_address(account.mail) if account.mail else ""
        ways = {**list_ways(room), "may_register": visit.may_register}
        return room.render("second_step", status, mail=mail, has_passkey=bool(passkeys), **ways, **values)

    def _show_records(self, session: Session, visit: Visit) -> Response:
        room = self.room
        seen = room.list_seen(session, visit)
        at, chosen = room.choose(seen)
        years = list_years(session, room.words, chosen.id)
        due, charts = show_due(session, room, visit.account_id, chosen.id), self._draw(session, chosen)
        ended = list_ended(session, room, visit.account_id)
        page = room.render("records", seen=seen, at=at, chosen=chosen, years=years, ended=ended, **due, **charts)
        record(
            session,
            room.act_as(visit),
            HealthAction.VIEWED,
            object_kind=PERSON,
            object_id=str(chosen.id),
            fields=["records"],
            new={"as": chosen.relation},
            now=room.clock(),
        )
        return page

    def _draw(self, session: Session, chosen: Seen) -> dict[str, Any]:
        room, events = self.room, list_events(session, chosen.id)
        years, strips = list_strips(room.words, events, room.today)
        growth = list_growth(room.words, chosen.person.birth_date, events)
        return {"growth": growth, "strip_years": years, "strips": strips}


def list_ways(room: Room) -> dict[str, Any]:
    """Which second steps can be set up here."""
    us = find_relying_party(room.house.public_url, room.house.city.name["ja"])
    return {"has_mail": room.house.mail is not None, "has_passkeys": us is not None}


def hide_address(mail: str) -> str:
    """Enough to know it by: `h…@example.jp`."""
    name, _, host = mail.partition("@")
    return f"{name[:1]}…@{host}"
