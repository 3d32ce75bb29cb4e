"""Who is woken by a turn of the bot: the desk when a request changed, the senders when there is something to send."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import inbox
from bot.bell import Bell
from bot.messages import Channel
from bot.services.desk.requests import QUEUE
from tests.bot.inbounds import text
from tests.dialogue.conversation import Conversation


def listen(citizen: Conversation, words: str, channel: Channel = Channel.LINE) -> set[str]:
    """The topics that ring by the turn in which a citizen says so; the conversation's own is not among them."""
    rung: set[str] = set()
    bell = Bell(forward=rung.add)
    inbox.accept(citizen.database, [replace(text(words), channel=channel)])
    assert inbox.work_one(citizen.database, citizen.engine, bell)
    return {topic for topic in rung if not topic.startswith("conversation:")}


@pytest.mark.parametrize("words", ["職員と話す", "助けて、火事です"])
def test_the_desk_wakes_when_a_citizen_needs_a_person(conversation: Conversation, words: str) -> None:
    assert listen(conversation, words) == {"outbox", QUEUE}


def test_it_wakes_when_the_citizen_needs_none_any_more(conversation: Conversation) -> None:
    listen(conversation, "職員と話す")
    assert QUEUE not in listen(conversation, "まだですか")
    assert QUEUE in listen(conversation, "ボットに戻る")


def test_it_sleeps_through_what_the_bot_answers(conversation: Conversation) -> None:
    assert listen(conversation, "こんにちは") == {"outbox"}


def test_no_sender_wakes_for_the_web(conversation: Conversation) -> None:
    assert listen(conversation, "こんにちは", Channel.WEB) == set()
