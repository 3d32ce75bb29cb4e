"""The demo city's citizens: invented people with the areas, languages and wishes of a city, and friends of nobody.

The same ones at every first start, as they are drawn from one seed; in the simulator nobody can play them.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, select

from bot.areas import Areas, load_areas
from bot.db import Database
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.subscriptions import Subscription
from bot.services.segments.choosing import Choices, keep_choices
from bot.settings import DEMO_CITY

COUNT = 240
SEED = 20261130
LANGUAGES = (("ja", 72), ("ja-easy", 6), ("en", 6), ("zh", 6), ("ko", 4), ("vi", 6))  # of a hundred
TOPICS = (("waste", 0.5), ("events", 0.35), ("children", 0.3), ("health", 0.25), ("calls", 0.1))
KNOWN = ("disaster", *(topic for topic, _ in TOPICS))
NEEDS = ("wheelchair", "deaf", "flee")
IN_LINE, WITH_AREA, WITH_CHILD, WITH_NEED, SILENT_AT_NIGHT = 0.85, 0.8, 0.3, 0.05, 0.1


def seed_citizens(database: Database, now: datetime) -> int:
    """How many are new; none where anybody has chosen anything."""
    random, areas = Random(SEED), load_areas(DEMO_CITY)
    with database.write() as session:
        if session.exec(select(Subscription.id).limit(1)).first() is not None:
            return 0
        for number in range(COUNT):
            _add(session, database, areas, random, number, now)
    return COUNT


def _add(session: Session, database: Database, areas: Areas, random: Random, number: int, now: datetime) -> None:
    channel = Channel.LINE if random.random() < IN_LINE else Channel.WEB
    address = f"U{hashlib.sha256(f'demo citizen {number}'.encode()).hexdigest()[:32]}"
    (language,) = random.choices([one for one, _ in LANGUAGES], [share for _, share in LANGUAGES])
    since = now - timedelta(days=random.randrange(1, 300), minutes=random.randrange(1440))
    row = Conversation(
        channel=channel,
        address=address,
        address_fingerprint=database.vault.fingerprint(f"{channel}:{address}"),
        language=language,
        created_at=since,
    )
    session.add(row)
    session.flush()
    keep_choices(session, database.vault, areas, row.id or 0, _choose(random, areas, language, now), KNOWN, since)


def _choose(random: Random, areas: Areas, language: str, now: datetime) -> Choices:
    topics = ("disaster", *(topic for topic, share in TOPICS if random.random() < share))
    towns = random.sample([area.id for area in areas.towns], random.choice((1, 1, 1, 2)))
    months = [now - timedelta(days=random.randrange(60, 5000)) for _ in range(random.choice((1, 1, 2)))]
    return Choices(
        topics,
        tuple(towns) if random.random() < WITH_AREA else (),
        language,
        (21 * 60, 7 * 60) if random.random() < SILENT_AT_NIGHT else None,
        needs=(random.choice(NEEDS),) if random.random() < WITH_NEED else (),
        children=tuple(f"{born:%Y-%m}" for born in months) if random.random() < WITH_CHILD else (),
    )
