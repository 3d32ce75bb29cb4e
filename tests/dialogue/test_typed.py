"""A button's words, typed instead of pressed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.clock import utc_now
from bot.dialogue.typed import press_typed
from bot.messages import Card, Carousel, Channel, Choice, Inbound, InboundKind, Message, Text
from tests.dialogue.conversation import Conversation

NONE = Choice("どれでもない", postback="faq.none")
SAID = Inbound(Channel.WEB, "1", "somebody", InboundKind.TEXT, utc_now(), "どれでもない")


@pytest.mark.parametrize(
    "answer",
    [
        Text("?", (NONE,)),
        Card("?", buttons=(NONE,)),
        Card("?", choices=(NONE,)),
        Carousel((Card("?", buttons=(NONE,)),)),
        Carousel((Card("?"),), choices=(NONE,)),
    ],
)
def test_it_is_pressed_wherever_it_stands(answer: Message) -> None:
    pressed = press_typed(SAID, (Text("!"), answer))
    assert (pressed.kind, pressed.postback, pressed.params["label"]) == (InboundKind.POSTBACK, "faq.none", SAID.text)


@pytest.mark.parametrize("label", ["どれでもないです", "それ", "どれ"])
def test_only_the_whole_label_is(label: str) -> None:
    assert press_typed(SAID, (Text("?", (Choice(label, postback="faq.none"),)),)) is SAID


def test_widths_and_blanks_make_no_difference() -> None:
    answer = (Text("?", (Choice("ABC 1", postback="a.b"),)),)
    assert press_typed(replace(SAID, text=" ａｂｃ １ "), answer).postback == "a.b"


def test_a_label_that_two_buttons_have_is_not_guessed() -> None:
    start = Card("?", buttons=(Choice("はじめる", postback="a.start"),))
    other = Card("?", buttons=(Choice("はじめる", postback="b.start"),))
    said = replace(SAID, text="はじめる")
    assert press_typed(said, (Carousel((start, other)),)) is said


def test_a_link_is_not_pressed_by_its_words() -> None:
    assert press_typed(SAID, (Text("?", (Choice("どれでもない", url="https://example.com"),)),)) is SAID


def test_of_the_last_answer_alone(conversation: Conversation) -> None:
    conversation.says("ことばを変えたい", expects="language.ask_language")
    conversation.says("やめる", expects="dialogue.cancelled")
    conversation.says("English")
    assert conversation.tracker.active is None
