"""`/admin/places`: a day or a week of a service's places. Nobody's name is on it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from admin.house import AdminHouse
from admin.page import Words, render, warn
from admin.places.closing import ClosingPages
from admin.places.columns import arrange
from admin.places.conflicts import ConflictPages
from admin.places.days import Days, View, begin, read_days
from admin.places.moving import MovingPages
from admin.places.services import Services, find_services
from admin.places.showing import Showing
from admin.places.timeframe import TimeframePage
from admin.section import add_routes
from bot.clock import TOKYO
from bot.errors import NotFound
from bot.models.reservations import Resource
from bot.services.reservations.calendar import Frame, find_by_number, find_next_open, list_frames
from bot.services.reservations.conflicts import list_conflicts
from bot.services.reservations.shown import ShownPlaces

LONGEST_NUMBER = 20


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of the services that have places; each sees their own."""
    services = find_services(house)
    blueprint = Blueprint("places", __name__, url_prefix="/places", template_folder="templates", static_folder="static")
    timeframe, moving = TimeframePage(house, services), MovingPages(house, services)
    closing, conflicts = ClosingPages(house, services), ConflictPages(house, services)
    add_routes(
        blueprint,
        (
            ("GET", "", CalendarPage(house, services).show_calendar),
            ("GET", "/times/<int:timeframe_id>", timeframe.show_timeframe),
            ("POST", "/times/<int:timeframe_id>/names", timeframe.show_names),
            ("POST", "/times/<int:timeframe_id>/capacity", timeframe.change_capacity),
            ("POST", "/times/<int:timeframe_id>/close", timeframe.close),
            ("POST", "/times/<int:timeframe_id>/open", timeframe.open_again),
            ("POST", "/times/<int:timeframe_id>/book", timeframe.book),
            ("POST", "/times/<int:timeframe_id>/let-in", timeframe.let_in),
            ("GET", "/reservations/<int:reservation_id>/move", moving.show_move),
            ("POST", "/reservations/<int:reservation_id>/move", moving.move),
            ("GET", "/reservations/<int:reservation_id>/cancel", moving.show_cancel),
            ("POST", "/reservations/<int:reservation_id>/cancel", moving.cancel),
            ("GET", "/closing", closing.show_closing),
            ("POST", "/closing", closing.change_range),
            ("GET", "/conflicts", conflicts.show_conflicts),
            ("POST", "/conflicts", conflicts.preview),
            ("POST", "/conflicts/move", conflicts.move_all),
        ),
    )
    blueprint.register_error_handler(NotFound, lambda _: render(house, "admin/missing.html", 404))
    return blueprint


@dataclass(frozen=True)
class CalendarPage:
    house: AdminHouse
    services: Services

    def show_calendar(self) -> ResponseReturnValue:
        """The day or the week of the address, of all places or one."""
        if number := request.args.get("number", "").strip():
            return self._go_to(number)
        now = self.house.clock()
        days, shown = read_days(now), self.services.choose(request.args.get("service", ""))
        words = Words(self.house)
        with self.house.database.read() as session:
            resources = _list_resources(session, shown)
            place = _read_place(resources)
            frames = list_frames(session, shown.service, days.start, days.end, place)
            if place is None and not shown.is_kept_here:
                resources = [one.resource for one in frames]
            places = shown.describe(session, resources, words.language)
            chosen = [one for one in resources if place in (None, one.id)]
            conflicts = list_conflicts(session, shown.service, now) if shown.is_kept_here else ()
            next_day = None if frames else self._find_next(session, shown, days, place)
            session.expunge_all()
        return render(
            self.house,
            "places/calendar.html",
            showing=Showing(words, shown, now),
            own=[(one.service, words.name_service(one.service)) for one in self.services.list_own()],
            shown=shown,
            days=days,
            views=list(View),
            places=places,
            place=place,
            columns=arrange(days, frames, places, chosen if shown.is_kept_here else ()),
            has_frames=bool(frames),
            total=_sum(frames),
            conflicts=len(conflicts),
            next_day=next_day,
            has_chips=shown.is_kept_here and (days.view == View.DAY or place is not None or len(places) == 1),
        )

    def _go_to(self, number: str) -> ResponseReturnValue:
        """To the timeframe of a reservation that somebody names by its number."""
        written = unicodedata.normalize("NFKC", number).upper()[:LONGEST_NUMBER]
        own = [one.service for one in self.services.list_own() if one.is_kept_here]
        with self.house.database.read() as session:
            timeframe_id = find_by_number(session, own, written)
        if timeframe_id is None:
            warn(self.house, "places.number_unknown", number=written)
            kept = {name: value for name, value in request.args.items() if name != "number"}
            return redirect(f"{request.path}?{urlencode(kept)}", 303)
        return redirect(url_for(".show_timeframe", timeframe_id=timeframe_id), 303)

    def _find_next(self, session: Session, shown: ShownPlaces, days: Days, place: int | None) -> object:
        """The next day with a timeframe after those shown."""
        after = begin(days.first + timedelta(days=days.count))
        found = find_next_open(session, shown.service, after, place)
        return found.starts_at.astimezone(TOKYO).date() if found else None


def _list_resources(session: Session, shown: ShownPlaces) -> list[Resource]:
    """Of what is kept here; where a service's own pages do, only what is asked for matters."""
    if not shown.is_kept_here:
        return []
    own = select(Resource).where(Resource.service == shown.service, col(Resource.is_open))
    return list(session.exec(own.order_by(col(Resource.id))))


def _read_place(resources: list[Resource]) -> int | None:
    """The one that is asked for; None for all."""
    wanted = request.args.get("place", "")
    return next((one.id for one in resources if str(one.id) == wanted), None)


def _sum(frames: list[Frame]) -> tuple[int, int]:
    """What is taken and what there is, of what is not closed or is taken all the same."""
    open_ones = [one for one in frames if not one.is_closed or one.timeframe.taken]
    return sum(one.timeframe.taken for one in open_ones), sum(one.timeframe.capacity for one in open_ones)
