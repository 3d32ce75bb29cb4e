"""Tokens and nonces: each once, in time, and by the one they were made for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import inbox
from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from handlers.account import service
from handlers.account.models import AccountLink, LinkAttempt
from handlers.account.service import Keeper, NotLinked, Refusal
from tests.bot.inbounds import text

KEEPER = Keeper("a secret key of the tests, long enough")
NOW = utc_now()
LATER = timedelta(minutes=10)
HANAKO, MAKOTO = "20260001", "20260002"


@pytest.fixture
def citizens(database: Database) -> tuple[int, int]:
    """The conversations of two citizens."""
    inbox.accept(database, [text("こんにちは", "U1"), text("こんにちは", "U2")])
    with database.read() as session:
        first, second = session.exec(select(Conversation.id).order_by(Conversation.address_fingerprint)).all()
    assert first is not None and second is not None
    return first, second


def begin(database: Database, citizen: int, token: str = "token") -> None:
    with database.write() as session:
        service.begin(session, KEEPER, citizen, token, NOW)


def sign_in(database: Database, token: str = "token", account: str = HANAKO, after: timedelta = timedelta()) -> str:
    with database.write() as session:
        return service.sign_in(session, KEEPER, token, account, NOW + after)


def complete(
    database: Database, citizen: int, nonce: str, *, is_ok: bool = True, after: timedelta = timedelta()
) -> Refusal | None:
    """Why it was refused; as in a turn, what was changed before stays."""
    with database.write() as session:
        try:
            service.complete(session, KEEPER, citizen, nonce, is_ok=is_ok, now=NOW + after)
        except NotLinked as error:
            return error.reason
    return None


def find_account(database: Database, citizen: int) -> str | None:
    with database.read() as session:
        link = service.find_link(session, citizen)
        return link.account if link else None


def is_refused(call: Callable[[], object]) -> Refusal:
    with pytest.raises(NotLinked) as error:
        call()
    return error.value.reason


def test_a_token_a_sign_in_and_a_nonce_make_a_link(database: Database, citizens: tuple[int, int]) -> None:
    begin(database, citizens[0])
    nonce = sign_in(database)
    assert complete(database, citizens[0], nonce) is None
    assert (find_account(database, citizens[0]), find_account(database, citizens[1])) == (HANAKO, None)
    with database.read() as session:
        assert session.exec(select(LinkAttempt)).one().account is None  # kept in the link alone


def test_nonces_have_256_bits_and_none_is_stored(database: Database, citizens: tuple[int, int]) -> None:
    nonces = set()
    for number in range(20):
        begin(database, citizens[0], f"token {number}")
        nonces.add(sign_in(database, f"token {number}"))
    assert len(nonces) == 20
    assert {len(nonce) for nonce in nonces} == {43}  # 32 bytes in base64
    with database.read() as session:
        stored = str([attempt.model_dump() for attempt in session.exec(select(LinkAttempt))])
    assert not [nonce for nonce in nonces if nonce in stored]
    assert "token 1" not in stored


def test_a_token_is_used_up_by_the_sign_in(database: Database, citizens: tuple[int, int]) -> None:
    begin(database, citizens[0])
    sign_in(database)
    assert is_refused(lambda: sign_in(database, account=MAKOTO)) is Refusal.USED


def test_a_token_that_was_never_given_is_unknown(database: Database, citizens: tuple[int, int]) -> None:
    begin(database, citizens[0])
    assert is_refused(lambda: sign_in(database, "another")) is Refusal.UNKNOWN
    assert is_refused(lambda: sign_in(database, "")) is Refusal.UNKNOWN


@pytest.mark.parametrize(("seconds", "is_late"), [(-1, False), (0, True)])
def test_a_token_lives_ten_minutes(database: Database, citizens: tuple[int, int], seconds: int, is_late: bool) -> None:
    begin(database, citizens[0])
    after = LATER + timedelta(seconds=seconds)
    if is_late:
        assert is_refused(lambda: sign_in(database, after=after)) is Refusal.EXPIRED
    else:
        assert complete(database, citizens[0], sign_in(database, after=after), after=after) is None


@pytest.mark.parametrize(("seconds", "reason"), [(-1, None), (0, Refusal.EXPIRED)])
def test_a_nonce_lives_ten_minutes(
    database: Database, citizens: tuple[int, int], seconds: int, reason: Refusal | None
) -> None:
    begin(database, citizens[0])
    nonce = sign_in(database)
    assert complete(database, citizens[0], nonce, after=LATER + timedelta(seconds=seconds)) is reason


def test_a_nonce_links_once(database: Database, citizens: tuple[int, int]) -> None:
    begin(database, citizens[0])
    nonce = sign_in(database)
    assert complete(database, citizens[0], nonce) is None
    with database.write() as session:
        session.delete(session.exec(select(AccountLink)).one())
    assert complete(database, citizens[0], nonce) is Refusal.USED
    assert find_account(database, citizens[0]) is None


def test_somebody_elses_nonce_links_nobody_and_is_used_up(database: Database, citizens: tuple[int, int]) -> None:
    begin(database, citizens[0])
    nonce = sign_in(database)
    assert complete(database, citizens[1], nonce) is Refusal.FOREIGN
    assert complete(database, citizens[0], nonce) is Refusal.USED
    assert (find_account(database, citizens[0]), find_account(database, citizens[1])) == (None, None)


def test_when_line_says_no_the_nonce_is_used_up(database: Database, citizens: tuple[int, int]) -> None:
    begin(database, citizens[0])
    nonce = sign_in(database)
    assert complete(database, citizens[0], nonce, is_ok=False) is Refusal.FAILED
    assert complete(database, citizens[0], nonce) is Refusal.USED


@pytest.mark.parametrize("nonce", ["", "never made", "token"])
def test_an_unknown_nonce_links_nobody(database: Database, citizens: tuple[int, int], nonce: str) -> None:
    begin(database, citizens[0])
    assert complete(database, citizens[0], nonce) is Refusal.UNKNOWN


def test_refusals_are_logged_with_ids_alone(
    database: Database, citizens: tuple[int, int], caplog: pytest.LogCaptureFixture
) -> None:
    begin(database, citizens[0])
    nonce = sign_in(database)
    complete(database, citizens[1], nonce)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    said = record.getMessage()
    assert said == (
        f"account link refused: nonce foreign, attempt 1 of conversation {citizens[0]}, "
        f"brought by conversation {citizens[1]}"
    )


def test_the_newest_link_of_an_account_and_of_a_citizen_counts(database: Database, citizens: tuple[int, int]) -> None:
    for citizen, account in ((citizens[0], HANAKO), (citizens[0], MAKOTO), (citizens[1], MAKOTO)):
        begin(database, citizen, f"{citizen} {account}")
        assert complete(database, citizen, sign_in(database, f"{citizen} {account}", account)) is None
    assert (find_account(database, citizens[0]), find_account(database, citizens[1])) == (None, MAKOTO)


def test_unlinking_ends_the_link_and_what_is_on_its_way(database: Database, citizens: tuple[int, int]) -> None:
    begin(database, citizens[0])
    complete(database, citizens[0], sign_in(database))
    begin(database, citizens[0], "a second token")
    with database.write() as session:
        assert service.unlink(session, citizens[0])
    assert find_account(database, citizens[0]) is None
    assert is_refused(lambda: sign_in(database, "a second token")) is Refusal.UNKNOWN
    with database.write() as session:
        assert not service.unlink(session, citizens[0])


def test_attempts_of_yesterday_go_with_the_next_one(database: Database, citizens: tuple[int, int]) -> None:
    begin(database, citizens[0], "old")
    begin(database, citizens[1], "another's")
    with database.write() as session:
        service.begin(session, KEEPER, citizens[0], "new", NOW + timedelta(days=1, seconds=1))
    with database.read() as session:
        assert len(session.exec(select(LinkAttempt)).all()) == 2
