"""What the counter can do, made of the registry."""

from bot.messages import Carousel
from tests.dialogue.conversation import Conversation


def test_every_listed_service_is_shown_and_can_be_started(conversation: Conversation) -> None:
    said = conversation.says("何ができますか", expects="help.intro")
    shown = [card for message in said if isinstance(message, Carousel) for card in message.cards]
    assert len(said) <= 3
    listed = [handler for handler in conversation.engine.house.registry if handler.is_listed]
    assert {card.buttons[0].postback for card in shown} == {f"{handler.name}.start" for handler in listed}
    conversation.presses("my_data.start", expects="my_data.held")


def test_a_service_is_found_by_its_title_too(conversation: Conversation) -> None:
    conversation.says("自分のデータ", expects="my_data.held")
