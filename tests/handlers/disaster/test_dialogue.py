"""What is in force, for who asks by the menu."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import utc_now
from bot.messages import Text
from bot.models.hazards import Hazard
from tests.dialogue.conversation import Conversation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def add(citizen: Conversation, kind: str, level: int, district: str = "", *, is_drill: bool = False) -> None:
    since = utc_now() - timedelta(minutes=5)
    with citizen.database.write() as session:
        row = Hazard(source=f"{kind}{district}", kind=kind, area="2099900", level=level, since=since, reported_at=since)
        row.district, row.is_drill = district, is_drill
        session.add(row)


def test_nothing_is_in_force(conversation: Conversation) -> None:
    add(conversation, "heavy_rain", 5, is_drill=True)  # no answer to who asks what there is
    conversation.presses("disaster.start", expects="disaster.none_now")
    assert "避難所をさがす" in conversation.labels


def test_the_worst_comes_first_with_where_it_is(conversation: Conversation) -> None:
    add(conversation, "heavy_rain", 3)
    add(conversation, "evacuation", 4, "south")
    (said,) = conversation.presses("disaster.start", expects="disaster.in_force_now")
    assert isinstance(said, Text)
    lines = said.text.splitlines()
    assert lines[1].startswith("・避難指示（警戒レベル4）：南") and lines[2].startswith("・大雨 レベル3：みどり野市")
    assert conversation.choices[0].url.endswith("/alerts?lang=ja")
