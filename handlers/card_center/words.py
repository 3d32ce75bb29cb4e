"""Times, places and purposes in words, in conversation, on pages and in messages that no turn says."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import TOKYO
from bot.dialogue.dates import say_short_date, say_time
from bot.dialogue.words import Speaks
from bot.service_facts import words_in
from handlers.card_center.service.catalogue import Catalogue, Office, Situation
from handlers.card_center.service.offering import Offer


def say_office(words: Speaks, office: Office | None, *, with_address: bool = False) -> str:
    """Where it is; empty for a place that is there no more."""
    if office is None:
        return ""
    name, address = words_in(office.name, words.language), words_in(office.address, words.language)
    return f"{name}\n{address}" if with_address and address else name


def say_purpose(words: Speaks, catalogue: Catalogue, purpose: str) -> str:
    """Empty for one that is there no more."""
    found = catalogue.find_purpose(purpose)
    return words_in(found.name, words.language) if found else ""


def say_needs(words: Speaks, catalogue: Catalogue, purpose: str, situations: list[Situation]) -> str:
    """What to bring, with what each situation adds."""
    found = catalogue.find_purpose(purpose)
    own = [words_in(found.needs, words.language)] if found else []
    more = [
        words.text(
            "card_center.in_situation",
            situation=words_in(one.name, words.language),
            needs=words_in(one.needs, words.language),
        )
        for one in situations
    ]
    return "\n".join((*own, *more))


def list_offers(words: Speaks, offers: Sequence[Offer]) -> str:
    """A line for each; where all are at one place, that is said once above them."""
    offices = {one.office.id: one.office for one in offers}
    if len(offices) == 1:
        lines = [say_office(words, one) for one in offices.values()]
        return "\n".join(
            (*lines, *(words.text("card_center.offer_at_place", moment=_say(words, one)) for one in offers))
        )
    return "\n".join(
        words.text("card_center.offer_line", moment=_say(words, one), place=say_office(words, one.office))
        for one in offers
    )


def _say(words: Speaks, offer: Offer) -> str:
    """Day and time; the year is no matter so near ahead."""
    day = say_short_date(words, offer.starts_at.astimezone(TOKYO).date())
    return words.text("dialogue.moment_short", date=day, time=say_time(words, offer.starts_at))


def label_offer(words: Speaks, offer: Offer) -> str:
    """Day and time on a button, in twenty letters whatever the language."""
    local = offer.starts_at.astimezone(TOKYO)
    return f"{say_short_date(words, local.date())} {local:%H:%M}"
