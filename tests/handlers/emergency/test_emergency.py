"""Danger to life: numbers at once, whoever has the conversation, and nothing else."""

import pytest

from bot.city import City
from bot.messages import Card
from tests.dialogue.conversation import Conversation, list_words


@pytest.mark.parametrize("words", ["火事です", "救急車を呼んで", "意識がない"])
def test_the_numbers_come_first_and_can_be_dialled(conversation: Conversation, words: str) -> None:
    (card,) = conversation.says(words, expects="emergency.call_now")
    assert isinstance(card, Card)
    assert [choice.url for choice in card.buttons] == ["tel:119", "tel:110"]
    assert [number for number, _ in card.facts[:2]] == ["119", "110"]
    assert all(choice.url.startswith("tel:") for choice in card.choices)


def test_every_number_of_the_city_is_said(conversation: Conversation, demo_city: City) -> None:
    said = "\n".join(word for message in conversation.says("火事です") for word in list_words(message))
    assert [entry.number for entry in demo_city.emergency_numbers if entry.number not in said] == []


def test_a_number_with_a_hash_sign_can_be_dialled(conversation: Conversation) -> None:
    conversation.says("火事です")
    assert "tel:%237119" in [choice.url for choice in conversation.choices]


def test_no_open_question_is_repeated_beside_it(conversation: Conversation) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    assert len(conversation.says("火事です", expects="emergency.call_now")) == 1
    conversation.says("English", expects="I will answer in English")


def test_it_is_heard_while_an_operator_has_the_conversation(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    conversation.says("火事です", expects="emergency.call_now")
    assert conversation.tracker.operator_has_it


def test_it_is_not_listed_among_the_services(conversation: Conversation) -> None:
    said = "\n".join(word for message in conversation.says("何ができますか") for word in list_words(message))
    assert conversation.engine.house.texts.get("ja", "emergency.title") not in said
