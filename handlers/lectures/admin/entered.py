"""What staff typed into the form of a lecture, as the cells of a row, which are read as a file's are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from admin.page import Errors
from handlers.lectures.cells import BETWEEN, write_cells
from handlers.lectures.service.catalogue import Offer
from handlers.lectures.service.importing import read_entered
from handlers.lectures.service.reasons import Reason
from handlers.lectures.service.rows import LectureRow

SIMPLE = (
    *("code", "title", "title_en", "summary", "topic", "keywords", "target", "bring", "fee", "for_women"),
    *("with_children", "opens_on", "opens_by", "closes_on", "closes_by", "giving", "public_source"),
    *("join_url", "materials_url", "page_url", "contact", "telephone"),
)
LEFT_OUT_OF_COPIES = ("code", "opens_on", "opens_by", "closes_on", "closes_by", "join_url")
DATES, HALLS = 4, 3  # empty lines at first
MORE = 3
MOST = 60  # lines of either
LONGEST = 2000
_BLOCKS = {"first_day": "dates", "begins": "dates", "ends": "dates", "more_dates": "dates", "places": "halls"}
_BLOCKS |= {"capacity": "halls", "last_day": "dates"}
_WHOLE = {"kept_dates": "dates", "kept_giving": "giving", "kept_fee": "fee", "kept_hall": "halls", "too_few": "halls"}


@dataclass
class Entered:
    """`dates` are (day, begins, ends), `halls` (name, capacity), as typed; `errors` are beside their fields."""

    typed: dict[str, str] = field(default_factory=dict)
    dates: list[tuple[str, str, str]] = field(default_factory=list)
    halls: list[tuple[str, str]] = field(default_factory=list)
    errors: Errors = field(default_factory=dict)

    def add_lines(self, dates: int, halls: int) -> Entered:
        """With empty lines to write in."""
        self.dates += [("", "", "")] * min(dates, MOST - len(self.dates))
        self.halls += [("", "")] * min(halls, MOST - len(self.halls))
        return self

    def read(self, halls: Collection[str]) -> LectureRow | None:
        """The lecture; None when `errors` say why it is none."""
        read = read_entered(0, self.to_cells(), halls)
        if isinstance(read, LectureRow):
            return read
        self.complain(read)
        return None

    def to_cells(self) -> dict[str, str]:
        first, *more = [one for one in self.dates if any(one)] or [("", "", "")]
        halls = [one for one in self.halls if any(one)]
        return {
            **self.typed,
            **dict(zip(("first_day", "begins", "ends"), first, strict=True)),
            "more_dates": BETWEEN.join(f"{day} {begins}-{ends}" for day, begins, ends in more),
            "places": BETWEEN.join(name for name, _ in halls),
            "capacity": BETWEEN.join(capacity for _, capacity in halls),
        }

    def complain(self, reasons: Iterable[Reason]) -> None:
        """The first of what is wrong with each field."""
        for reason in reasons:
            place = _BLOCKS.get(reason.column, reason.column) or _WHOLE[reason.key]
            self.errors.setdefault(place, (f"lectures.admin_wrong_{reason.key}", dict(reason.values)))


def read_form(form: Mapping[str, str], code: str = "") -> Entered:
    """What was posted; an existing lecture keeps its `code`."""
    typed = {name: form.get(name, "").strip()[:LONGEST] for name in SIMPLE}
    dates = [(_get(form, "day", n), _get(form, "begins", n), _get(form, "ends", n)) for n in _count(form, "day")]
    halls = [(_get(form, "hall", n), _get(form, "capacity", n)) for n in _count(form, "hall")]
    return Entered({**typed, "code": code or typed["code"]}, dates, halls)


def show_offer(offer: Offer) -> Entered:
    """A lecture as it would be typed."""
    cells = write_cells(offer)
    more = [part.replace(" ", "-", 1).rsplit("-", 2) for part in cells["more_dates"].split(BETWEEN) if part]
    dates = [(cells["first_day"], cells["begins"], cells["ends"]), *((day, *times) for day, *times in more)]
    halls = [(place.hall.name, str(place.timeframe.capacity)) for place in offer.places]
    return Entered({name: cells[name] for name in SIMPLE}, [(a, b, c) for a, b, c in dates], halls)


def copy_offer(offer: Offer) -> Entered:
    """The same for other dates."""
    found = show_offer(offer)
    typed = {name: "" if name in LEFT_OUT_OF_COPIES else value for name, value in found.typed.items()}
    return Entered(typed, [("", begins, ends) for _, begins, ends in found.dates], found.halls)


def _count(form: Mapping[str, str], name: str) -> range:
    lines = (n for n in range(MOST) if f"{name}_{n}" in form)
    return range(max(lines, default=-1) + 1)


def _get(form: Mapping[str, str], name: str, number: int) -> str:
    return form.get(f"{name}_{number}", "").strip()[:100]
