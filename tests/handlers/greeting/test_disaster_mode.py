"""In disaster mode the counter greets with the shelters."""

from __future__ import annotations

import pytest

from bot.clock import utc_now
from bot.models.disaster_mode import DisasterModeSwitch
from bot.models.staff import Staff
from tests.dialogue.conversation import Conversation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_in_disaster_mode_who_greets_is_offered_the_shelters_first(conversation: Conversation) -> None:
    conversation.says("こんにちは")
    assert "避難所をさがす" not in conversation.labels
    with conversation.database.write() as session:
        session.add(Staff(login="a", name="A", created_at=utc_now()))
        session.flush()
        now = utc_now()
        switch = DisasterModeSwitch(is_on=True, asked_by=1, asked_at=now, confirmed_by=1, confirmed_at=now)
        session.add(switch)
    conversation.says("こんにちは")
    assert conversation.labels[0] == "避難所をさがす"
