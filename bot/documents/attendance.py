"""A certificate that somebody came to a lecture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.documents.office import Office
from bot.documents.typesetting import typeset
from bot.documents.wording import DocumentWords, Wording
from bot.texts import Texts


@dataclass(frozen=True)
class Attendance:
    """`dates` are lines. Of a course is said that attendance holds for it as a whole."""

    language: str
    number: str
    name: str
    lecture: Wording
    dates: Wording
    place: Wording | None
    issued_on: date
    is_course: bool
    office: Office


def make_attendance(texts: Texts, attendance: Attendance, at: datetime) -> bytes:
    """A PDF/UA in the language and Japanese; the same bytes for the same data."""
    words = DocumentWords(texts, attendance.language)
    named = ("number", "lecture", "dates", "place", "issued_on", "statement")
    facts = [("lecture", attendance.lecture), ("dates", attendance.dates)]
    facts += [("place", attendance.place)] if attendance.place else []
    said = {
        **words.tag(),
        "title": words.say("attendance_title").own,
        "words": {
            **{name: words.say(f"attendance_{name}").to_json() for name in (*named, "title", "course", "electronic")},
            **{name: words.say(f"receipt_{name}").to_json() for name in ("issuer", "telephone")},
        },
        "number": attendance.number,
        "name": words.say("attendance_name", name=attendance.name).to_json(),
        "facts": [[name, _list_lines(value)] for name, value in facts],
        "issued_on": words.say_day(attendance.issued_on).to_json(),
        "is_course": attendance.is_course,
        "office": attendance.office.to_json(),
    }
    return typeset("attendance", said, at)


def _list_lines(value: Wording) -> list[dict[str, str]]:
    """Each line with its Japanese."""
    own, ja = value.own.splitlines(), value.ja.splitlines()
    return [Wording(*pair).to_json() for pair in zip(own, ja or own, strict=True)]
