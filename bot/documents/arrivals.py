"""Who is expected, on paper: a list to tick at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import TOKYO
from bot.documents.office import Office
from bot.documents.typesetting import typeset
from bot.documents.wording import JAPANESE, DocumentWords
from bot.texts import Texts

_COLUMNS = ("came", "time", "number", "persons", "name", "purpose")


@dataclass(frozen=True)
class Attendee:
    """One reservation; `name` is empty where it is not to be shown, or nobody was asked."""

    time: str
    number: str
    persons: int
    purpose: str = ""
    name: str = ""
    came: bool = False


@dataclass(frozen=True)
class ArrivalsList:
    """`title` is what it is about; `place` and `when` say where and on which day."""

    title: str
    place: str
    when: str
    attendees: Sequence[Attendee]
    office: Office
    at: datetime


def make_arrivals(texts: Texts, paper: ArrivalsList) -> bytes:
    """A PDF/UA in Japanese with the number of each page; a column without anything in it is left out.

    Raises ValueError for nobody.
    """
    if not paper.attendees:
        raise ValueError("nobody is expected")
    words = DocumentWords(texts, JAPANESE)
    people = [
        {
            "came": one.came,
            "time": one.time,
            "number": one.number,
            "persons": words.say("arrivals_count", count=one.persons).own,
            "name": one.name,
            "purpose": one.purpose,
        }
        for one in paper.attendees
    ]
    used = [column for column in _COLUMNS if column == "came" or any(one[column] for one in people)]
    persons = sum(one.persons for one in paper.attendees)
    said = {
        **words.tag(),
        "title": words.say("arrivals_title", title=paper.title).own,
        "lines": [paper.place, paper.when],
        "total": words.say("arrivals_total", reservations=len(people), persons=persons).own,
        "made": words.say("arrivals_made", at=f"{paper.at.astimezone(TOKYO):%Y-%m-%d %H:%M}").own,
        "columns": [{"key": column, "name": words.say(f"arrivals_{column}").own} for column in used],
        "people": people,
        "office": paper.office.to_json(),
    }
    return typeset("arrivals", said, paper.at)
