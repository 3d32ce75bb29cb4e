"""Reservations that a citizen asks for, moves or cancels: 「予約を木曜に変えて」「予約を取り消したい」."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import TOKYO
from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.reply import Done, GoTo, Reply
from bot.dialogue.slots import NAMES_BETWEEN, find_named
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.messages import Choice, Text
from bot.texts import LANGUAGES
from handlers.card_center import cards
from handlers.card_center.service import booking
from handlers.card_center.service.booking import Own
from nlu.narrowing import read

ROOM = "card_center"


def start(turn: Turn) -> Reply:
    """What is said about a reservation that is there."""
    own = booking.list_own(turn.session, turn.conversation_id, turn.now)
    waits = booking.list_waits(turn.session, turn.conversation_id)
    if not own and not waits:
        elsewhere = booking.find_service_elsewhere(turn.session, turn.conversation_id, turn.now)
        if elsewhere and turn.house.registry.find(elsewhere) is not None:
            turn.record(HandlerEnded(ROOM))
            return GoTo(elsewhere)
        return say_none(turn)
    wish = _find_wish(turn)
    meant = _find_meant(turn, own) if wish else None
    return _go(turn, meant, wish) if meant and wish else show(turn, turn.text("which_one" if wish else "yours"))


def begin(turn: Turn, wish: str) -> Reply | None:
    """Move or cancel the reservation of a pressed button; None when it is none of the citizen's."""
    id = turn.postback_params.get("id", "")
    known = int(id) if id.isascii() and id.isdigit() and len(id) < 10 else 0
    own = booking.find_own(turn.session, turn.conversation_id, known, turn.now)
    if own is None:
        return None
    booking.release_held(turn.session, turn.conversation_id, turn.now)
    return _go(turn, own, wish, is_pressed=True)


def show(turn: Turn, lead: str) -> Reply:
    """All that the citizen has, and waits for, each with what can be done with it."""
    own = booking.list_own(turn.session, turn.conversation_id, turn.now)
    shown = [cards.own_card(turn, one, turn.text("reserved_title")) for one in own]
    shown += [cards.find_wait_card(turn, wait) for wait in booking.list_waits(turn.session, turn.conversation_id)]
    return Done((Text(lead), cards.own_cards(turn, shown, lead))) if shown else say_none(turn)


def say_none(turn: Turn) -> Reply:
    """There is no such reservation."""
    book = Choice(turn.text("book"), postback=f"{ROOM}.start")
    return Done((turn.say("no_reservation", (book, person_choice(turn), help_choice(turn))),))


def _go(turn: Turn, own: Own, wish: str, *, is_pressed: bool = False) -> Reply:
    known: dict[str, object] = {wish: own.id, "purpose": own.reservation.purpose}
    if wish == "ending":
        return GoTo(ROOM, known)
    day = own.timeframe.starts_at.astimezone(TOKYO).date().isoformat()
    known |= {
        "units": own.reservation.units,
        "moving_timeframe": own.timeframe.id,
        "moving_from": day,
        "place": turn.slots.get("place") if not is_pressed else None,
        "at_once": is_pressed or bool(turn.among.get("time")) or None,
    }
    return GoTo(ROOM, known)


def _find_wish(turn: Turn) -> str:
    if _says(turn, "words_end"):
        return "ending"
    return "moving" if _says(turn, "words_move") or turn.among.get("time") else ""


def _find_meant(turn: Turn, own: Sequence[Own]) -> Own | None:
    """The one that was named by number or day, or the only one there is."""
    said = turn.utterance.upper()
    named = [one for one in own if one.reservation.number and one.reservation.number in said]
    if not named:
        days = {read(reading).day for reading in turn.among.get("time", ())}
        named = [one for one in own if f"{one.timeframe.starts_at.astimezone(TOKYO):%Y-%m-%d}" in days]
    if len(named) == 1:
        return named[0]
    return own[0] if len(own) == 1 else None


def _says(turn: Turn, key: str) -> bool:
    """One of the words, in whatever language: who writes another one than before is answered in theirs only later."""
    words = (word for language in LANGUAGES for word in turn.text_in(language, key).split(NAMES_BETWEEN))
    return any(find_named({"": (word,)}, turn.wanted) is not None for word in words)
