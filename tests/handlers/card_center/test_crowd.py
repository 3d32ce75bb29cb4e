"""「混んでいますか」 and 「いちばん早い日は？」 in conversation."""

from __future__ import annotations

import pytest

from bot.clock import utc_now
from bot.messages import Card
from bot.models.reservations import Reservation
from bot.services.reservations.taking import hold
from tests.dialogue.conversation import Conversation
from tests.handlers.card_center.places import FIRST, day_of, open_places, say_day

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    "says",
    [
        "マイナンバーカードの窓口は混んでいますか",
        "マイナカードの窓口は今空いていますか",
        "カードの受け取りはいつ空いていますか",
        "マイナンバーカードの予約、いちばん早い日はいつですか",
        "カードの窓口は いま こんで いますか",
        "Is it busy at the My Number card counter right now?",
        "个人编号卡的窗口现在拥挤吗",
        "마이넘버카드 창구 지금 붐비나요?",
        "Bây giờ quầy thẻ My Number có đông không?",
    ],
)
def test_how_full_it_is_and_the_next_time(conversation: Conversation, says: str) -> None:
    open_places(conversation.database)
    with conversation.database.write() as session:
        hold(session, 1, 20, utc_now(), conversation_id=None)
    (card,) = conversation.says(says, expects="card_center.crowd_text")
    assert isinstance(card, Card)
    assert len(card.facts) == 2
    assert "card-center?lang=" in card.buttons[0].url
    assert "10" in card.facts[0][1].splitlines()[-1]  # nine o'clock is taken
    assert conversation.rows(Reservation) == []
    assert conversation.tracker.active is None


def test_the_next_time_is_said_and_led_to(conversation: Conversation) -> None:
    open_places(conversation.database, days=3)
    (card,) = conversation.says("カードの窓口は混んでいますか", expects="card_center.crowd_next")
    assert isinstance(card, Card)
    assert say_day(day_of(FIRST)) in card.facts[0][1]
    conversation.presses("予約する", expects="card_center.ask_purpose")


def test_between_two_questions(conversation: Conversation) -> None:
    open_places(conversation.database)
    conversation.says("カードの受け取りを予約したい", expects="card_center.ask_time")
    conversation.says("窓口は混んでいますか", expects="card_center.crowd_next")
    conversation.presses(next(one for one in conversation.labels if "09:00" in one), expects="card_center.held_for")


def test_nothing_is_free(conversation: Conversation) -> None:
    open_places(conversation.database, days=1, hours=(9,), north=False, capacity=1)
    with conversation.database.write() as session:
        hold(session, 1, 1, utc_now(), conversation_id=None)
    conversation.says("カードの窓口は混んでいますか", expects="card_center.crowd_no_next")


def test_who_names_a_day_reserves(conversation: Conversation) -> None:
    open_places(conversation.database)
    said = f"{say_day(day_of(5))}の午後の混んでいない時間にカードの受け取りを予約したい"
    conversation.says(said, expects="card_center.free_then")
