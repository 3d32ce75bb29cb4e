"""The question for a time: what is free in words, and a button for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.clock import TOKYO
from bot.dialogue.dates import say_date, say_moment, say_time
from bot.dialogue.turn import Turn
from bot.messages import Choice
from handlers.card_center import choosing
from handlers.card_center.links import times_url
from handlers.card_center.service.offering import Offer, Offers, Why
from handlers.card_center.windows import to_windows
from handlers.card_center.words import label_offer, list_offers
from nlu.narrowing import read

MARK = "@"  # before the id of a timeframe in a postback, which is no date then
KEYS = {
    Why.FULL: "card_center.full",
    Why.CLOSED: "card_center.closed",
    Why.TOO_SOON: "card_center.too_soon",
    Why.TOO_FAR: "card_center.too_far",
}


def read_time_id(pressed: str) -> int | None:
    """The timeframe of a pressed button; None for anything else."""
    id = pressed.removeprefix(MARK)
    is_one = pressed.startswith(MARK) and id.isascii() and id.isdigit() and len(id) < 10
    return int(id) if is_one else None


def ask_for_time(turn: Turn, readings: Sequence[str], calendar: Choice) -> tuple[str, tuple[Choice, ...]]:
    """What is offered, or why it can't be what was said and what is near to it."""
    offers = choosing.find_offers(turn, readings)
    url = times_url(turn.house.public_url, turn.house.secret_key, turn.conversation_id)
    page = Choice(turn.text("card_center.see_times"), url=url)
    return _word(turn, readings, offers), (*_list_buttons(turn, offers), page, calendar, *_list_ways(turn))


def _word(turn: Turn, readings: Sequence[str], offers: Offers) -> str:
    lines = list_offers(turn, offers.found) if offers.found else ""
    if offers.why is None:
        if not lines:
            return turn.text("card_center.nothing_free")
        return turn.text("card_center.free_then" if readings else "card_center.ask_time", list=lines)
    search = choosing.search(turn)
    latest = search.find_latest() - timedelta(seconds=1)
    said = turn.text(
        KEYS[offers.why], when=_say_readings(turn, readings), latest=say_date(turn, latest.astimezone(TOKYO).date())
    )
    return f"{said}\n{turn.text('card_center.nearest', list=lines) if lines else turn.text('card_center.nothing_free')}"


def _say_readings(turn: Turn, readings: Sequence[str]) -> str:
    """What was wanted, where it is one day or moment; several are called by the first and the number."""
    first = read(readings[0])
    if len(readings) > 1 or not (first.day or first.times):
        return turn.text("card_center.these_days")
    if not first.day:
        return turn.text("card_center.this_time")
    if first.time:
        (window,) = to_windows(readings, date.min, date.min)
        return say_moment(turn, window.start)
    return say_date(turn, date.fromisoformat(first.day), with_weekday=True)


def _list_buttons(turn: Turn, offers: Offers) -> tuple[Choice, ...]:
    days = {one.starts_at.astimezone(TOKYO).date() for one in offers.found}
    is_one_day = len(days) == 1
    times = tuple(
        Choice(
            say_time(turn, one.starts_at) if is_one_day else label_offer(turn, one),
            postback=f"card_center.fill?time={MARK}{one.timeframe_id}",
        )
        for one in offers.found
    )
    full = () if turn.slots.get("moving") else offers.full
    days = {one.starts_at.astimezone(TOKYO).date() for one in full}
    return (*times, *(_offer_to_wait(turn, one, is_one_day=len(days) == 1) for one in full))


def _offer_to_wait(turn: Turn, offer: Offer, *, is_one_day: bool) -> Choice:
    when = f"{offer.starts_at.astimezone(TOKYO):%H:%M}" if is_one_day else label_offer(turn, offer)
    purpose, units = turn.slots.get("purpose") or "", choosing.count_units(turn)
    postback = f"card_center.wait?time={offer.timeframe_id}&purpose={purpose}&units={units}"
    return Choice(turn.text("card_center.wait_for", when=when), postback=postback)


def _list_ways(turn: Turn) -> tuple[Choice, ...]:
    """Another place, or more persons."""
    ways: list[Choice] = []
    places = choosing.get_catalogue(turn).places
    if len(places) > 1 and not turn.slots.get("place"):
        ways.append(Choice(turn.text("card_center.choose_place"), postback="card_center.places"))
    if not turn.slots.get("moving") and (turn.slots.get("persons") or 1) == 1:
        ways.append(Choice(turn.text("card_center.with_family"), postback="card_center.family"))
    return tuple(ways)
