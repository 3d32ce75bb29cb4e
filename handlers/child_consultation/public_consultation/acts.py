"""What somebody does at the page: begins, comes back, writes, chooses a time, leaves, deletes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, select

from bot.errors import Refused, UserError
from bot.forms.faults import Fault
from bot.forms.photos import MOST_BYTES, read_photo
from handlers.child_consultation.judging import judge_words
from handlers.child_consultation.models import By, ChildLink, ChildMessage, ChildSitting
from handlers.child_consultation.public_consultation.pages import Pages
from handlers.child_consultation.public_consultation.times import read_time
from handlers.child_consultation.public_consultation.visit import PATH, give_sitting, read_visit, take_sitting
from handlers.child_consultation.service import appointments, coming_back, forgetting, opening, writing
from handlers.child_consultation.service.codes import hash_code, list_indexes, make_code
from handlers.child_consultation.service.opening import PAGE, Judged, find_link, lock
from handlers.child_consultation.service.sittings import begin_sitting, end_sitting, forget_code
from handlers.child_consultation.service.writing import Draft

HOME = f"{PATH}/"
LONGEST_NAME = 20
MOST_IN_AN_HOUR = 60  # messages of one case
EARLIER = 4  # messages before this one that are judged with it


class Wrong(UserError):
    """`field` has what is wrong."""

    def __init__(self, text_key: str, field: str, **values: object) -> None:
        super().__init__(f"public_consultation.{text_key}", **values)
        self.field = field


@dataclass(frozen=True)
class Acts:
    pages: Pages

    def come_by_link(self, token: str) -> ResponseReturnValue:
        """From LINE; a link that is too old leads to the first page all the same."""
        now = self._now
        with self.pages.database.write() as session:
            link = find_link(session, token, now)
            key = begin_sitting(session, now, link_id=link.id) if link else ""
        response = make_response(redirect(HOME, 303))
        if key:
            give_sitting(response, key, is_secure=self.pages.is_secure)
        return response

    def begin(self) -> ResponseReturnValue:
        """The first message, and the word to come back by."""
        visit, sitting = self.pages.find_visitor()
        if sitting is not None and sitting.case_id:
            return self.write()
        try:
            draft = self._read_draft()
        except UserError as fault:
            return self.pages.render(fault, 422)
        judged = judge_words(draft.words, self.pages.table, self.pages.labeller)
        try:
            try:
                key = self._begin(sitting, draft, judged, visit.language)
            except Refused:  # the button was pressed twice, and the other press was first
                key = self._begin(sitting, draft, judged, visit.language)
        except UserError as fault:
            return self.pages.render(fault, 422, level=judged.level)
        response = make_response(redirect(HOME, 303))
        give_sitting(response, key, is_secure=self.pages.is_secure)
        return response

    def come_back(self) -> ResponseReturnValue:
        """By the word. Guesses are slowed, and who guesses is told."""
        visit, sitting = self.pages.find_visitor()
        now = self._now
        try:
            case_id = coming_back.come_back(
                self.pages.database, request.form.get("code", ""), request.remote_addr or "", now
            )
        except UserError as wait:
            return self.pages.render(Wrong("wrong_wait", "code", **wait.values), 429)
        if case_id is None:
            return self.pages.render(Wrong("wrong_code", "code"), 422)
        with self.pages.database.write() as session:
            end_sitting(session, visit.key)
            key = begin_sitting(session, now, case_id=case_id, link_id=_link_of(session, sitting, case_id))
        response = make_response(redirect(HOME, 303))
        give_sitting(response, key, is_secure=self.pages.is_secure)
        return response

    def write(self) -> ResponseReturnValue:
        """Another message, judged with those before it."""
        _, sitting = self.pages.find_visitor()
        if sitting is None or not sitting.case_id:
            return self.pages.render(Wrong("wrong_over", "code"), 401)
        try:
            draft = self._read_draft()
        except UserError as fault:
            return self.pages.render(fault, 422)
        now, catalogue, hours = self._now, self.pages.catalogue, self.pages.house.city.opening_hours
        with self.pages.database.read() as session:
            before = writing.list_messages(session, sitting.case_id)
            earlier = [one.words for one in before if one.by == By.CITIZEN][-EARLIER:]
        if sum(one.by == By.CITIZEN and now - one.at < timedelta(hours=1) for one in before) >= MOST_IN_AN_HOUR:
            return self.pages.render(Wrong("wrong_many", "words", minutes=60), 429)
        judged = judge_words(draft.words, self.pages.table, self.pages.labeller, earlier)
        with self.pages.database.write() as session:
            case = lock(session, sitting.case_id) or abort(404)
            if writing.write_as_citizen(session, case, draft, catalogue, hours, now):
                opening.raise_level(session, case, judged, catalogue, hours, now)
            _drop_draft(session, sitting.link_id)
        return redirect(HOME, 303)

    def note_kept(self) -> ResponseReturnValue:
        """The word was written down."""
        _, sitting = self.pages.find_visitor()
        if sitting is not None:
            with self.pages.database.write() as session:
                forget_code(session, sitting.id or 0)
        return redirect(HOME, 303)

    def change_name(self) -> ResponseReturnValue:
        _, sitting = self.pages.find_visitor()
        if sitting is not None and sitting.case_id and (name := _read_name()):
            with self.pages.database.write() as session:
                case = lock(session, sitting.case_id) or abort(404)
                case.handle = name
                session.add(case)
        return redirect(HOME, 303)

    def choose_time(self) -> ResponseReturnValue:
        """Of several who want the last one, one gets it."""
        _, sitting = self.pages.find_visitor()
        if sitting is None or not sitting.case_id:
            return self.pages.render(Wrong("wrong_over", "code"), 401)
        now, catalogue, hours = self._now, self.pages.catalogue, self.pages.house.city.opening_hours
        try:
            kind, starts_at, phone = read_time(request.form)
        except UserError as fault:
            return self.pages.render(fault, 422)
        try:
            with self.pages.database.write() as session:
                lock(session, sitting.case_id) or abort(404)
                appointments.book(session, sitting.case_id, kind, starts_at, phone, catalogue.times, hours, now)
        except Refused:
            return self.pages.render(Wrong("wrong_taken", "time"), 409)
        return redirect(HOME, 303)

    def cancel_time(self) -> ResponseReturnValue:
        _, sitting = self.pages.find_visitor()
        if sitting is not None and sitting.case_id:
            with self.pages.database.write() as session:
                appointments.cancel(session, sitting.case_id, self._now)
        return redirect(HOME, 303)

    def forget(self) -> ResponseReturnValue:
        """All of it, or none, where a child has to be protected; both are said."""
        _, sitting = self.pages.find_visitor()
        if sitting is None or not sitting.case_id:
            return redirect(HOME, 303)
        if request.form.get("sure") != "1":
            return self.pages.render(Wrong("wrong_sure", "sure"), 422)
        with self.pages.database.write() as session:
            case = lock(session, sitting.case_id) or abort(404)
            done = forgetting.forget(session, case, self.pages.catalogue, self._now)
            session.expunge_all()
        if done == forgetting.Asked.KEPT:
            return self.pages.render(Wrong("wrong_kept", "sure"), 409)
        response = self.pages.render(is_forgotten=True)
        take_sitting(response, is_secure=self.pages.is_secure)
        return response

    def leave(self) -> ResponseReturnValue:
        """The quick exit: the sitting ends, and the browser is somewhere else."""
        visit = read_visit(request, self.pages.house)
        with self.pages.database.write() as session:
            end_sitting(session, visit.key)
        response = make_response(redirect(self.pages.catalogue.quick_exit_url, 303))
        take_sitting(response, is_secure=self.pages.is_secure)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    @property
    def _now(self) -> datetime:
        return self.pages.clock()

    def _begin(self, sitting: ChildSitting | None, draft: Draft, judged: Judged, language: str) -> str:
        """The key of the sitting, which has the new word. Raises UserError for who has a word already, and Refused."""
        code, now, catalogue = make_code(), self._now, self.pages.catalogue
        code_hash, index = hash_code(code), list_indexes(self.pages.database.vault, code)[0]
        hours = self.pages.house.city.opening_hours
        with self.pages.database.write() as session:
            if again := _find_begun(session, draft.nonce):
                return begin_sitting(session, now, case_id=again.case_id, code=again.code)
            link = session.get(ChildLink, sitting.link_id) if sitting and sitting.link_id else None
            case = lock(session, link.case_id) if link else None
            if case is not None and case.code_index:
                raise Wrong("wrong_has_code", "code")
            if case is None:
                self._count_beginning(session)
                case = opening.begin_case(session, catalogue, hours, judged, PAGE, language, now)
            else:
                opening.raise_level(session, case, judged, catalogue, hours, now)
            case.handle, case.code_hash, case.code_index = _read_name() or case.handle, code_hash, index
            if not writing.write_as_citizen(session, case, draft, catalogue, hours, now):
                raise Refused("it was begun already")
            _drop_draft(session, link.id if link else None)
            return begin_sitting(session, now, case_id=case.id, code=code)

    def _count_beginning(self, session: Session) -> None:
        fingerprint, address = self.pages.database.vault.fingerprint, request.remote_addr or ""
        try:
            coming_back.count_beginning(session, fingerprint, address, self._now)
        except UserError as wait:
            raise Wrong("wrong_many", "words", **wait.values) from wait

    def _read_draft(self) -> Draft:
        """What was typed, with the photo opened and written anew. Raises UserError."""
        photo, file = None, request.files.get("photo")
        if file is not None and file.filename:
            try:
                photo = read_photo(file.stream.read(MOST_BYTES + 1)).content
            except Fault as fault:
                fault.field = "photo"  # type: ignore[attr-defined]
                raise
        nonce = request.form.get("nonce", "")[:64] or secrets.token_urlsafe(16)
        draft = Draft(request.form.get("words", "").replace("\r\n", "\n"), nonce, photo)
        writing.check_draft(draft)
        return draft


def _read_name() -> str:
    return " ".join(request.form.get("name", "").split())[:LONGEST_NAME]


def _link_of(session: Session, sitting: ChildSitting | None, case_id: int) -> int | None:
    """The link that they came by, if it leads to the same case: its draft goes on."""
    link = session.get(ChildLink, sitting.link_id) if sitting and sitting.link_id else None
    return link.id if link is not None and link.case_id == case_id else None


def _find_begun(session: Session, nonce: str) -> ChildSitting | None:
    """The sitting of who pressed the button twice."""
    own = select(ChildSitting).join(ChildMessage, ChildMessage.case_id == ChildSitting.case_id)  # type: ignore[arg-type]
    return session.exec(own.where(ChildMessage.nonce == nonce)).first()


def _drop_draft(session: Session, link_id: int | None) -> None:
    """It is in the thread now."""
    if link_id and (link := session.get(ChildLink, link_id)) is not None:
        link.draft = link.draft_until = None
        session.add(link)
