"""`/admin/broadcasts`: messages to many, from the first word to what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from admin.broadcasts.acts import ActPages
from admin.broadcasts.audience import Audience, describe_rule, find_audience
from admin.broadcasts.breakdown import find_breakdown
from admin.broadcasts.correcting import CorrectionPages
from admin.broadcasts.preview import preview_values
from admin.broadcasts.testing import TestPages
from admin.broadcasts.writing import WritingPages
from admin.house import AdminHouse
from admin.page import Words, render
from admin.section import add_routes
from admin.visit import current_staff
from bot.errors import NotFound
from bot.models.broadcasts import Broadcast, BroadcastStatus
from bot.models.staff import Role, Staff
from bot.services.broadcasts.content import list_missing
from bot.services.broadcasts.drafting import seal
from bot.services.broadcasts.own_conversation import find_own, find_word
from bot.services.broadcasts.pictures import find_base
from bot.services.broadcasts.results import Results, find_results, find_tally

PAGE = 50
COUNTED_AT_ONCE = (
    20_000  # recipients; of more a second or two is not spent on a page that is looked at for something else
)
BADGES = {"waiting": "waiting", "approved": "waiting", "sending": "waiting", "sent": "good", "failed": "bad"}
WRITTEN = (BroadcastStatus.DRAFT, BroadcastStatus.WAITING)


def create_blueprint(house: AdminHouse) -> Blueprint:
    corrections = CorrectionPages(house)
    pages, writing, acts, tests = _Pages(house, corrections), WritingPages(house), ActPages(house), TestPages(house)
    blueprint = Blueprint(
        "broadcasts",
        __name__,
        url_prefix="/broadcasts",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    one = "/<int:broadcast_id>"
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("GET", "/new", writing.show_new),
            ("POST", "/new", writing.create),
            ("GET", "/count", writing.count),
            ("GET", one, pages.show),
            ("GET", f"{one}/progress", pages.progress),
            ("GET", f"{one}/edit", writing.show_edit),
            ("POST", f"{one}/edit", writing.change),
            ("POST", f"{one}/submit", acts.submit),
            ("POST", f"{one}/withdraw", acts.withdraw),
            ("POST", f"{one}/approve", acts.approve),
            ("POST", f"{one}/stop", acts.stop),
            ("POST", f"{one}/delete", acts.delete),
            ("POST", f"{one}/test", tests.test),
            ("POST", f"{one}/test/word", tests.show_word),
            ("POST", f"{one}/test/find", tests.find_word),
            ("GET", f"{one}/correct", corrections.show_correction),
            ("POST", f"{one}/correct", corrections.correct),
        ),
    )
    blueprint.register_error_handler(NotFound, lambda _: render(house, "admin/missing.html", 404))
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse
    corrections_of: CorrectionPages

    def show_list(self) -> ResponseReturnValue:
        """The newest first."""
        page = max(1, request.args.get("page", 1, int))
        statement = select(Broadcast).order_by(col(Broadcast.id).desc()).offset((page - 1) * PAGE).limit(PAGE + 1)
        with self.house.database.read() as session:
            found = session.exec(statement).all()
            names = find_names(session, found)
            words = Words(self.house)
            rows = [(one, names.get(one.drafted_by or 0) or words.name_service(one.origin)) for one in found[:PAGE]]
        pages = page + (len(found) > PAGE)
        may_write = current_staff().may(Role.BROADCASTER)
        return render(
            self.house, "broadcasts/list.html", rows=rows, page=page, pages=pages, badges=BADGES, may_write=may_write
        )

    def show(self, broadcast_id: int) -> ResponseReturnValue:
        with self.house.database.read() as session:
            broadcast = get_broadcast(session, broadcast_id)
            values = self._describe(session, broadcast)
            values |= self.corrections_of.describe(broadcast)
            results = values["results"]
            if results and (results.all.total <= COUNTED_AT_ONCE or "parts" in request.args):
                values["breakdown"] = find_breakdown(session, self.house, Words(self.house), broadcast)
            return render(self.house, "broadcasts/show.html", one=broadcast, badges=BADGES, **values)

    def progress(self, broadcast_id: int) -> ResponseReturnValue:
        """For the page's bar, every second."""
        with self.house.database.read() as session:
            broadcast = get_broadcast(session, broadcast_id)
            tally = find_tally(session, broadcast_id)
        shown = {"status": broadcast.status, "percent": tally.percent, "reached": tally.reached, "total": tally.total}
        return jsonify(shown)

    def _describe(self, session: Session, broadcast: Broadcast) -> dict[str, Any]:
        staff, words, texts = current_staff(), Words(self.house), self.house.texts
        is_written = broadcast.status in WRITTEN
        audience: Audience | None = find_audience(session, self.house, broadcast.rule) if is_written else None
        results: Results | None = None if is_written else find_results(session, broadcast.id or 0)
        corrections = select(Broadcast).where(col(Broadcast.corrects_id) == broadcast.id).order_by(col(Broadcast.id))
        missing = list_missing(broadcast.content, texts.languages)
        return {
            "names": find_names(session, [broadcast]),
            **preview_values(broadcast, texts),
            "missing": [(texts.name_language(one), texts.name_language(other)) for one, other in missing.items()],
            "audience": audience,
            "results": results,
            "rule": describe_rule(self.house, words, broadcast.rule),
            "machine": words.name_service(broadcast.origin),
            "corrections": session.exec(corrections).all(),
            "seal": seal(broadcast),
            "own_pictures": find_base(self.house.public_url),
            "name_language": texts.name_language,
            "may_write": staff.may(Role.BROADCASTER),
            "may_approve": staff.may(Role.APPROVER, "") and broadcast.drafted_by != staff.staff_id,
            "own": find_own(session, staff.staff_id),
            "word": find_word(session, staff.staff_id, self.house.clock()),
            "is_own": broadcast.drafted_by == staff.staff_id,
        }


def get_broadcast(session: Session, broadcast_id: int) -> Broadcast:
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise NotFound(f"there is no broadcast {broadcast_id}")
    return broadcast


def find_names(session: Session, found: Any) -> dict[int, str]:
    """Of the members who wrote, let out or stopped them."""
    ids = {one for each in found for one in (each.drafted_by, each.approved_by, each.stopped_by) if one}
    rows = session.exec(select(Staff.id, Staff.name).where(col(Staff.id).in_(ids))).all()
    return {id: name for id, name in rows if id is not None}
