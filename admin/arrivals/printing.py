"""What is taken to the door on paper. Names come from the service, and each is an entry in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from admin.arrivals.entrance import Entrance
from admin.arrivals.rows import CAME, Row
from admin.house import AdminHouse
from bot.documents import ArrivalsList, Attendee, Office, Plate, find_office, make_arrivals, make_plates
from bot.services.audit import Actor, Purpose, record
from bot.services.reservations.arriving import ArrivalAction

JAPANESE = "ja"
Print = Callable[[AdminHouse, Entrance, Sequence[Row], Mapping[int, str], datetime], bytes]


def look(session: Session, entrance: Entrance, rows: Sequence[Row], actor: Actor, now: datetime) -> Mapping[int, str]:
    """The names by reservation; to be called last in its transaction."""
    names = entrance.reception.list_names(session, [one.expected.reservation for one in rows])
    for row in rows:
        if row.expected.id in names:
            record(
                session,
                actor,
                ArrivalAction.VIEWED,
                object_kind="reservation",
                object_id=str(row.expected.id),
                conversation_id=row.expected.reservation.conversation_id,
                purpose=Purpose.APPLICATION,
                fields=("name",),
                now=now,
            )
    return names


def print_list(
    house: AdminHouse, entrance: Entrance, rows: Sequence[Row], names: Mapping[int, str], now: datetime
) -> bytes:
    """In the order of the page. Raises ValueError for nobody."""
    people = [
        Attendee(
            time=row.time,
            number=row.number,
            persons=row.persons,
            purpose=row.purpose,
            name=names.get(row.expected.id, ""),
            came=row.state == CAME,
        )
        for row in rows
    ]
    title, place = entrance.venue.title, " ".join(entrance.venue.place.split("\n"))
    day = entrance.day.on.isoformat()
    return make_arrivals(house.texts, ArrivalsList(title, place, day, people, _find_office(house), now))


def print_plates(
    house: AdminHouse, entrance: Entrance, rows: Sequence[Row], names: Mapping[int, str], now: datetime
) -> bytes:
    """One for each person; who comes along has the name of who applied. Raises ValueError for nobody."""
    companion = house.texts.get(JAPANESE, "arrivals.companion")
    plates = [
        Plate(names[row.expected.id], row.number, companion if place else "")
        for row in rows
        if row.expected.id in names
        for place in range(row.persons)
    ]
    return make_plates(house.texts, plates, entrance.venue.title, _find_office(house), now)


def _find_office(house: AdminHouse) -> Office:
    return find_office(house.city, JAPANESE)
