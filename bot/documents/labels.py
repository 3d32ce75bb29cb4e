"""Address labels for what is posted: twelve on a sheet of A4, 86.4 × 42.3 mm, as stationers in Japan sell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.documents.office import Office
from bot.documents.typesetting import NotSet, typeset
from bot.documents.wording import JAPANESE, DocumentWords
from bot.texts import Texts

ON_A_SHEET = 12
_TOO_LONG = "too long: "  # what the template says, with the label's number


class DoesNotFit(ValueError):
    """An address that can't be read at the size it would need; `number` is the label's, from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"label {number} does not fit")
        self.number = number


@dataclass(frozen=True)
class Label:
    """`address` is one string for each line that should begin anew; the postcode is written 380-0001."""

    postcode: str
    address: Sequence[str]
    name: str
    honorific: str = ""  # the usual one without


def make_labels(texts: Texts, labels: Sequence[Label], sender: Office, at: datetime, *, start: int = 1) -> bytes:
    """A PDF/UA in Japanese, as letters within Japan are addressed. `start` is the first free place of the first sheet.

    Raises ValueError for no labels and for a place that no sheet has, and DoesNotFit.
    """
    if not labels or not 1 <= start <= ON_A_SHEET:
        raise ValueError(f"{len(labels)} labels can't be set from place {start}")
    words = DocumentWords(texts, JAPANESE)
    usual = words.say("label_honorific").own
    said = {
        **words.tag(),
        "title": words.say("label_title").own,
        "mark": words.say("label_postcode").own,
        "sender_word": words.say("label_sender").own,
        "skipped": start - 1,
        "labels": [
            {
                "postcode": one.postcode,
                "address": [*one.address],
                "name": one.name,
                "honorific": one.honorific or usual,
            }
            for one in labels
        ],
        "office": sender.to_json(),
    }
    try:
        return typeset("labels", said, at)
    except NotSet as error:
        _, found, rest = str(error).partition(_TOO_LONG)
        if not found:
            raise
        raise DoesNotFit(int(rest.split()[0])) from error
