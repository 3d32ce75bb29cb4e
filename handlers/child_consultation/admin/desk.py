"""What the centre's pages have in common: who reads, which case, and what a case may be shown with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.visit import current_staff
from bot.errors import Refused
from bot.models.staff import Role
from bot.opening_hours import OpeningHours
from bot.service_facts import words_in
from bot.services.audit import Actor
from handlers.child_consultation.models import ChildCase, OwnReason
from handlers.child_consultation.service.catalogue import Catalogue, find_catalogue
from handlers.child_consultation.service.duty import settle
from handlers.child_consultation.service.opening import lock
from handlers.child_consultation.service.rights import Reader, make_reader, may_open

LONGEST = 4_000
Act = Callable[[Session, ChildCase], None]


class NoRight(Exception):
    """The member has to say why they open this case."""


@dataclass(frozen=True)
class Desk:
    house: AdminHouse

    @property
    def now(self) -> datetime:
        return self.house.clock()

    @property
    def catalogue(self) -> Catalogue:
        return find_catalogue(self.house.city) or abort(404)

    @property
    def hours(self) -> OpeningHours:
        return self.house.city.opening_hours

    @property
    def actor(self) -> Actor:
        return current_staff().act_as(self.catalogue.department, Role.SERVICE)

    @property
    def reader(self) -> Reader:
        return make_reader(current_staff(), self.catalogue)

    @property
    def centre_reader(self) -> Reader:
        """403 for who works for another department: they see what is referred to it."""
        reader = self.reader
        return reader if reader.is_centre else abort(403)

    def find(self, session: Session, case_id: int) -> ChildCase:
        """404 for what is not there, or was deleted by who wrote it."""
        case = session.get(ChildCase, case_id)
        return case if case is not None and case.emptied_at is None else abort(404)

    def enter(self, session: Session, case_id: int) -> ChildCase:
        """The case, locked, for who may read it. Raises NoRight."""
        reader = self.centre_reader
        case = lock(session, case_id)
        if case is None or case.emptied_at is not None:
            abort(404)
        if not may_open(session, reader, case, self.now):
            raise NoRight
        return case

    def do(self, case_id: int, act: Act, done: str) -> ResponseReturnValue:
        """The act and its entry in one transaction; what can't be done is said on the page."""
        try:
            with self.house.database.write() as session:
                act(session, self.enter(session, case_id))
        except NoRight:
            pass  # the page asks for a reason
        except Refused:
            warn(self.house, "child_consultation.admin_refused")
        else:
            tell(self.house, f"child_consultation.{done}")
        return self.go_to(case_id)

    def settle(self, session: Session, case: ChildCase) -> None:
        """Who does something about a case has its alarm, too: nobody is called any more."""
        settle(session, case, self.reader.staff_id, self.actor, self.now)

    def go_to(self, case_id: int) -> ResponseReturnValue:
        return redirect(url_for(".show_case", case_id=case_id), 303)

    def read(self, name: str, longest: int = LONGEST) -> str:
        """What was typed in a field."""
        return request.form.get(name, "").replace("\r\n", "\n").strip()[:longest]

    def render(self, name: str, status: int = 200, **values: Any) -> Response:
        return render(
            self.house,
            f"child_desk/{name}.html",
            status,
            name_discipline=self.name_discipline,
            name_reason=self.name_reason,
            name_topic=self.name_topic,
            reader=self.reader,
            now=self.now,
            catalogue=self.catalogue,
            **values,
        )

    def name_discipline(self, id: str) -> str:
        """What the city calls it; its id where it has it no more."""
        found = self.catalogue.find_discipline(id)
        return words_in(found.name, Words(self.house).language) if found else id

    def name_reason(self, id: str) -> str:
        """Why a case is closed: in the city's words, or in ours for what nobody chose."""
        words = Words(self.house)
        if id in set(OwnReason):
            return words.text(f"child_consultation.admin_reason_{id}")
        found = self.catalogue.find_reason(id)
        return words_in(found.name, words.language) if found else words.text("child_consultation.admin_reason_other")

    def name_topic(self, topic: str) -> str:
        """In words where there are some."""
        words, key = Words(self.house), f"child_consultation.admin_topic_{topic}"
        return words.text(key) if self.house.texts.has(key) else topic
