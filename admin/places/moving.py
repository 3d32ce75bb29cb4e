"""A reservation that staff move or cancel. What a citizen will be told is said before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.places.acting import Noting, PlaceAction
from admin.places.days import begin, read_date
from admin.places.form import read_id
from admin.places.services import Services, act_for
from admin.places.showing import Showing
from bot.errors import NotFound
from bot.models.conversation import Conversation
from bot.models.reservations import Reservation, Timeframe
from bot.services.reservations.calendar import Frame
from bot.services.reservations.finding import find_free, list_resources
from bot.services.reservations.shifting import call_off, shift
from bot.services.reservations.shown import ShownPlaces
from bot.services.reservations.taking import Full, TooLate

FEW = 24  # free times to choose from


@dataclass(frozen=True)
class MovingPages:
    house: AdminHouse
    services: Services

    def show_move(self, reservation_id: int) -> ResponseReturnValue:
        """The free times to choose from; with one chosen (`to`), what would become of it."""
        wanted = request.args.get("to", "")
        with self.house.database.read() as session:
            reservation, frame, shown = self.services.access_reservation(session, reservation_id)
            if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 and int(wanted) != frame.id:
                to, _ = self.services.access(session, int(wanted))
                return self._confirm_move(session, reservation, frame, shown, to)
            day = read_date(request.args.get("on", ""))
            after = max(self._now, begin(day)) if day else self._now
            resources = list_resources(session, shown.service)
            found = find_free(session, [one.id or 0 for one in resources], after, units=reservation.units, limit=FEW)
            names = shown.describe(session, resources, Words(self.house).language)
            free = [one for one in found if one.id != frame.id]
            return self._render("move", session, reservation, frame, shown, free=free, names=names)

    def move(self, reservation_id: int) -> ResponseReturnValue:
        """At once; whoever has it in their conversation is told within a minute."""
        try:
            with self.house.database.write() as session:
                _, frame, shown = self.services.access_reservation(session, reservation_id)
                to, service = self.services.access(session, read_id("to"))
                if service.service != shown.service:
                    raise NotFound(f"timeframe {to.id} of another service")
                was_at = frame.timeframe.starts_at.isoformat()
                moved = shift(session, reservation_id, read_id("seen_in"), to.id, self._now)
                change = {"old": {"starts_at": was_at}, "new": {"starts_at": to.timeframe.starts_at.isoformat()}}
                Noting(act_for(shown.service), self._now).reservation(session, PlaceAction.MOVED, moved, **change)
                said, is_told = moved.number, moved.conversation_id is not None
        except Full:
            warn(self.house, "places.not_free")
            return redirect(url_for(".show_move", reservation_id=reservation_id), 303)
        except TooLate:
            return self._say_changed()
        tell(self.house, "places.moved_and_told" if is_told else "places.moved", number=said)
        return redirect(url_for(".show_timeframe", timeframe_id=to.id), 303)

    def show_cancel(self, reservation_id: int) -> ResponseReturnValue:
        """Asked first: it can't be undone."""
        with self.house.database.read() as session:
            reservation, frame, shown = self.services.access_reservation(session, reservation_id)
            return self._render("cancel", session, reservation, frame, shown)

    def cancel(self, reservation_id: int) -> ResponseReturnValue:
        try:
            with self.house.database.write() as session:
                _, frame, shown = self.services.access_reservation(session, reservation_id)
                ended = call_off(session, reservation_id, read_id("seen_in"), self._now)
                Noting(act_for(shown.service), self._now).reservation(session, PlaceAction.CANCELLED, ended)
                said, is_told = ended.number, ended.conversation_id is not None
        except TooLate:
            return self._say_changed()
        tell(self.house, "places.cancelled_and_told" if is_told else "places.cancelled", number=said)
        return redirect(url_for(".show_timeframe", timeframe_id=frame.id), 303)

    @property
    def _now(self) -> datetime:
        return self.house.clock()

    def _confirm_move(
        self, session: Session, reservation: Reservation, frame: Frame, shown: ShownPlaces, to: Frame
    ) -> ResponseReturnValue:
        names = shown.describe(session, [frame.resource, to.resource], Words(self.house).language)
        has_room = to.free >= reservation.units and to.timeframe.starts_at > self._now
        return self._render("move_confirm", session, reservation, frame, shown, to=to, names=names, has_room=has_room)

    def _render(
        self,
        name: str,
        session: Session,
        reservation: Reservation,
        frame: Frame,
        shown: ShownPlaces,
        **values: Any,
    ) -> ResponseReturnValue:
        words = Words(self.house)
        showing = Showing(words, shown, self._now)
        if not showing.can_change(reservation, frame.timeframe):
            return self._say_changed(frame.timeframe)
        values.setdefault("names", shown.describe(session, [frame.resource], words.language))
        return render(
            self.house,
            f"places/{name}.html",
            showing=showing,
            shown=shown,
            reservation=reservation,
            frame=frame,
            reach=_find_reach(session, reservation),
            **values,
        )

    def _say_changed(self, timeframe: Timeframe | None = None) -> ResponseReturnValue:
        warn(self.house, "places.changed_meanwhile")
        if timeframe is None:
            return redirect(url_for(".show_calendar"), 303)
        return redirect(url_for(".show_timeframe", timeframe_id=timeframe.id), 303)


def _find_reach(session: Session, reservation: Reservation) -> str:
    """Whether its holder can be told: in their conversation, not any more, or by telephone alone."""
    if reservation.conversation_id is None:
        return "telephone"
    conversation = session.get(Conversation, reservation.conversation_id)
    return "gone" if conversation is None or conversation.is_blocked else "chat"
