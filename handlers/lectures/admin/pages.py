"""`/admin/lectures`: the lectures, and the people of one. Names are shown to who asks for them, which is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from admin.house import AdminHouse
from admin.page import tell, warn
from admin.section import add_routes
from bot.errors import NotFound, Refused
from bot.services.audit import record
from bot.services.reservations.taking import TooLate
from handlers.lectures.admin.answer_page import AnswerPage
from handlers.lectures.admin.calling_off import CallingOff
from handlers.lectures.admin.desk import Desk
from handlers.lectures.admin.entry_page import EntryPage
from handlers.lectures.models import Application, Lecture, Lottery
from handlers.lectures.service.attending import LectureAction, Person, list_applications, look, mark
from handlers.lectures.service.catalogue import Offer, load_offers
from handlers.lectures.service.lottery import draw_lottery
from handlers.lectures.service.standing import Standing
from handlers.lectures.slots import read_id

ROOM = "lectures"
MOST = 200  # lectures on the page, the latest first
LONGEST_VALUE = 200


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(ROOM, __name__, url_prefix="/lectures", template_folder="templates", static_folder="static")
    desk = Desk(house)
    pages, entry, calling_off, answers = Pages(desk), EntryPage(desk), CallingOff(desk), AnswerPage(desk)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("GET", "/new", entry.show_new),
            ("POST", "/new", entry.enter_new),
            ("GET", "/import", entry.show_import),
            ("POST", "/import", entry.take_file),
            ("GET", "/<int:lecture_id>/edit", entry.show_edit),
            ("POST", "/<int:lecture_id>/edit", entry.change),
            ("GET", "/<int:lecture_id>/cancel", calling_off.ask_cancel),
            ("POST", "/<int:lecture_id>/cancel", calling_off.cancel),
            ("GET", "/<int:lecture_id>/answers", answers.show_answers),
            ("GET", "/<int:lecture_id>/answers.csv", answers.export_answers),
            ("GET", "/<int:lecture_id>", pages.show_lecture),
            ("POST", "/<int:lecture_id>/names", pages.show_names),
            ("POST", "/<int:lecture_id>/came", pages.note_came),
            ("POST", "/<int:lecture_id>/draw", pages.draw),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class Pages:
    desk: Desk

    def show_list(self) -> ResponseReturnValue:
        """The latest first, with what is taken."""
        with self.desk.house.database.read() as session:
            latest = select(Lecture).order_by(col(Lecture.closes_at).desc(), col(Lecture.id)).limit(MOST)
            offers = load_offers(session, session.exec(latest).all())
            return self.desk.render("list", offers=offers)

    def show_lecture(self, lecture_id: int) -> ResponseReturnValue:
        """Numbers and how they stand; nobody's name."""
        with self.desk.house.database.read() as session:
            offer = self.desk.find(session, lecture_id)
            found = list_applications(session, lecture_id, self.desk.now)
            return self._render_lecture(session, offer, [Person(one, {}) for one in found], are_named=False)

    def show_names(self, lecture_id: int) -> ResponseReturnValue:
        """For the list at the door; each look is an entry that the citizen can see."""
        with self.desk.house.database.write() as session:
            offer, found = self.desk.find(session, lecture_id), list_applications(session, lecture_id, self.desk.now)
            persons = look(session, found, self.desk.actor, self.desk.now)
            return self._render_lecture(session, offer, persons, are_named=True)

    def note_came(self, lecture_id: int) -> ResponseReturnValue:
        """Who came, or did not."""
        came = request.form.get("came") == "yes"
        with self.desk.house.database.write() as session:
            application = session.get(Application, read_id(request.form.get("application", "")))
            if application is None or application.lecture_id != lecture_id:
                abort(404)
            try:
                mark(session, application, self.desk.actor, self.desk.now, came=came)
                said = (tell, "lectures.admin_noted")
            except (TooLate, NotFound):
                said = (warn, "lectures.admin_not_noted")
        act, key = said
        act(self.desk.house, key, number=application.number)
        return self.desk.go_to(lecture_id)

    def draw(self, lecture_id: int) -> ResponseReturnValue:
        """With what the public value turned out to be; it can't be done twice."""
        hall_id, value = read_id(request.form.get("hall", "")), request.form.get("public_value", "").strip()
        try:
            with self.desk.house.database.write() as session:
                offer = self.desk.find(session, lecture_id)
                if offer.find_place(hall_id) is None:
                    abort(404)
                lottery = draw_lottery(session, hall_id, value[:LONGEST_VALUE], self.desk.now)
                self._note_draw(session, lottery)
        except (Refused, NotFound):
            warn(self.desk.house, "lectures.admin_not_drawn")
        else:
            tell(self.desk.house, "lectures.admin_drawn")
        return self.desk.go_to(lecture_id)

    def _note_draw(self, session: Session, lottery: Lottery) -> None:
        drawn = {"places": lottery.places, "applications": len(lottery.entries)}
        record(
            session,
            self.desk.actor,
            LectureAction.DRAWN,
            object_kind="lecture_lottery",
            object_id=str(lottery.id),
            new=drawn,
            now=self.desk.now,
        )

    def _render_lecture(
        self, session: Session, offer: Offer, persons: Sequence[Person], *, are_named: bool
    ) -> ResponseReturnValue:
        ids = [place.hall.id for place in offer.places]
        lotteries = {one.hall_id: one for one in session.exec(select(Lottery).where(col(Lottery.hall_id).in_(ids)))}
        return self.desk.render(
            "lecture",
            offer=offer,
            lecture=offer.lecture,
            lotteries=lotteries,
            persons=persons,
            are_named=are_named,
            now=self.desk.now,
            has_begun=offer.starts_at <= self.desk.now,
            reserved=Standing.RESERVED,
        )
