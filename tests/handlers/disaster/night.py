"""A city that hears of disasters, its citizens, and telegrams for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.areas import load_areas
from bot.city import City, load_city
from bot.db import Database
from bot.messages import Channel
from bot.models.broadcasts import BatchStatus, Broadcast, BroadcastBatch, BroadcastRecipient, BroadcastStatus
from bot.models.conversation import Conversation
from bot.services.hazards import InForce, in_force
from bot.settings import DEMO_CITY
from bot.simulator.telegrams import (
    Area,
    Place,
    Region,
    Sent,
    load_words,
    name_warning,
    write_earthquake,
    write_warning,
    write_withdrawal,
)
from bot.texts import load_texts
from handlers.disaster.alerts.facts import find_alert_facts
from handlers.disaster.alerts.ingesting import Arrival, Ingested, Intake
from handlers.disaster.alerts.places import OurPlaces
from handlers.disaster.alerts.reaching import Reach
from handlers.disaster.models import AlertNotice
from handlers.disaster.telegrams import parse

NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)  # in Tokyo
NIGHT = NOON + timedelta(hours=12)  # midnight there
PREFECTURE, OURS, NEXT = Place("200000", "長野県"), Place("2099900", "みどり野市"), Place("2020100", "長野市")
REGION = Place("420", "長野県北部")
QUAKE = "20261201120000"


def rain(level: int, at: datetime = NOON, *, subject: str = "heavy_rain", more: str = "", **sent: Any) -> bytes:
    """A five-level warning: our city at `level`, the next one and the prefecture at 5."""
    worst = Area(PREFECTURE, *name_warning(subject, 5))
    parts = [Area(OURS, *name_warning(subject, level)), Area(NEXT, *name_warning(subject, 5))]
    name = load_words()["subjects"][subject]["name"]
    return write_warning(name, worst, parts, Sent(at, headline=more, **sent))


def quake(felt: str, at: datetime = NOON, serial: int = 1, **sent: Any) -> bytes:
    region = Region(REGION, "7", [(OURS, felt), (NEXT, "7")])
    return write_earthquake("長野県北部", "6.1", [region], Sent(at, event_id=QUAKE, serial=serial, **sent))


def withdraw_quake(at: datetime, serial: int) -> bytes:
    return write_withdrawal(load_words()["titles"]["earthquake"], Sent(at, event_id=QUAKE, serial=serial))


def make_city(**alerts: Any) -> City:
    city = load_city(DEMO_CITY)
    return city.model_copy(update={"alerts": alerts})


@dataclass
class House:
    """Takes telegrams in as the counter does."""

    database: Database
    city: City = field(default_factory=make_city)
    now: datetime = NOON

    def __post_init__(self) -> None:
        facts = find_alert_facts(self.city)
        assert facts is not None
        self.facts, self.places = facts, OurPlaces(self.city, facts)
        self.reach = Reach(self.city, load_texts(), load_areas(DEMO_CITY))

    def take(self, *contents: bytes) -> Ingested:
        """What became of the last of them, which come together."""
        return self.take_all(contents)[-1]

    def take_all(self, contents: Iterable[bytes]) -> list[Ingested]:
        arrivals = [Arrival(parse(content), content, "test") for content in contents]
        with self.database.write() as session:
            return Intake(session, self.facts, self.places, self.reach, self.now).take_all(arrivals)

    def pass_time(self, **more: float) -> datetime:
        self.now += timedelta(**more)
        return self.now

    def join(self, *names: str, language: str = "ja") -> None:
        with self.database.write() as session:
            for name in names:
                session.add(
                    Conversation(
                        channel=Channel.LINE, address_fingerprint=name, address=name, language=language,
                        created_at=NOON,
                    )
                )  # fmt: skip

    def in_force(self) -> list[InForce]:
        with self.database.read() as session:
            return in_force(session, self.now)

    def deliver(self) -> None:
        """Every batch that waits arrives."""
        with self.database.write() as session:
            for batch in session.exec(select(BroadcastBatch).where(BroadcastBatch.status == BatchStatus.WAITING)).all():
                batch.status = BatchStatus.SENT
                session.get_one(Broadcast, batch.broadcast_id).status = BroadcastStatus.SENT
                session.add(batch)

    def notices(self) -> list[tuple[str, str, int | None, str]]:
        """(kind, change, level, state), in order."""
        with self.database.read() as session:
            rows = session.exec(select(AlertNotice).order_by(col(AlertNotice.id))).all()
            return [(row.kind, row.change, row.level, row.state) for row in rows]

    def told(self, language: str = "ja") -> list[str]:
        """The first line of every broadcast, in order."""
        with self.database.read() as session:
            rows = session.exec(select(Broadcast).order_by(col(Broadcast.id))).all()
            return [row.content[language][0]["text"].splitlines()[0] for row in rows]

    def recipients(self) -> list[list[str]]:
        """Who got each broadcast."""
        with self.database.read() as session:
            found = []
            for broadcast in session.exec(select(Broadcast).order_by(col(Broadcast.id))).all():
                joined = select(Conversation.address_fingerprint).join(
                    BroadcastRecipient, col(BroadcastRecipient.conversation_id) == col(Conversation.id)
                )
                mine = joined.where(col(BroadcastRecipient.broadcast_id) == broadcast.id)
                found.append(sorted(session.exec(mine)))
            return found
