"""The pages of a consultation: the first one, the thread, and what a script asks for to keep it new."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from bot.db import Database
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.errors import UserError
from bot.pages import html_lang, present_banner
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import ChildLink, ChildSitting
from handlers.child_consultation.public_consultation.shown import list_numbers, read_thread
from handlers.child_consultation.public_consultation.visit import Said, Visit, keep_choice, read_visit
from handlers.child_consultation.service.catalogue import SERVICE, Catalogue, find_catalogue
from handlers.child_consultation.service.codes import spell_code
from handlers.child_consultation.service.opening import read_draft
from handlers.child_consultation.service.sittings import find_sitting, is_to_be_kept, keep_sitting
from handlers.child_consultation.service.writing import LONGEST, find_photo, list_messages, note_seen
from handlers.child_consultation.triage.city_table import find_city_table
from handlers.child_consultation.triage.table import Table
from nlu.labelled import Labeller

NATIVE = ("ja", "ja-easy")


@dataclass(frozen=True)
class Pages:
    database: Database
    house: House
    clock: Callable[[], datetime]

    @property
    def table(self) -> Table:
        return find_city_table(self.house.city)

    @property
    def labeller(self) -> Labeller | None:
        return self.house.labellers.get(SERVICE)

    @property
    def catalogue(self) -> Catalogue:
        return find_catalogue(self.house.city) or abort(404)

    @property
    def is_secure(self) -> bool:
        return self.house.public_url.startswith("https://")

    def show(self) -> ResponseReturnValue:
        """The thread for who is back, else the first page."""
        return self.render()

    def show_news(self) -> ResponseReturnValue:
        """What was written since, as a piece of the page; 204 for nothing, 410 when the sitting is over."""
        _, sitting = self.find_visitor()
        after = request.args.get("after", "0")
        if sitting is None or not sitting.case_id:
            return make_response("", 410)
        with self.database.read() as session:
            found = list_messages(session, sitting.case_id, int(after) if after.isdigit() else 0)
            session.expunge_all()
        if not found:
            return make_response("", 204)
        self._note_seen(sitting)
        said = read_visit(request, self.house).speak(self.house)
        return make_response(render_template("public_consultation/messages.html", messages=found, **self._speak(said)))

    def show_photo(self, message_id: int) -> ResponseReturnValue:
        """One that was sent, to who sent it."""
        _, sitting = self.find_visitor()
        if sitting is None or not sitting.case_id:
            abort(404)
        with self.database.read() as session:
            content = find_photo(session, sitting.case_id, message_id) or abort(404)
        return Response(content, mimetype="image/jpeg")

    def show_stale(self, _: CSRFError) -> ResponseReturnValue:
        """The page was made for another session: what was typed stays, and is sent by the next press."""
        return self.render(fault=UserError("public_consultation.wrong_stale"), status=400)

    def find_visitor(self) -> tuple[Visit, ChildSitting | None]:
        """And the sitting goes on."""
        visit, now = read_visit(request, self.house), self.clock()
        with self.database.read() as session:
            sitting = find_sitting(session, visit.key, now)
            session.expunge_all()
        if sitting is not None and is_to_be_kept(sitting, now):
            with self.database.write() as session:
                keep_sitting(session, sitting.id or 0, now)
        return visit, sitting

    def render(self, fault: UserError | None = None, status: int = 200, **more: Any) -> Response:
        """Whichever page the visitor is at, with what is wrong beside its field."""
        visit, sitting = self.find_visitor()
        catalogue, now = self.catalogue, self.clock()
        with self.database.read() as session:
            link = session.get(ChildLink, sitting.link_id) if sitting and sitting.link_id else None
            draft = read_draft(link, now)
            said = visit.speak(self.house)
            thread = read_thread(session, self.house, catalogue, sitting, said, now) if sitting else None
        if thread is not None:
            said = visit.speak(self.house, is_childs=thread.case.is_child)
            if thread.case.notice_at is not None and sitting is not None:
                self._note_seen(sitting)
        level = thread.case.level if thread else more.pop("level", "")
        values = {
            "catalogue": catalogue,
            "thread": thread,
            "draft": draft,
            "typed": request.form,
            "nonce": request.form.get("nonce") or secrets.token_urlsafe(16),
            "longest": LONGEST,
            "fault": None,  # the sheet's own, by its key
            "wrong": said.words.text(fault.text_key, **fault.values) if fault else "",
            "field": getattr(fault, "field", "words") if fault else "",
            "is_alarm": level == Level.EMERGENCY,
            "numbers": list_numbers(self.house, catalogue, said),
            "banner": present_banner(self.house.city.find_banner(now), self.house.texts, said.language),
            "spelled": spell_code(thread.code) if thread and thread.code and said.language not in NATIVE else "",
            "is_open": self.house.city.opening_hours.is_open(now),
        }
        page = "thread" if thread else "start"
        body = render_template(f"public_consultation/{page}.html", **{**values, **self._speak(said), **more})
        response = make_response(body, status)
        keep_choice(response, visit, is_secure=self.is_secure)
        return response

    def _note_seen(self, sitting: ChildSitting) -> None:
        with self.database.write() as session:
            note_seen(session, sitting.case_id or 0)

    def _speak(self, said: Said) -> dict[str, Any]:
        texts = self.house.texts
        return {
            "t": said,
            "language": said.language,
            "html_lang": html_lang(said.language),
            "languages": [(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
            "say_moment": lambda moment: say_moment(said.words, moment),
            "is_child": said.is_child,
        }
