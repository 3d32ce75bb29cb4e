"""Letting somebody see another person's records: the number is compared with whom the form names, staff see whose it
is, and only then does it count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import Errors
from bot.clock import TOKYO
from handlers.health_records.admin.desk import Desk
from handlers.health_records.admin.person_pages import read_day
from handlers.health_records.admin.request_pages import RequestPages
from handlers.health_records.models import HealthPerson, HealthRequest, RequestKind, RequestState
from handlers.health_records.service import requests
from handlers.health_records.service.askers import find_asker
from handlers.health_records.service.identifying import Likeness, read_asked
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.seeing import find_self


@dataclass(frozen=True)
class Wanted:
    """What staff entered: of whom, until when, what the citizen reads, and why it is them by another name."""

    number: str
    until: date | None
    answer: str
    renamed: str


@dataclass(frozen=True)
class ApprovalPages:
    desk: Desk
    pages: RequestPages

    def check(self, asked_id: int) -> ResponseReturnValue:
        """Whom it is about, as the health system knows them; nothing of who was not asked for."""
        with self.desk.house.database.write() as session:
            asked, wanted = self.pages.find(session, asked_id), self._read()
            if asked.state != RequestState.OPEN:
                return self.pages.leave_over()
            person, errors = self._look_for(session, asked, wanted)
            if person is None:
                return self.pages.show(session, asked, 422, errors)
            return self._render(session, asked, person, wanted)

    def approve(self, asked_id: int) -> ResponseReturnValue:
        """What was shown, looked at once more: it may have changed since. What was not is shown first."""
        desk, wanted = self.desk, self._read()
        with desk.house.database.write() as session:
            asked = self.pages.find(session, asked_id)
            if asked.state != RequestState.OPEN:
                return self.pages.leave_over()
            person, errors = self._look_for(session, asked, wanted)
            if person is None:
                return self.pages.show(session, asked, 422, errors)
            if desk.read("shown") != str(person.id):
                return self._render(session, asked, person, wanted)
            person_id = person.id or 0
        until, words, renamed = wanted.until, wanted.answer, wanted.renamed
        return self.pages.do(
            lambda session: requests.approve(
                session, asked_id, person_id, until, words, desk.actor, desk.house.clock(), renamed
            )
        )

    def _read(self) -> Wanted:
        desk = self.desk
        until = read_day(request.form.get("until", ""))
        return Wanted(desk.read("number"), until, desk.read("answer"), desk.read("renamed"))

    def _look_for(self, session: Session, asked: HealthRequest, wanted: Wanted) -> tuple[HealthPerson | None, Errors]:
        """The person, or what is wrong."""
        person = find_person(session, self.desk.vault, wanted.number) if wanted.number else None
        fault = self._find_fault(session, asked, person, is_renamed=bool(wanted.renamed))
        errors = self._check_until(asked, wanted.until)
        if fault:
            field = "renamed" if fault == "name_differs" else "number"
            errors = {field: (f"health_records.admin_{fault}", {}), **errors}
        return (None if errors else person), errors

    def _find_fault(
        self, session: Session, asked: HealthRequest, person: HealthPerson | None, *, is_renamed: bool
    ) -> str:
        """The end of a text's key; empty where nothing is wrong. The number of somebody else is an entry of the audit
        log, as it may be a guess."""
        if read_asked(asked.kind, requests.read_content(session, asked)) is None:
            return "no_form"
        if person is None or person.is_protected:
            return "nobody"
        own = find_self(session, asked.account_id)
        if own is not None and own.person_id == person.id:
            return "themselves"
        likeness = requests.find_likeness(session, asked, person)
        if likeness == Likeness.OTHER:
            requests.note_mismatch(session, asked, self.desk.actor, self.desk.house.clock())
            return "not_them"
        return "name_differs" if likeness == Likeness.RENAMED and not is_renamed else ""

    def _check_until(self, asked: HealthRequest, until: date | None) -> Errors:
        if until is None:
            is_wanted = asked.kind == RequestKind.PROXY
            return {"until": ("health_records.admin_wanted", {})} if is_wanted else {}
        is_past = until < self.desk.house.clock().astimezone(TOKYO).date()
        return {"until": ("health_records.admin_until_past", {})} if is_past else {}

    def _render(self, session: Session, asked: HealthRequest, person: HealthPerson, wanted: Wanted) -> Response:
        content = requests.read_content(session, asked)
        asker = find_asker(session, asked, content)
        page = self.desk.render(
            "approval",
            asked=asked,
            asker=asker,
            person=person,
            named=read_asked(asked.kind, content),
            wanted=wanted,
        )
        self.pages.note(session, asked, person, asker.person)
        return page
