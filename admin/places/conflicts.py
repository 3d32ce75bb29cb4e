"""What is reserved in what is closed by now: moved to the next free time like it, one by one or several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.places.acting import Noting, PlaceAction
from admin.places.services import Services, act_for
from admin.places.showing import Showing
from bot.errors import NotFound
from bot.models.reservations import Resource
from bot.services.reservations.alike import Conflict, find_alike
from bot.services.reservations.conflicts import list_conflicts
from bot.services.reservations.shifting import shift
from bot.services.reservations.shown import ShownPlaces
from bot.services.reservations.taking import Full, TooLate

MOST = 200  # on a page


@dataclass(frozen=True)
class ConflictPages:
    house: AdminHouse
    services: Services

    def show_conflicts(self) -> ResponseReturnValue:
        """By time, each with where it could go."""
        return self._render(request.args.get("service", ""), "conflicts")

    def preview(self) -> ResponseReturnValue:
        """What would become of those that were marked."""
        marked = {*filter(None, request.form.getlist("reservation"))}
        if not marked:
            warn(self.house, "places.none_marked")
            return redirect(url_for(".show_conflicts", service=request.form.get("service", "")), 303)
        return self._render(request.form.get("service", ""), "conflicts_preview", marked)

    def move_all(self) -> ResponseReturnValue:
        """Each in a transaction of its own, to where the preview said; what is not free any more stays a conflict."""
        shown = self._access(request.form.get("service", ""))
        done = [self._move(shown, written) for written in request.form.getlist("move")[:MOST]]
        if moved := sum(done):
            tell(self.house, "places.all_moved", count=moved)
        if moved < len(done):
            warn(self.house, "places.some_not_moved", count=len(done) - moved)
        return redirect(url_for(".show_conflicts", service=shown.service), 303)

    def _access(self, service: str) -> ShownPlaces:
        shown = self.services.choose(service)
        if not shown.is_kept_here:
            raise NotFound(service)
        return shown

    def _move(self, shown: ShownPlaces, written: str) -> bool:
        """`reservation:seen in:to`, as the preview wrote it."""
        parts = written.split(":")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
            return False
        reservation_id, seen_in, to_id = map(int, parts)
        now = self.house.clock()
        try:
            with self.house.database.write() as session:
                for id in (seen_in, to_id):
                    _check(self.services, session, id, shown)
                moved = shift(session, reservation_id, seen_in, to_id, now)
                change = {"old": {"timeframe": seen_in}, "new": {"timeframe": to_id}}
                Noting(act_for(shown.service), now).reservation(session, PlaceAction.MOVED, moved, **change)
        except (Full, TooLate, NotFound):
            return False
        return True

    def _render(self, service: str, name: str, marked: set[str] | None = None) -> ResponseReturnValue:
        shown, now, words = self._access(service), self.house.clock(), Words(self.house)
        with self.house.database.read() as session:
            found = list_conflicts(session, shown.service, now)
            if marked is not None:
                found = [one for one in found if str(one[0].id) in marked]
            conflicts = find_alike(session, found[:MOST], now)
            names = shown.describe(session, _list_resources(session, conflicts), words.language)
            session.expunge_all()
        return render(
            self.house,
            f"places/{name}.html",
            showing=Showing(words, shown, now),
            shown=shown,
            conflicts=conflicts,
            more=max(0, len(found) - MOST),
            names={id: one.name for id, one in names.items()},
        )


def _list_resources(session: Session, conflicts: Sequence[Conflict]) -> list[Resource]:
    ids = {one.timeframe.resource_id for one in conflicts} | {one.to.resource_id for one in conflicts if one.to}
    return [session.get_one(Resource, id) for id in sorted(ids)]


def _check(services: Services, session: Session, timeframe_id: int, shown: ShownPlaces) -> None:
    _, found = services.access(session, timeframe_id)
    if found.service != shown.service:
        raise NotFound(f"timeframe {timeframe_id}")
