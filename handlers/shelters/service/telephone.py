"""What a shelter's keeper keys or texts: the shelter's number, the PIN, what to do; it is read back and then done.

All may come at once (`12 4821 1`) or one after the other. A turn that the provider sends again gets the same answer.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from bot.clients.keeper_phone import Said
from bot.db import insert_if_new
from bot.models.vault import Vault
from handlers.shelters.models import Crowding, Shelter, ShelterCall, ShelterKeeper
from handlers.shelters.service.standing import By, close_shelters, open_shelters, report

PIN_DIGITS = 6
TRIES, BLOCKED = 5, timedelta(minutes=15)
KEPT = timedelta(minutes=15)  # of a call
OPEN, CLOSE, COUNT, YES = "1", "2", "7", "1"
CROWDING = {"3": Crowding.EMPTY, "4": Crowding.SOME, "5": Crowding.NEARLY_FULL, "6": Crowding.FULL}
CODES = (OPEN, CLOSE, *CROWDING, COUNT)
MOST_PERSONS = 100_000
_COLUMN, _CALL = "shelter_keeper.pin", "shelter_call.call"


@dataclass(frozen=True)
class Answer:
    """`key` names the wording `admin_phone_<key>`; `done` is what has just been done, one of `CODES`."""

    key: str
    shelter: Shelter | None = None
    code: str = ""
    persons: int | None = None
    is_over: bool = False
    done: str = ""


def make_pin(session: Session, vault: Vault, shelter_id: int, now: datetime) -> str:
    """A new one, shown once; the one before is good for nothing any more."""
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    keeper = session.get(ShelterKeeper, shelter_id) or ShelterKeeper(shelter_id=shelter_id, pin_index="", made_at=now)
    keeper.pin_index, keeper.made_at = vault.index(_COLUMN, f"{shelter_id}:{pin}"), now
    keeper.wrong_tries, keeper.blocked_until = 0, None
    session.add(keeper)
    return pin


def find_call(session: Session, vault: Vault, said: Said, now: datetime) -> ShelterCall:
    """The call, locked; a new one where there is none, or the last one is over."""
    index = vault.index(_CALL, f"{said.kind}:{said.call}")
    session.exec(delete(ShelterCall).where(col(ShelterCall.begun_at) < now - KEPT))
    values = {"call_index": index, "begun_at": now, "turn": 0, "last_said": "", "is_over": False}
    insert_if_new(session, ShelterCall, {**values, "is_known": False, "code": "", "tries": 0})
    call = session.exec(select(ShelterCall).where(ShelterCall.call_index == index).with_for_update()).one()
    if call.is_over and said.turn != call.turn:
        _begin_anew(call, now)
    return call


def hear(session: Session, vault: Vault, call: ShelterCall, words: str, now: datetime) -> Answer:
    """One turn of a call that is locked."""
    given = iter(re.findall(r"\d+", unicodedata.normalize("NFKC", words)))
    answer = _take(session, vault, call, given, now)
    call.is_over = answer.is_over
    session.add(call)
    return answer


def _take(session: Session, vault: Vault, call: ShelterCall, given: Iterator[str], now: datetime) -> Answer:
    if call.shelter_id is None:
        number = next(given, "")
        if not number:
            return Answer("welcome")
        shelter = session.get(Shelter, int(number)) if len(number) < 10 else None
        call.shelter_id = shelter.id if shelter else None
        if shelter is None:
            return _again(call, "no_shelter")
    shelter = session.get(Shelter, call.shelter_id)
    assert shelter is not None  # shelters are never deleted
    if not call.is_known:
        pin = next(given, "")
        if not pin:
            return Answer("pin", shelter)
        if (refused := _check_pin(session, vault, call, shelter, pin, now)) is not None:
            return refused
    return _take_code(session, call, shelter, given, now)


def _take_code(session: Session, call: ShelterCall, shelter: Shelter, given: Iterator[str], now: datetime) -> Answer:
    if not call.code:
        code = next(given, "")
        if code not in CODES:
            return Answer("code", shelter) if not code else _again(call, "code_again", shelter)
        call.code = code
    if call.code == COUNT and call.persons is None:
        count = next(given, "")
        if not count or len(count) > 6 or int(count) > MOST_PERSONS:
            return Answer("persons", shelter)
        call.persons = int(count)
    said = next(given, "")
    if not said:
        return Answer("confirm", shelter, call.code, call.persons)
    if said != YES:
        call.code, call.persons = "", None
        return _again(call, "code", shelter)
    return _do(session, call, shelter, now)


def _do(session: Session, call: ShelterCall, shelter: Shelter, now: datetime) -> Answer:
    by, ids = By(by_telephone=True), [shelter.id or 0]
    if call.code == OPEN:
        done = open_shelters(session, ids, by, now)
    elif call.code == CLOSE:
        done = close_shelters(session, ids, by, now)
    else:
        done = report(session, ids, by, now, CROWDING.get(call.code), call.persons)
    key = "done" if done else "was_so" if call.code in (OPEN, CLOSE) else "not_open"
    return Answer(key, shelter, call.code, call.persons, is_over=True, done=call.code if done else "")


def _check_pin(
    session: Session, vault: Vault, call: ShelterCall, shelter: Shelter, pin: str, now: datetime
) -> Answer | None:
    """None where it is right. After some wrong ones nobody gets on for a while, with the right one either."""
    own = select(ShelterKeeper).where(ShelterKeeper.shelter_id == shelter.id).with_for_update()
    keeper = session.exec(own).first()
    if keeper is not None and keeper.blocked_until is not None and keeper.blocked_until > now:
        return Answer("blocked", is_over=True)
    if keeper is not None and keeper.pin_index in vault.list_indexes(_COLUMN, f"{shelter.id}:{pin}"):
        call.is_known, keeper.wrong_tries = True, 0
        session.add(keeper)
        return None
    if keeper is not None:
        keeper.wrong_tries += 1
        if keeper.wrong_tries >= TRIES:
            keeper.wrong_tries, keeper.blocked_until = 0, now + BLOCKED
        session.add(keeper)
    return _again(call, "wrong_pin")


def _again(call: ShelterCall, key: str, shelter: Shelter | None = None) -> Answer:
    """Asked once more, and not for ever."""
    call.tries += 1
    return Answer("goodbye", is_over=True) if call.tries >= TRIES else Answer(key, shelter)


def _begin_anew(call: ShelterCall, now: datetime) -> None:
    call.shelter_id, call.is_known, call.code, call.persons = None, False, "", None
    call.tries, call.begun_at, call.is_over = 0, now, False
