"""Nobody else can write a ticket, and what was written under a former key still counts."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import segno
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.models.vault import Vault
from bot.tickets.signing import TicketKeys
from bot.tickets.ticket import VERSION, Ticket

SECRET, OTHER = "a secret key of the tests, long enough", "another secret key, as long as the first"
DATA_KEY = Fernet.generate_key().decode()
AT = datetime(2026, 12, 4, 1, tzinfo=UTC)
TICKET = Ticket("M-000123", 4567, AT, 2, datetime(2026, 12, 1, 3, 4, 5, tzinfo=UTC))
KEYS = TicketKeys(Vault([DATA_KEY], SECRET))


def test_what_was_signed_is_read_again() -> None:
    text = KEYS.sign(TICKET)
    assert KEYS.read(text) == TICKET
    assert text.startswith(f"{VERSION}.")
    assert segno.make(text, error="m", boost_error=False).mode == "alphanumeric"  # as dense as can be
    assert int(segno.make(text, error="m", boost_error=False).version) <= 8


def test_the_key_is_always_the_same_and_does_not_show_the_secret() -> None:
    (id, point), *others = KEYS.list_public().items()
    assert others == []
    assert (len(base64.b64decode(point)), base64.b64decode(point)[0]) == (65, 4)
    assert TicketKeys(Vault([Fernet.generate_key().decode()], SECRET)).list_public() == {id: point}


def test_a_former_key_still_verifies_and_a_strangers_does_not() -> None:
    before = KEYS.sign(TICKET)
    after = TicketKeys(Vault([DATA_KEY], OTHER, [SECRET]))
    assert after.read(before) == TICKET
    assert after.sign(TICKET).split(".")[1] != before.split(".")[1]
    assert KEYS.read(after.sign(TICKET)) is None


@given(st.data())
def test_one_changed_sign_makes_it_nobodys(data: st.DataObject) -> None:
    text = KEYS.sign(TICKET)
    place = data.draw(st.integers(0, len(text) - 2))  # the last sign of 103 in base 32 holds bits of nothing
    sign = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"))
    changed = text[:place] + sign + text[place + 1 :]
    assert KEYS.read(changed) == (TICKET if changed == text else None)


@pytest.mark.parametrize(
    "text",
    ["", "MADO1", "https://example.org/", "MADO1.......", "🎫" * 8, f"{VERSION}.A.B.C.D.E.F.G", "9" * 5000],
)
def test_another_code_is_no_ticket(text: str) -> None:
    assert KEYS.read(text) is None


def test_another_number_under_the_same_signature_is_refused() -> None:
    mine, yours = KEYS.sign(TICKET), KEYS.sign(replace(TICKET, number="M-000124"))
    assert KEYS.read(yours.rpartition(".")[0] + "." + mine.rpartition(".")[2]) is None
