"""The waiting list in conversation: into it, out of it, and what is offered from it."""

from __future__ import annotations

from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Choice
from bot.models.reservations import Wait, WaitState
from bot.services.reservations.leaving import answer_offer
from bot.services.reservations.taking import TooLate
from handlers.card_center import cards
from handlers.card_center.choosing import get_catalogue
from handlers.card_center.service import booking
from handlers.card_center.service.booking import MOST_WAITS
from handlers.card_center.service.catalogue import SERVICE
from handlers.card_center.service.offering import Search


def join(turn: Turn) -> Reply:
    """Wait for the time of a pressed button. What has become free meanwhile is offered at once."""
    catalogue, params = get_catalogue(turn), turn.postback_params
    purpose = params.get("purpose", "")
    timeframe_id, units = _read_number(params.get("time", "")), _read_number(params.get("units", "1"))
    offer = Search(catalogue, catalogue.places, units, turn.now).find_one(turn.session, timeframe_id)
    most = catalogue.most_persons * max(one.units for one in catalogue.purposes)
    if offer is None or not 1 <= units <= most or (purpose and not catalogue.find_purpose(purpose)):
        raise UserError("card_center.gone")
    if len(booking.list_waits(turn.session, turn.conversation_id)) >= MOST_WAITS:
        raise UserError("card_center.too_many_waits", most=MOST_WAITS)
    wait = booking.join_list(turn.session, timeframe_id, turn.conversation_id, units, purpose, turn.language, turn.now)
    return Done((cards.find_wait_card(turn, wait),))


def accept(turn: Turn) -> Reply:
    """What was offered is reserved, with a number."""
    wait = _find_wait(turn)
    if wait is None or wait.state != WaitState.OFFERED:
        return _say_over(turn)
    try:
        with turn.session.begin_nested():
            taken = answer_offer(turn.session, wait.id or 0, get_catalogue(turn).code, turn.now, accepts=True)
    except TooLate:
        return _say_over(turn)
    assert taken is not None
    return Done((cards.show_reservation(turn, taken.id or 0, turn.text("reserved")),))


def decline(turn: Turn) -> Reply:
    """The next is offered it; who only waited waits no more."""
    wait = _find_wait(turn)
    if wait is None:
        return _say_over(turn)
    try:
        with turn.session.begin_nested():
            answer_offer(turn.session, wait.id or 0, get_catalogue(turn).code, turn.now, accepts=False)
    except TooLate:
        return _say_over(turn)
    return Done((turn.say("wait_left", (_book(turn), help_choice(turn))),))


def _find_wait(turn: Turn) -> Wait | None:
    """The citizen's own of a pressed button."""
    wanted = _read_number(turn.postback_params.get("wait", ""))
    return next((one for one in booking.list_waits(turn.session, turn.conversation_id) if one.id == wanted), None)


def _say_over(turn: Turn) -> Reply:
    return Done((turn.say("offer_over", (_book(turn), person_choice(turn), help_choice(turn))),))


def _book(turn: Turn) -> Choice:
    return Choice(turn.text("book"), postback=f"{SERVICE}.start")


def _read_number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
