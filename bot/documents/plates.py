"""Name plates for a lecture's tables and badges: ten on a sheet of A4, 91 × 55 mm, as stationers in Japan sell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.documents.office import Office
from bot.documents.typesetting import typeset
from bot.documents.wording import JAPANESE, DocumentWords
from bot.texts import Texts

ON_A_SHEET = 10


@dataclass(frozen=True)
class Plate:
    """`number` helps to hand it out; `note` stands below the name."""

    name: str
    number: str
    note: str = ""


def make_plates(texts: Texts, plates: Sequence[Plate], heading: str, office: Office, at: datetime) -> bytes:
    """A PDF/UA with the number of each sheet. A long name is set smaller until it fits, in two lines at most.

    Raises ValueError for none.
    """
    if not plates:
        raise ValueError("there is nobody to make a plate for")
    words = DocumentWords(texts, JAPANESE)
    honorific = words.say("label_honorific").own
    said = {
        **words.tag(),
        "title": words.say("plates_title", title=heading).own,
        "heading": heading,
        "plates": [
            {"name": one.name, "number": one.number, "note": one.note, "honorific": honorific} for one in plates
        ],
        "office": office.to_json(),
    }
    return typeset("plates", said, at)
