"""What the staff's pages of lectures have in common."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render
from admin.visit import current_staff
from bot.models.staff import Role
from bot.services.audit import Actor, record
from handlers.lectures.service.attending import LectureAction
from handlers.lectures.service.catalogue import Offer, find_offer
from handlers.lectures.service.importing import list_hall_names, read_halls
from handlers.lectures.words import say_dates, say_place


@dataclass(frozen=True)
class Desk:
    house: AdminHouse

    @property
    def now(self) -> datetime:
        return self.house.clock()

    @property
    def actor(self) -> Actor:
        return current_staff().act_as(role=Role.SERVICE)

    @property
    def halls(self) -> Collection[str]:
        """What the city calls its places, as rows are read by."""
        return read_halls(self.house.city_folder) if self.house.city_folder else frozenset()

    @property
    def hall_names(self) -> list[str]:
        return list_hall_names(self.house.city_folder) if self.house.city_folder else []

    def find(self, session: Session, lecture_id: int) -> Offer:
        return find_offer(session, lecture_id) or abort(404)

    def note(self, session: Session, action: LectureAction, code: str, new: Any = None) -> None:
        """An entry in the audit log about a lecture; to be called last in its transaction."""
        record(session, self.actor, action, object_kind="lecture", object_id=code, new=new, now=self.now)

    def render(self, name: str, status: int = 200, **values: object) -> Response:
        words = Words(self.house)

        def dates(offer: Offer) -> str:
            return say_dates(words, offer)

        def place_name(place: object) -> str:
            return say_place(words, place)  # type: ignore[arg-type]

        shown: dict[str, Any] = {"dates": dates, "place_name": place_name, **values}
        return render(self.house, f"lecture_desk/{name}.html", status, **shown)

    def go_to(self, lecture_id: int) -> ResponseReturnValue:
        return redirect(url_for(".show_lecture", lecture_id=lecture_id), 303)
