"""A slip: what somebody takes to a counter, or what staff lay beside the papers they put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.documents.office import Office
from bot.documents.typesetting import typeset
from bot.documents.wording import DocumentWords, Wording
from bot.texts import Texts


@dataclass(frozen=True)
class SlipLine:
    """One kind of paper. `note` is what has to be seen to with it."""

    name: Wording
    count: int
    note: Wording | None = None


@dataclass(frozen=True)
class Recipient:
    """To whom a sheet goes, where an envelope's window shows it; without an address there is a line to write one on."""

    name: Wording
    address: str = ""


@dataclass(frozen=True)
class Slip:
    """`number` stands large, to be read across a counter; `facts` are (name, value), `lines` can be ticked off.

    `number_name` is what the number is, where it is not the one under which something was taken in.
    """

    language: str
    title: Wording
    number: str
    at: datetime
    office: Office
    facts: Sequence[tuple[Wording, Wording]] = ()
    lines: Sequence[SlipLine] = ()
    notes: Sequence[Wording] = ()
    number_name: Wording | None = None
    recipient: Recipient | None = None


def make_slip(texts: Texts, slip: Slip) -> bytes:
    """A PDF/UA in the slip's language and Japanese; the same bytes for the same data."""
    return make_slips(texts, [slip])


def make_slips(texts: Texts, slips: Sequence[Slip]) -> bytes:
    """Each on a page of its own, in one file, which has the language, title and moment of the first.

    Raises ValueError for none, and for slips in several languages.
    """
    if len({slip.language for slip in slips}) != 1:
        raise ValueError(f"{len(slips)} slips can't be one file")
    first = slips[0]
    tag = DocumentWords(texts, first.language).tag()
    title, office = first.title.own, first.office.to_json()
    return typeset(
        "slip", {**tag, "title": title, "office": office, "slips": [_write(texts, slip) for slip in slips]}, first.at
    )


def _write(texts: Texts, slip: Slip) -> dict[str, Any]:
    words = DocumentWords(texts, slip.language)
    number_name = slip.number_name or words.say("slip_number")
    return {
        "words": {"number": number_name.to_json()}
        | {name: words.say(f"slip_{name}").to_json() for name in ("item", "count", "done")}
        | {name: words.say(f"receipt_{name}").to_json() for name in ("issuer", "telephone")},
        "title_words": slip.title.to_json(),
        "number": slip.number,
        "recipient": _write_recipient(words, slip.recipient) if slip.recipient else None,
        "facts": [[name.to_json(), value.to_json()] for name, value in slip.facts],
        "lines": [
            {"name": line.name.to_json(), "note": line.note.to_json() if line.note else None, "count": str(line.count)}
            for line in slip.lines
        ],
        "notes": [note.to_json() for note in slip.notes],
        "office": slip.office.to_json(),
    }


def _write_recipient(words: DocumentWords, recipient: Recipient) -> dict[str, Any]:
    label = words.say("slip_address").to_json()
    return {"name": recipient.name.to_json(), "address": recipient.address, "label": label}
