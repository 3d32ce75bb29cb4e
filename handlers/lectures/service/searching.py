"""Which lectures a citizen may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.clock import TOKYO
from handlers.lectures.service.catalogue import Offer
from nlu.normalize import normalize

NAMES_BETWEEN = "/"


@dataclass(frozen=True)
class Wish:
    """What was said of it. `days` are spans, both ends included, one of which is meant; `text` is the utterance."""

    text: str = ""
    days: Sequence[tuple[date, date]] = ()
    weekdays: Sequence[int] = ()
    only_online: bool = False
    only_halls: bool = False
    for_women: bool = False
    with_children: bool = False
    is_free: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Wish(self.text)


def find_named(offers: Iterable[Offer], text: str) -> list[Offer]:
    """Those whose title, topic or other name stands in the text; who is named at greater length is meant."""
    said = normalize(text).casefold()
    lengths = [(max(map(len, _list_said(offer, said)), default=0), offer) for offer in offers]
    longest = max((length for length, _ in lengths), default=0)
    return [offer for length, offer in lengths if length and length == longest]


def find_fitting(offers: Sequence[Offer], wish: Wish) -> list[Offer]:
    """Those that are all that was said; of names, those that are named, if any is."""
    fitting = [offer for offer in offers if _fits(offer, wish)]
    in_place = [offer for offer in fitting if any(_is_said(place.hall.name, wish.text) for place in offer.places)]
    return find_named(fitting, wish.text) or in_place or fitting


def names_any(offers: Sequence[Offer], text: str) -> bool:
    """Whether a lecture or one of their places is named."""
    return bool(find_named(offers, text)) or any(
        _is_said(place.hall.name, text) for offer in offers for place in offer.places
    )


def _fits(offer: Offer, wish: Wish) -> bool:
    lecture, online = offer.lecture, [place.hall.is_online for place in offer.places]
    wanted = (
        (wish.only_online, any(online)),
        (wish.only_halls, not all(online)),
        (wish.for_women, lecture.for_women),
        (wish.with_children, lecture.with_children),
        (wish.is_free, not lecture.fee_yen),
    )
    if any(is_wanted and not is_so for is_wanted, is_so in wanted):
        return False
    days = [one.starts_at.astimezone(TOKYO).date() for one in offer.dates]
    if wish.weekdays and not any(day.weekday() in wish.weekdays for day in days):
        return False
    return not wish.days or any(first <= day <= last for day in days for first, last in wish.days)


def _list_said(offer: Offer, said: str) -> list[str]:
    lecture = offer.lecture
    names = [lecture.title, lecture.title_en, *lecture.topic.split(NAMES_BETWEEN)]
    return [name for name in (*names, *lecture.keywords.split(NAMES_BETWEEN)) if _is_said(name, said)]


def _is_said(name: str, said: str) -> bool:
    folded = normalize(name).strip().casefold()
    return len(folded) > 1 and folded in normalize(said).casefold()
