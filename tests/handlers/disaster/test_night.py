"""The demo's night, step by step, and what three citizens hear of it."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import col, select

from bot.areas import load_areas
from bot.clock import utc_now
from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastRecipient
from bot.models.conversation import Conversation
from bot.services.segments.choosing import Choices, keep_choices
from bot.settings import DEMO_CITY
from bot.simulator.night import Night, NightPlayer
from handlers.disaster.alerts.ingesting import Arrival
from handlers.disaster.telegrams import parse
from tests.handlers.disaster.night import NIGHT, House

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def choose(house: House, night: Night) -> None:
    """The three live where the script says."""
    for one in night.citizens:
        house.join(one.name, language=one.language)
    with house.database.write() as session:
        for one in night.citizens:
            row = session.exec(select(Conversation).where(Conversation.address_fingerprint == one.name)).one()
            choices = Choices(("disaster",), one.areas, one.language)
            vault, areas = house.database.vault, load_areas(DEMO_CITY)
            keep_choices(session, vault, areas, row.id or 0, choices, ("disaster",), utc_now())


def play(house: House, night: Night) -> None:
    waiting: list[bytes] = []

    def take_in() -> None:
        arrivals = [Arrival(parse(content), content, "feed") for content in waiting]
        house.take_all([arrival.content for arrival in arrivals])
        house.deliver()
        waiting.clear()

    def clock() -> datetime:
        return house.pass_time(seconds=1)

    def publish(_code: str, content: bytes, _at: datetime) -> None:
        waiting.append(content)

    NightPlayer(night, publish, waiting.append, take_in, clock, lambda *_: None).play(0.0)


def heard(house: House, name: str) -> list[str]:
    """The first lines of what one of them got, in their language."""
    with house.database.read() as session:
        rows = session.exec(
            select(Broadcast, BroadcastRecipient.language)
            .join(BroadcastRecipient, col(BroadcastRecipient.broadcast_id) == col(Broadcast.id))
            .join(Conversation, col(Conversation.id) == col(BroadcastRecipient.conversation_id))
            .where(Conversation.address_fingerprint == name)
            .order_by(col(Broadcast.id))
        ).all()
        return [broadcast.content[language][0]["text"].splitlines()[0] for broadcast, language in rows]


def test_each_hears_in_their_language_what_is_theirs_and_the_night_ends_clear(database: Database) -> None:
    house = House(database, now=NIGHT)
    night = Night(house.city)
    choose(house, night)
    play(house, night)
    south, central, north = (heard(house, one.name) for one in night.citizens)
    assert [line[: line.index("】") + 1] for line in south if line.startswith("【")] == [
        "【警戒レベル3】",
        "【警戒レベル3】",
        "【警戒レベル3】",
        "【警戒レベル4】",
        "【警戒レベル4】",
        "【警戒レベル5】",
        "【地震】",
    ]
    assert "南部地区" in south[2]
    assert "【Động đất】Thành phố Midorino: cường độ 5 mạnh (thang Nhật Bản, cao nhất 7)." in central
    assert not any("sơ tán." in line for line in central), "no order for their district"
    assert [line for line in north if "ほくぶ" in line] == north[3:4] + north[-2:-1]
    assert len(central) < len(north) < len(south)
    assert south[-1].startswith("みどり野市の大雨の情報は、解除されました。")
    assert {one.kind for one in house.in_force() if not one.is_drill} == {"earthquake"}
    waiting = [notice for notice in house.notices() if notice[3] == "delayed"]
    assert waiting == [("landslide", "ended", None, "delayed")], "it was never at level 4, and can wait for the morning"
