"""10,000 posts of other networks: judged, placed, kept and gathered in incidents."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from bot.bench.figures import Figure
from bot.city import load_city
from bot.db import Database
from bot.migrate import upgrade
from bot.models.vault import Vault
from bot.settings import DEMO_CITY
from handlers.reports.commands import LABELLED
from handlers.reports.service.catalogue import find_catalogue
from handlers.reports.service.feeding import FedPost
from handlers.reports.service.places import open_gazetteer
from handlers.reports.service.posts import PostDesk
from knowledge.encoders import create_encoder
from nlu.labelled import create_labeller, read_lines

POSTS = 10_000
MOST_SECONDS = 60.0
PASSED_ON = 0.35  # of all posts: the same words once more
NIGHT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def measure(folder: Path, advance: Callable[[int], None]) -> list[Figure]:
    """With the bundled encoder, after it has learned; SQLite."""
    city = load_city(DEMO_CITY)
    catalogue, gazetteer = find_catalogue(city), open_gazetteer(city)
    assert catalogue is not None
    files = sorted(LABELLED.glob("*.tsv"))
    labeller = create_labeller(files, create_encoder("bundled"), folder / "models")
    labeller("warm")
    url = f"sqlite:///{folder}/posts.db"
    upgrade(url)
    database = Database(url, Vault([Fernet.generate_key().decode()], "a secret key of the benchmark, long enough"))
    posts = make_posts([line.text for line in read_lines(files)], [town.name for town in gazetteer.areas.towns])
    start, worked = time.perf_counter(), time.process_time()
    taken = PostDesk(database, catalogue, gazetteer, labeller).take(posts, advance)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    database.close()
    detail = f"{taken.disasters:,} of a disaster, {taken.incidents:,} incidents; processors worked {worked:.0f} s"
    return [Figure(f"grouping {POSTS:,} posts", seconds, "s", MOST_SECONDS, detail)]


def make_posts(texts: list[str], towns: list[str]) -> list[FedPost]:
    """A night's: labelled ones, each time of another town and with other words after it, and some passed on."""
    chance = random.Random(10)
    made: list[FedPost] = []
    for number in range(POSTS):
        if made and chance.random() < PASSED_ON:
            text = f"RT @someone: {chance.choice(made[-200:]).text}"
        else:
            text = f"{chance.choice(towns)} {chance.choice(texts)} {chance.randrange(1_000_000)}"
        at = NIGHT + timedelta(seconds=number * 3)
        made.append(FedPost(id=str(number), source="bench", text=text, posted_at=at))
    return made
