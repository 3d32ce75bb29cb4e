"""`/admin/desk`: the queue, and each conversation in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from admin.desk import attaching, finding
from admin.desk.acts import Acts
from admin.desk.canned import CannedPages
from admin.desk.context import describe, describe_panel, get_request
from admin.desk.drafts import DraftActs
from admin.desk.news import News
from admin.desk.streams import Streams
from admin.desk.viewing import has_looked, is_at_work, note_look
from admin.house import AdminHouse
from admin.page import Errors, Words, render, show_time
from admin.section import add_routes
from admin.visit import current_staff
from bot.models.desk import OperatorRequest
from bot.models.staff import Role
from bot.services.audit import Purpose
from bot.services.desk.queue import View, count_queue, list_queue, mark_seen

SHORTEST_REASON = 4  # characters


def create_blueprint(house: AdminHouse) -> Blueprint:
    news = News(house.database, house.bell)
    pages, acts, streams, canned = _Pages(house, news), Acts(house), Streams(house, news), CannedPages(house)
    drafts = DraftActs(acts)
    blueprint = Blueprint(
        "desk",
        __name__,
        url_prefix="/desk",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_queue),
            ("GET", "/list", pages.show_list),
            ("GET", "/events", streams.queue_events),
            ("GET", "/canned", canned.show_canned),
            ("GET", "/canned/new", canned.new_canned),
            ("POST", "/canned", canned.add_canned),
            ("GET", "/canned/<int:canned_id>", canned.edit_canned),
            ("POST", "/canned/<int:canned_id>", canned.change_canned),
            ("POST", "/canned/<int:canned_id>/remove", canned.remove_canned),
            ("GET", "/<int:request_id>", pages.show_talk),
            ("POST", "/<int:request_id>/look", pages.look),
            ("GET", "/<int:request_id>/panel", pages.show_panel),
            ("GET", "/<int:request_id>/find", pages.find),
            ("GET", "/<int:request_id>/events", streams.talk_events),
            ("POST", "/<int:request_id>/claim", acts.claim),
            ("POST", "/<int:request_id>/say", acts.say),
            ("POST", "/<int:request_id>/card", acts.send_card),
            ("POST", "/<int:request_id>/form", acts.send_form),
            ("POST", "/<int:request_id>/note", acts.note),
            ("POST", "/<int:request_id>/release", acts.release),
            ("POST", "/<int:request_id>/transfer", acts.transfer),
            ("POST", "/<int:request_id>/hand-back", acts.hand_back),
            ("POST", "/<int:request_id>/drafts/<int:draft_id>", drafts.approve),
            ("POST", "/<int:request_id>/drafts/<int:draft_id>/close", drafts.close_draft),
        ),
    )
    blueprint.before_app_request(attaching.allow_files)  # the limit holds before the token against forged forms is read
    blueprint.register_error_handler(RequestEntityTooLarge, acts.refuse_large)
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse
    news: News

    def show_queue(self) -> ResponseReturnValue:
        """What waits, what one has, what colleagues have, and what is done."""
        mark = self.news.mark_queue(current_staff())  # first: the stream tells of what comes after
        with self.house.database.read() as session:
            counts = count_queue(session, current_staff())
        asked = self._read_asked()
        return render(self.house, "desk/queue.html", mark=mark, counts=counts, views=list(View), **self._list(*asked))

    def show_list(self) -> ResponseReturnValue:
        """The same without the page around it, for the page's own script. What waits is the same for all members of
        the same departments, who fetch it when it has changed, all at once: it is made for all of them."""
        staff, (view, department) = current_staff(), self._read_asked()
        words = Words(self.house)

        def make() -> str:
            may_know = {"t": words.text, "name_department": words.name_department, "show_time": show_time}
            return render_template("desk/list.html", **may_know, **self._list(view, department))

        if view is not View.WAITING:
            return make()
        departments = staff.list_departments(Role.OPERATOR)
        return self.news.share_list((departments, words.language, department, self.news.mark_queue(staff)), make)

    def show_talk(self, request_id: int) -> ResponseReturnValue:
        """The conversation. Whoever looks without being at work on it says why, before."""
        staff, now = current_staff(), self.house.clock()
        with self.house.database.write() as session:
            asked = get_request(session, staff, request_id)
            looked = has_looked(session, staff, asked, now)
            if not looked and not is_at_work(staff, asked):
                return self._ask_reason(asked)
            shown = describe(self.house, session, asked)
            mark_seen(session, request_id, shown["last_id"])
            if not looked:
                note_look(session, staff, asked, Purpose.ANSWER, "", now)
        return render(self.house, "desk/talk.html", **shown)

    def look(self, request_id: int) -> ResponseReturnValue:
        """Why somebody looks who isn't at work on it."""
        staff, reason = current_staff(), request.form.get("reason", "").strip()[:500]
        purpose = request.form.get("purpose", "")
        with self.house.database.write() as session:
            asked = get_request(session, staff, request_id)
            if len(reason) < SHORTEST_REASON or purpose not in set(Purpose):
                return self._ask_reason(asked, {"reason": ("desk.reason_missing", {})}, 422)
            note_look(session, staff, asked, Purpose(purpose), reason, self.house.clock())
        return redirect(url_for("admin.desk.show_talk", request_id=request_id), 303)

    def show_panel(self, request_id: int) -> ResponseReturnValue:
        """Whose it is and what may be done now, for the page's own script."""
        with self.house.database.read() as session:
            asked = get_request(session, current_staff(), request_id)
            return render(self.house, "desk/panel.html", **describe_panel(self.house, session, asked))

    def find(self, request_id: int) -> ResponseReturnValue:
        """Answers of the city's knowledge, for the composer."""
        question = request.args.get("q", "")
        with self.house.database.read() as session:
            get_request(session, current_staff(), request_id)
        language = request.args.get("language", "ja")
        found = finding.find_answers(self.house.engine.house, question, language)
        return render(self.house, "desk/found.html", found=found, question=question, request_id=request_id)

    def _list(self, view: View, department: str) -> dict[str, Any]:
        """What a list shows."""
        staff = current_staff()
        with self.house.database.read() as session:
            queue = list_queue(session, staff, view, department)
        departments = [(one.id, one.name_in(staff.language)) for one in self.house.city.departments]
        now = self.house.clock()
        return {"queue": queue, "view": view, "department": department, "departments": departments, "now": now}

    def _read_asked(self) -> tuple[View, str]:
        """Which view, and of which department alone."""
        asked = request.args.get("view", "")
        return View(asked) if asked in set(View) else View.WAITING, request.args.get("department", "")

    def _ask_reason(
        self, asked: OperatorRequest, errors: Errors | None = None, status: int = 200
    ) -> ResponseReturnValue:
        purposes = [purpose for purpose in Purpose if purpose not in (Purpose.ANSWER, Purpose.RECALL)]
        return render(self.house, "desk/reason.html", status, asked=asked, purposes=purposes, errors=errors or {})
