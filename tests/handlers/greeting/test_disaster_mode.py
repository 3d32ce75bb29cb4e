"""In disaster mode the counter greets with the shelters."""

from __future__ import annotations

import pytest

from tests.dialogue.conversation import Conversation
from tests.disaster_switch import switch_mode

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_in_disaster_mode_who_greets_is_offered_the_shelters_first(conversation: Conversation) -> None:
    conversation.says("こんにちは")
    usual = conversation.labels
    assert "避難所をさがす" not in usual
    switch_mode(conversation.database, is_on=True)
    conversation.says("こんにちは")
    assert conversation.labels == ["避難所をさがす", *usual]
    switch_mode(conversation.database, is_on=False)
    conversation.says("こんにちは")
    assert conversation.labels == usual
