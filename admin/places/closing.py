"""Places closed, or opened again, from one moment to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import Errors, Words, render, tell, warn
from admin.places.acting import Noting, PlaceAction
from admin.places.days import read_date
from admin.places.form import LONGEST_WHY, Wrong, read_id, read_line
from admin.places.ruling import Ruling
from admin.places.services import Services, act_for
from admin.places.showing import Showing
from bot.clock import TOKYO
from bot.errors import NotFound
from bot.models.reservations import Timeframe
from bot.services.reservations.calendar import list_frames
from bot.services.reservations.closing import close, open_again
from bot.services.reservations.finding import list_resources
from bot.services.reservations.shown import ShownPlaces

MOST_DAYS = 92
CLOSE, OPEN = "close", "open"


@dataclass(frozen=True)
class Asked:
    """From when to when, at one place or all of them."""

    start: datetime
    end: datetime
    place: int | None
    why: str
    what: str


@dataclass(frozen=True)
class ClosingPages:
    house: AdminHouse
    services: Services

    def show_closing(self) -> ResponseReturnValue:
        """The form, with the day that was shown."""
        return self._show(self._access(request.args.get("service", "")))

    def change_range(self) -> ResponseReturnValue:
        """At once, since it can be undone; what is reserved stays and is shown as a conflict."""
        shown = self._access(request.form.get("service", ""))
        try:
            asked = _read()
            count, people = self._change(shown, asked)
        except Wrong as wrong:
            return self._show(shown, {wrong.field: (wrong.text_key, wrong.values)})
        if not count:
            warn(self.house, f"places.nothing_to_{asked.what}")
            return self._show(shown)
        tell(self.house, "places.closed" if asked.what == CLOSE else "places.opened", count=count)
        if people:
            warn(self.house, "places.closed_with", count=people)
            return redirect(url_for(".show_conflicts", service=shown.service), 303)
        on = asked.start.astimezone(TOKYO).date()
        return redirect(url_for(".show_calendar", service=shown.service, on=on, place=asked.place or ""), 303)

    def _access(self, service: str) -> ShownPlaces:
        """Raises NotFound for what is not kept here."""
        shown = self.services.choose(service)
        if not shown.is_kept_here:
            raise NotFound(service)
        return shown

    def _change(self, shown: ShownPlaces, asked: Asked) -> tuple[int, int]:
        """How many timeframes were closed or opened, and how many units are taken in what was closed."""
        now = self.house.clock()
        with self.house.database.write() as session:
            frames = list_frames(session, shown.service, asked.start, asked.end, asked.place)
            codes = {one.timeframe.resource_id: one.resource.code for one in frames}
            coming = [one.id for one in frames if one.timeframe.ends_at > now]
            ruling = Ruling(shown, self.house.city.opening_hours)

            def is_in_rule(timeframe: Timeframe) -> bool:
                return ruling.find(codes[timeframe.resource_id], timeframe) is not None

            if asked.what == CLOSE:
                changed, action = close(session, coming, asked.why), PlaceAction.CLOSED
            else:
                changed, action = open_again(session, coming, now, is_in_rule), PlaceAction.OPENED
            if changed:
                span = {"from": asked.start.isoformat(), "to": asked.end.isoformat(), "count": len(changed)}
                noting = Noting(act_for(shown.service), now)
                noting.timeframe(session, action, _say_ids(changed), reason=asked.why, new=span)
            ids = {one.id for one in changed}
            taken = sum(one.timeframe.taken for one in frames if one.id in ids) if asked.what == CLOSE else 0
        return len(ids), taken

    def _show(self, shown: ShownPlaces, errors: Errors | None = None) -> ResponseReturnValue:
        words, now = Words(self.house), self.house.clock()
        with self.house.database.read() as session:
            names = shown.describe(session, list_resources(session, shown.service), words.language)
        on = read_date(request.args.get("on", "")) or now.astimezone(TOKYO).date()
        return render(
            self.house,
            "places/closing.html",
            422 if errors else 200,
            showing=Showing(words, shown, now),
            shown=shown,
            on=on,
            places=[("", words.text("all_places")), *((str(id), one.name) for id, one in names.items())],
            typed=request.form,
            errors=errors or {},
            longest_why=LONGEST_WHY,
        )


def _read() -> Asked:
    """The form that was sent. Raises Wrong."""
    start, end = _read_moment("from", time()), _read_moment("to", None)
    if end <= start:
        raise Wrong("to_on", "places.ends_before")
    if end - start > timedelta(days=MOST_DAYS):
        raise Wrong("to_on", "places.too_many_days", most=MOST_DAYS)
    what = OPEN if request.form.get("what") == OPEN else CLOSE
    return Asked(start, end, read_id("place") or None, read_line("why", LONGEST_WHY), what)


def _read_moment(name: str, first: time | None) -> datetime:
    """Day and time; without a time the beginning of the day, or its end."""
    day = read_date(request.form.get(f"{name}_on", ""))
    if day is None:
        raise Wrong(f"{name}_on", "places.day_wrong")
    written = request.form.get(f"{name}_at", "")
    try:
        at = time.fromisoformat(written) if written else first
    except ValueError:
        raise Wrong(f"{name}_at", "places.time_wrong") from None
    if at is None:
        day, at = day + timedelta(days=1), time()
    return datetime.combine(day, at.replace(tzinfo=None), TOKYO)


def _say_ids(changed: Sequence[Timeframe]) -> str:
    ids = [one.id or 0 for one in changed]
    return str(ids[0]) if len(ids) == 1 else f"{min(ids)}–{max(ids)}"
