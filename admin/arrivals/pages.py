"""`/admin/arrivals`: the day's places, and the list at the door of one, for a phone with a camera."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, jsonify, make_response, redirect, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.arrivals.entrance import Entrance, list_receptions, open_entrance, read_day
from admin.arrivals.figures_pages import FiguresPages
from admin.arrivals.judging import note, take_scan, write_entry
from admin.arrivals.message_pages import MessagePages
from admin.arrivals.printing import Print, look, print_list, print_plates
from admin.arrivals.rows import CAME, Row, list_own, list_rows, show_clock
from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.section import add_routes
from admin.visit import current_staff
from bot.clock import TOKYO
from bot.models.arrivals import Way
from bot.models.staff import Role
from bot.services.audit import Actor, record
from bot.services.reservations.arriving import ArrivalAction, Verdict, close_timeframe, undo
from bot.services.reservations.expecting import load_day
from bot.services.reservations.taking import TooLate
from bot.tickets.signing import TicketKeys

MOST_SCANS = 200  # sent at once
ONE = "/<int:resource_id>/<day>"


def create_blueprint(house: AdminHouse) -> Blueprint:
    """The service worker lies beside the pages, since its place is how far it reaches."""
    blueprint = Blueprint(
        "arrivals",
        __name__,
        url_prefix="/arrivals",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages, messages, figures = _Pages(house), MessagePages(house), FiguresPages(house)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show),
            ("GET", "/worker.js", pages.send_worker),
            ("GET", "/figures", figures.show_figures),
            ("GET", "/figures.csv", figures.export),
            ("GET", ONE, pages.show_door),
            ("POST", f"{ONE}/scans", pages.take_scans),
            ("POST", f"{ONE}/came", pages.note_came),
            ("POST", f"{ONE}/undo", pages.undo),
            ("POST", f"{ONE}/close", pages.close),
            ("POST", f"{ONE}/list.pdf", pages.print_list),
            ("POST", f"{ONE}/plates.pdf", pages.print_plates),
            ("GET", f"{ONE}/message", messages.show_message),
            ("POST", f"{ONE}/message", messages.preview),
            ("POST", f"{ONE}/message/send", messages.send),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """Each place that is open on the day, with how many are expected and came."""
        today, language = self._now.astimezone(TOKYO).date(), Words(self.house).language
        on = read_day(request.args.get("day", "")) or today
        places = []
        with self.house.database.read() as session:
            for reception in list_receptions(self.house):
                day = load_day(session, reception, on)
                for id in dict.fromkeys(one.resource_id for one in day.timeframes):
                    venue, coming = reception.name_venue(session, day.resources[id], language), day.list_coming(id)
                    came = sum(one.has_come for one in coming)
                    frames = [one for one in day.timeframes if one.resource_id == id]
                    hours = show_clock(frames[0].starts_at), show_clock(frames[-1].ends_at)
                    places.append({"id": id, "venue": venue, "hours": hours, "coming": len(coming), "came": came})
        step = timedelta(days=1)
        return render(
            self.house, "arrivals/places.html", on=on, today=today, places=places, before=on - step, after=on + step
        )

    def send_worker(self) -> Response:
        """What keeps the page of the day open without a network."""
        return send_from_directory(f"{__file__.rpartition('/')[0]}/static", "worker.js")

    def show_door(self, resource_id: int, day: str) -> ResponseReturnValue:
        """The scanner, and the list to tick by hand."""
        words = Words(self.house)
        with self.house.database.read() as session:
            entrance = self._open(session, resource_id, day)
            rows = list_rows(session, entrance, words.language)
            own = list_own(rows, resource_id)
            over = [
                one
                for one in entrance.day.timeframes
                if one.resource_id == resource_id and one.ends_at <= self._now and one.id not in entrance.day.closed
            ]
            return render(
                self.house,
                "arrivals/door.html",
                entrance=entrance,
                rows=own,
                came=sum(one.state == CAME for one in own),
                to_close=[one for one in over if any(row.expected.timeframe.id == one.id for row in own)],
                is_today=entrance.day.on == self._now.astimezone(TOKYO).date(),
                show_clock=show_clock,
                data=self._describe(entrance, rows, words),
            )

    def take_scans(self, resource_id: int, day: str) -> ResponseReturnValue:
        """What a phone has scanned, oldest first, perhaps some time ago; each is answered by its id."""
        sent = request.get_json(silent=True)
        scans = sent.get("scans") if isinstance(sent, dict) else None
        if not isinstance(scans, list) or len(scans) > MOST_SCANS or not all(isinstance(one, dict) for one in scans):
            abort(400)
        keys, results = TicketKeys(self.house.database.vault), []
        with self.house.database.read() as session:
            entrance = self._open(session, resource_id, day)
            rows = list_rows(session, entrance, Words(self.house).language)
        for scan in scans:
            with self.house.database.write() as session:
                results.append(take_scan(session, entrance, rows, scan, keys, self._actor, self._now))
        return jsonify(results=results)

    def note_came(self, resource_id: int, day: str) -> ResponseReturnValue:
        """Ticked in the list, or by a number that was told."""
        wanted = request.form.get("number", "").strip()
        with self.house.database.write() as session:
            entrance = self._open(session, resource_id, day)
            row = self._find_row(session, entrance, wanted)
            verdict = Verdict.UNKNOWN
            if row is not None:
                way = Way.NUMBER if wanted else Way.HAND
                verdict = note(session, row, way, self._actor, self._now, day=entrance.day.on).verdict
        act = tell if verdict == Verdict.CHECKED_IN else warn
        act(self.house, f"arrivals.said_{verdict}", number=row.number if row else wanted)
        return self._go_back(resource_id, day)

    def undo(self, resource_id: int, day: str) -> ResponseReturnValue:
        """A check-in of today that was a mistake."""
        with self.house.database.write() as session:
            entrance = self._open(session, resource_id, day)
            row = self._find_row(session, entrance) or abort(404)
            try:
                undo(session, row.expected.id, self._now, day=entrance.day.on)
                write_entry(session, self._actor, ArrivalAction.UNDONE, row, self._now)
                act, key = tell, "arrivals.undone"
            except TooLate:
                act, key = warn, "arrivals.not_undone"
        act(self.house, key, number=row.number)
        return self._go_back(resource_id, day)

    def close(self, resource_id: int, day: str) -> ResponseReturnValue:
        """Nobody else comes to a timeframe that is over."""
        with self.house.database.write() as session:
            entrance, wanted = self._open(session, resource_id, day), request.form.get("timeframe", "")
            own = [one for one in entrance.day.timeframes if one.resource_id == resource_id]
            timeframe = next((one for one in own if str(one.id) == wanted), None) or abort(404)
            try:
                missed = close_timeframe(session, timeframe.id or 0, self._now)
            except TooLate:
                abort(409)
            self._note_closing(session, timeframe.id or 0, missed)
        tell(self.house, "arrivals.closed", time=show_clock(timeframe.starts_at), missed=missed)
        return self._go_back(resource_id, day)

    def print_list(self, resource_id: int, day: str) -> ResponseReturnValue:
        """For a door without a phone; with names where they are asked for, which is recorded."""
        with self.house.database.write() as session:
            entrance = self._open(session, resource_id, day)
            rows = list_own(list_rows(session, entrance, "ja"), resource_id)
            names = look(session, entrance, rows, self._actor, self._now) if request.form.get("named") else {}
        return self._send(print_list, entrance, rows, names)

    def print_plates(self, resource_id: int, day: str) -> ResponseReturnValue:
        """For all whose name is known; each is recorded."""
        with self.house.database.write() as session:
            entrance = self._open(session, resource_id, day)
            rows = list_own(list_rows(session, entrance, "ja"), resource_id)
            names = look(session, entrance, rows, self._actor, self._now)
        return self._send(print_plates, entrance, rows, names)

    @property
    def _now(self) -> datetime:
        return self.house.clock()

    @property
    def _actor(self) -> Actor:
        return current_staff().act_as(role=Role.SERVICE)

    def _open(self, session: Session, resource_id: int, day: str) -> Entrance:
        return open_entrance(session, self.house, resource_id, day, Words(self.house).language)

    def _find_row(self, session: Session, entrance: Entrance, number: str = "") -> Row | None:
        """By the number, or the reservation that the form names."""
        rows, wanted = list_rows(session, entrance, "ja"), request.form.get("reservation", "")
        if number:
            return next((one for one in rows if number.upper() in (one.number, one.expected.reservation.number)), None)
        return next((one for one in rows if str(one.expected.id) == wanted), None)

    def _note_closing(self, session: Session, timeframe_id: int, missed: int) -> None:
        record(
            session,
            self._actor,
            ArrivalAction.CLOSED,
            object_kind="timeframe",
            object_id=str(timeframe_id),
            new={"missed": missed},
            now=self._now,
        )

    def _describe(self, entrance: Entrance, rows: list[Row], words: Words) -> dict[str, object]:
        """What the script needs to decide without a network."""
        return {
            "resource": entrance.id,
            "day": entrance.day.on.isoformat(),
            "loaded": int(self._now.timestamp() * 1000),
            "scans": url_for(".take_scans", **entrance.key),
            "worker": url_for(".send_worker"),
            "keys": TicketKeys(self.house.database.vault).list_public(),
            "people": [one.to_json() for one in rows],
            "words": {name: words.text(f"arrivals.verdict_{name}") for name in Verdict}
            | {name: words.text(f"arrivals.{name}") for name in SCRIPT_WORDS},
        }

    def _send(self, make: Print, entrance: Entrance, rows: list[Row], names: Mapping[int, str]) -> ResponseReturnValue:
        try:
            pdf = make(self.house, entrance, rows, names, self._now)
        except ValueError:
            warn(self.house, "arrivals.nothing_to_print")
            return self._go_back(entrance.id, entrance.day.on.isoformat())
        response = make_response(pdf)
        response.headers["Content-Type"] = "application/pdf"
        response.headers["Content-Disposition"] = "inline"
        return response

    def _go_back(self, resource_id: int, day: str) -> ResponseReturnValue:
        return redirect(url_for(".show_door", resource_id=resource_id, day=day), 303)


SCRIPT_WORDS = (
    "no_camera",
    "camera_refused",
    "waiting_one",
    "waiting",
    "all_sent",
    "sign_in_again",
    "at_time",
    "its_time",
    "first_at",
    "persons_short",
    "state_came",
)
