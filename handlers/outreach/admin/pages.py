"""`/admin/outreach`: requests by state, one with what can be done; who asks is shown to who opens the form, which is
recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Errors, Words, render, tell, warn
from admin.section import add_routes
from admin.visit import current_staff
from bot.errors import Refused
from bot.models.staff import Role
from bot.service_facts import words_in
from bot.services.audit import Actor
from handlers.outreach import telling
from handlers.outreach.admin.dates import read_date, show_date
from handlers.outreach.models import LIVING, OPEN, OutreachRequest, RequestState
from handlers.outreach.service import scheduling
from handlers.outreach.service.catalogue import find_catalogue
from handlers.outreach.service.requesting import is_living
from handlers.outreach.service.scheduling import Clash

ROOM = "outreach"
MOST = 200
LONGEST = 300
Act = Callable[[Session, OutreachRequest], None]


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(ROOM, __name__, url_prefix="/outreach", template_folder="templates")
    pages = Pages(house)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("GET", "/<int:outreach_id>", pages.show_request),
            ("POST", "/<int:outreach_id>/form", pages.show_form),
            ("POST", "/<int:outreach_id>/agree", pages.agree),
            ("POST", "/<int:outreach_id>/decline", pages.decline),
            ("POST", "/<int:outreach_id>/ask", pages.ask),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class Pages:
    house: AdminHouse

    def show_list(self) -> ResponseReturnValue:
        """Those that wait for the city first; others by their state."""
        state = request.args.get("state", RequestState.REQUESTED)
        if state not in (*RequestState, "all"):
            abort(404)
        with self.house.database.read() as session:
            found = scheduling.list_requests(session, "" if state == "all" else state, MOST)
            return self._render("list", requests=found, state=state, states=[*RequestState, "all"])

    def show_request(self, outreach_id: int) -> ResponseReturnValue:
        with self.house.database.read() as session:
            return self._render_request(self._find(session, outreach_id))

    def show_form(self, outreach_id: int) -> ResponseReturnValue:
        """What the group wrote; each look is an entry that the citizen can see."""
        with self.house.database.write() as session:
            found = self._find(session, outreach_id)
            answers = scheduling.look(session, found, self._actor, self.house.clock())
            typed = show_date(found) or {"place": answers.get("place", "")}
            return self._render_request(found, typed=typed, answers=answers)

    def agree(self, outreach_id: int) -> ResponseReturnValue:
        """422 with what is wrong beside its field, a lecturer who is somewhere else among it."""
        date, errors = read_date(request.form, self.house.clock())
        if date is not None:
            try:
                return self._do(
                    outreach_id,
                    lambda session, found: scheduling.agree(session, found, date, self._actor, self.house.clock()),
                )
            except Clash as clash:
                errors = {"lecturer": ("outreach.admin_clash", {"number": clash.number})}
        return self._render_again(outreach_id, errors)

    def decline(self, outreach_id: int) -> ResponseReturnValue:
        """With the reason, as the group reads it."""
        return self._say(outreach_id, "why", scheduling.decline)

    def ask(self, outreach_id: int) -> ResponseReturnValue:
        """What else has to be known, as the group reads it."""
        return self._say(outreach_id, "question", scheduling.ask_back)

    @property
    def _actor(self) -> Actor:
        return current_staff().act_as(role=Role.SERVICE)

    def _say(
        self, outreach_id: int, field: str, act: Callable[[Session, OutreachRequest, str, Actor, datetime], None]
    ) -> ResponseReturnValue:
        said = " ".join(request.form.get(field, "").split())[:LONGEST]
        if not said:
            return self._render_again(outreach_id, {field: ("outreach.admin_wanted", {})})
        return self._do(outreach_id, lambda session, found: act(session, found, said, self._actor, self.house.clock()))

    def _do(self, outreach_id: int, act: Act) -> ResponseReturnValue:
        """And the group is told, in one transaction. Raises Clash."""
        try:
            with self.house.database.write() as session:
                found = self._find(session, outreach_id)
                act(session, found)
                told = telling.tell(session, self.house.engine.house, found, self.house.clock())
        except Clash:
            raise
        except Refused:
            warn(self.house, "outreach.admin_over")
        else:
            self.house.bell.ring("outbox")
            tell(self.house, "outreach.admin_told" if told else "outreach.admin_not_told")
        return redirect(url_for(".show_request", outreach_id=outreach_id), 303)

    def _find(self, session: Session, outreach_id: int) -> OutreachRequest:
        return session.get(OutreachRequest, outreach_id) or abort(404)

    def _render_again(self, outreach_id: int, errors: Errors) -> ResponseReturnValue:
        with self.house.database.read() as session:
            found = self._find(session, outreach_id)
            return self._render_request(found, 422, errors=errors, typed=request.form)

    def _render_request(
        self, found: OutreachRequest, status: int = 200, *, typed: Mapping[str, str] | None = None, **values: object
    ) -> Response:
        return self._render(
            "request",
            status,
            request_=found,
            typed=show_date(found) if typed is None else typed,
            is_living=is_living(found, self.house.clock()),
            can_ask=found.state in OPEN,
            is_agreed=found.state == RequestState.AGREED,
            living=LIVING,
            **values,
        )

    def _render(self, name: str, status: int = 200, **values: object) -> Response:
        words, catalogue = Words(self.house), find_catalogue(self.house.city)

        def name_topic(id: str) -> str:
            topic = catalogue.find_topic(id) if catalogue else None
            return words_in(topic.name, words.language) if topic else id

        return render(self.house, f"outreach_desk/{name}.html", status, name_topic=name_topic, **values)
