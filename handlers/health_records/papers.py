"""Health records on paper: the code that is posted or given, and one's records to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.city import City
from bot.clock import TOKYO
from bot.dialogue.dates import say_date
from bot.dialogue.words import RoomWords
from bot.documents.office import find_office
from bot.documents.slip import Recipient, Slip, make_slip
from bot.documents.wording import Wording, choose_language
from bot.texts import Texts
from handlers.health_records.models import HealthPerson
from handlers.health_records.service.facts import SERVICE
from handlers.health_records.time_line import Shown, Year


@dataclass(frozen=True)
class Letter:
    """A code for one person; `address` is where it is posted to, empty for the counter, where it is written by hand."""

    person: HealthPerson
    code: str
    until: datetime
    address: str = ""


def make_code_letter(texts: Texts, city: City, department: str, letter: Letter, now: datetime, url: str) -> bytes:
    """With the code in large letters, what it is for and until when."""
    words = RoomWords(texts, "ja", city, SERVICE)
    name = Wording(words.text("letter_name", name=letter.person.name))
    facts = (
        (words.text("letter_until"), say_date(words, letter.until.astimezone(TOKYO).date())),
        (words.text("letter_where"), url),
    )
    notes = [words.text(f"letter_note_{name}") for name in ("how", "once", "nobody")]
    slip = Slip(
        "ja",
        Wording(words.text("letter_title")),
        letter.code,
        now,
        find_office(city, "ja", department),
        facts=[(Wording(words.text("letter_to")), name), *((Wording(one), Wording(value)) for one, value in facts)],
        notes=[Wording(note) for note in notes],
        number_name=Wording(words.text("code")),
        recipient=Recipient(name, letter.address),
    )
    return make_slip(texts, slip)


@dataclass(frozen=True)
class Known:
    """All that is known of one person, the newest first; `booked` apart from what the health system has recorded."""

    person: HealthPerson
    years: Sequence[Year]
    booked: Sequence[Shown] = ()


def make_records(texts: Texts, city: City, department: str, known: Known, words: RoomWords, now: datetime) -> bytes:
    """On paper, what was booked after the records."""
    person = known.person
    language = choose_language(texts, words.language)
    facts = [(words.text("letter_to"), person.name), (words.text("born"), say_date(words, person.birth_date))]
    for shown in (*(event for year in known.years for event in year.events), *known.booked):
        details = " ".join(f"{name}: {value}" for name, value in shown.facts)
        facts.append((shown.day, f"{shown.title} {details}".strip()))
    slip = Slip(
        language,
        Wording(words.text("records_title")),
        say_date(words, now.astimezone(TOKYO).date()),
        now,
        find_office(city, language, department),
        facts=[(Wording(name), Wording(value)) for name, value in facts],
        notes=[Wording(words.text("records_law"))],
        number_name=Wording(words.text("records_made")),
    )
    return make_slip(texts, slip)
