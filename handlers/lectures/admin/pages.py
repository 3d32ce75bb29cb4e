"""`/admin/lectures`: the lectures, and the people of one. Names are shown to who asks for them, which is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.section import add_routes
from admin.visit import current_staff
from bot.errors import NotFound, Refused
from bot.models.staff import Role
from bot.services.audit import Actor, record
from bot.services.reservations.taking import TooLate
from handlers.lectures.models import Application, Lecture, Lottery
from handlers.lectures.service.attending import LectureAction, Person, list_applications, look, mark
from handlers.lectures.service.catalogue import Offer, find_offer, load_offers
from handlers.lectures.service.lottery import draw_lottery
from handlers.lectures.service.standing import Standing
from handlers.lectures.slots import read_id
from handlers.lectures.words import say_dates, say_place

ROOM = "lectures"
MOST = 200  # lectures on the page, the latest first
LONGEST_VALUE = 200


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(ROOM, __name__, url_prefix="/lectures", template_folder="templates")
    pages = Pages(house)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("GET", "/<int:lecture_id>", pages.show_lecture),
            ("POST", "/<int:lecture_id>/names", pages.show_names),
            ("POST", "/<int:lecture_id>/came", pages.note_came),
            ("POST", "/<int:lecture_id>/draw", pages.draw),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class Pages:
    house: AdminHouse

    def show_list(self) -> ResponseReturnValue:
        """The latest first, with what is taken."""
        with self.house.database.read() as session:
            latest = select(Lecture).order_by(col(Lecture.closes_at).desc(), col(Lecture.id)).limit(MOST)
            offers = load_offers(session, session.exec(latest).all())
            return self._render("list", offers=offers)

    def show_lecture(self, lecture_id: int) -> ResponseReturnValue:
        """Numbers and how they stand; nobody's name."""
        with self.house.database.read() as session:
            offer = self._find(session, lecture_id)
            found = list_applications(session, lecture_id, self._now)
            return self._render_lecture(session, offer, [Person(one, {}) for one in found], are_named=False)

    def show_names(self, lecture_id: int) -> ResponseReturnValue:
        """For the list at the door; each look is an entry that the citizen can see."""
        with self.house.database.write() as session:
            offer, found = self._find(session, lecture_id), list_applications(session, lecture_id, self._now)
            persons = look(session, found, self._actor, self._now)
            return self._render_lecture(session, offer, persons, are_named=True)

    def note_came(self, lecture_id: int) -> ResponseReturnValue:
        """Who came, or did not."""
        came = request.form.get("came") == "yes"
        with self.house.database.write() as session:
            application = session.get(Application, read_id(request.form.get("application", "")))
            if application is None or application.lecture_id != lecture_id:
                abort(404)
            try:
                mark(session, application, self._actor, self._now, came=came)
                said = (tell, "lectures.admin_noted")
            except (TooLate, NotFound):
                said = (warn, "lectures.admin_not_noted")
        act, key = said
        act(self.house, key, number=application.number)
        return self._go_back(lecture_id)

    def draw(self, lecture_id: int) -> ResponseReturnValue:
        """With what the public value turned out to be; it can't be done twice."""
        hall_id, value = read_id(request.form.get("hall", "")), request.form.get("public_value", "").strip()
        try:
            with self.house.database.write() as session:
                offer = self._find(session, lecture_id)
                if offer.find_place(hall_id) is None:
                    abort(404)
                lottery = draw_lottery(session, hall_id, value[:LONGEST_VALUE], self._now)
                self._note_draw(session, lottery)
        except (Refused, NotFound):
            warn(self.house, "lectures.admin_not_drawn")
        else:
            tell(self.house, "lectures.admin_drawn")
        return self._go_back(lecture_id)

    @property
    def _now(self) -> datetime:
        return self.house.clock()

    @property
    def _actor(self) -> Actor:
        return current_staff().act_as(role=Role.SERVICE)

    def _find(self, session: Session, lecture_id: int) -> Offer:
        return find_offer(session, lecture_id) or abort(404)

    def _note_draw(self, session: Session, lottery: Lottery) -> None:
        drawn = {"places": lottery.places, "applications": len(lottery.entries)}
        record(
            session,
            self._actor,
            LectureAction.DRAWN,
            object_kind="lecture_lottery",
            object_id=str(lottery.id),
            new=drawn,
            now=self._now,
        )

    def _render_lecture(
        self, session: Session, offer: Offer, persons: Sequence[Person], *, are_named: bool
    ) -> ResponseReturnValue:
        ids = [place.hall.id for place in offer.places]
        lotteries = {one.hall_id: one for one in session.exec(select(Lottery).where(col(Lottery.hall_id).in_(ids)))}
        return self._render(
            "lecture",
            offer=offer,
            lecture=offer.lecture,
            lotteries=lotteries,
            persons=persons,
            are_named=are_named,
            now=self._now,
            has_begun=offer.starts_at <= self._now,
            reserved=Standing.RESERVED,
        )

    def _render(self, name: str, **values: object) -> ResponseReturnValue:
        words = Words(self.house)

        def dates(offer: Offer) -> str:
            return say_dates(words, offer)

        def place_name(place: object) -> str:
            return say_place(words, place)  # type: ignore[arg-type]

        shown: dict[str, Any] = {"dates": dates, "place_name": place_name, **values}
        return render(self.house, f"lecture_desk/{name}.html", **shown)

    def _go_back(self, lecture_id: int) -> ResponseReturnValue:
        return redirect(url_for(".show_lecture", lecture_id=lecture_id), 303)
