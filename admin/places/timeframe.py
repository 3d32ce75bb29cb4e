"""One timeframe: who has it, by number, and what staff do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import Errors, Words, render, tell, warn
from admin.places import acts
from admin.places.acting import Noting, PlaceAction
from admin.places.form import LONGEST_NAME, LONGEST_WHY, Wrong
from admin.places.ruling import Ruling
from admin.places.services import Services, act_for
from admin.places.showing import Showing
from bot.services.reservations.entering import EARLY


@dataclass(frozen=True)
class TimeframePage:
    house: AdminHouse
    services: Services

    def show_timeframe(self, timeframe_id: int) -> ResponseReturnValue:
        """Numbers, purposes, units and states; nobody's name."""
        return self._show(timeframe_id)

    def show_names(self, timeframe_id: int) -> ResponseReturnValue:
        """Of those who gave one on the telephone; each look is an entry."""
        with self.house.database.write() as session:
            frame, shown = self.services.access(session, timeframe_id)
            named = {one.id or 0: one.name for one in frame.reservations if one.name}
            noting = Noting(act_for(shown.service), self._now)
            for one in frame.reservations:
                if one.name:
                    noting.reservation(session, PlaceAction.NAMED, one)
        return self._show(timeframe_id, names=named)

    def change_capacity(self, timeframe_id: int) -> ResponseReturnValue:
        return self._do(timeframe_id, acts.set_capacity)

    def close(self, timeframe_id: int) -> ResponseReturnValue:
        return self._do(timeframe_id, acts.shut)

    def open_again(self, timeframe_id: int) -> ResponseReturnValue:
        return self._do(timeframe_id, acts.reopen)

    def book(self, timeframe_id: int) -> ResponseReturnValue:
        return self._do(timeframe_id, acts.book)

    def let_in(self, timeframe_id: int) -> ResponseReturnValue:
        return self._do(timeframe_id, acts.welcome)

    @property
    def _now(self) -> datetime:
        return self.house.clock()

    def _do(self, timeframe_id: int, act: Callable[[acts.At], acts.Done]) -> ResponseReturnValue:
        """In one transaction; what is wrong with the form is said beside its field."""
        try:
            with self.house.database.write() as session:
                frame, shown = self.services.access(session, timeframe_id)
                ruling = Ruling(shown, self.house.city.opening_hours)
                key, values = act(acts.At(session, frame, shown, ruling, Noting(act_for(shown.service), self._now)))
        except Wrong as wrong:
            return self._show(timeframe_id, {wrong.field: (wrong.text_key, wrong.values)})
        (warn if key == "places.not_in_rule" else tell)(self.house, key, **values)
        return redirect(url_for(".show_timeframe", timeframe_id=timeframe_id), 303)

    def _show(
        self, timeframe_id: int, errors: Errors | None = None, names: dict[int, str] | None = None
    ) -> ResponseReturnValue:
        words = Words(self.house)
        with self.house.database.read() as session:
            frame, shown = self.services.access(session, timeframe_id)
            place = shown.describe(session, [frame.resource], words.language)[frame.resource.id or 0]
            session.expunge_all()
        starts_at, ends_at = frame.timeframe.starts_at, frame.timeframe.ends_at
        return render(
            self.house,
            "places/timeframe.html",
            422 if errors else 200,
            showing=Showing(words, shown, self._now),
            shown=shown,
            frame=frame,
            place=place,
            names=names,
            has_door=any(one.service == shown.service for one in self.house.receptions),
            has_names=any(bool(one.name) for one in frame.reservations),
            purposes=[(one.id, one.name) for one in shown.list_purposes(words.language)],
            is_coming=starts_at > self._now,
            takes_now=starts_at - EARLY <= self._now < ends_at,
            is_over=ends_at <= self._now,
            typed=request.form,
            errors=errors or {},
            longest_why=LONGEST_WHY,
            longest_name=LONGEST_NAME,
        )
