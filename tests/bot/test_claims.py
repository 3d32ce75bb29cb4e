"""Leases: who works on what, and what happens when they don't come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot import inbox
from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from bot.services import claims
from tests.bot.inbounds import text


def let_leases_run_out(database: Database) -> None:
    with database.write() as session:
        for conversation in session.exec(select(Conversation)):
            if conversation.leased_until is not None:
                conversation.leased_until = utc_now() - timedelta(seconds=1)


def finish(database: Database, claimed: claims.Claim) -> None:
    with database.write() as session:
        claims.finish(session, claimed)


def test_the_oldest_event_is_taken_first_and_its_conversation_is_closed_to_others(database: Database) -> None:
    inbox.accept(database, [text("後", seconds=5), text("先", seconds=1), text("別の人", "U2", seconds=3)])
    first, second, third = claims.claim(database), claims.claim(database), claims.claim(database)
    assert first is not None and first.inbound.text == "先"
    assert second is not None and second.inbound.text == "別の人"
    assert third is None
    finish(database, first)
    again = claims.claim(database)
    assert again is not None and again.inbound.text == "後"


def test_a_killed_workers_row_is_taken_up_again(database: Database) -> None:
    inbox.accept(database, [text("こんにちは")])
    killed = claims.claim(database)
    assert killed is not None and killed.attempts == 1
    assert claims.claim(database) is None
    let_leases_run_out(database)
    taken_up = claims.claim(database)
    assert taken_up is not None
    assert (taken_up.inbox_id, taken_up.attempts) == (killed.inbox_id, 2)


def test_a_slow_worker_finds_its_lease_gone_and_commits_nothing(database: Database) -> None:
    inbox.accept(database, [text("こんにちは")])
    slow = claims.claim(database)
    let_leases_run_out(database)
    other = claims.claim(database)
    assert slow is not None and other is not None
    with pytest.raises(claims.LeaseLost):
        finish(database, slow)
    finish(database, other)
    with pytest.raises(claims.LeaseLost):
        finish(database, slow)


def test_after_a_passing_fault_the_conversation_waits_a_little(database: Database) -> None:
    inbox.accept(database, [text("こんにちは")])
    failed = claims.claim(database)
    assert failed is not None
    claims.postpone(database, failed)
    assert claims.claim(database) is None
    let_leases_run_out(database)
    assert claims.claim(database) is not None
