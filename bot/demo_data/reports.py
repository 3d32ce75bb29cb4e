"""What the demo city's citizens have reported, some of it near each other, and what other networks write of a night of
rain, gathered in incidents."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.city import City
from bot.db import Database
from bot.models.conversation import Conversation
from bot.settings import DEMO_CITY
from bot.texts import ROOT
from bot.yaml_files import parse_yaml
from handlers.reports.models import OPEN, DamageIncident, DamagePost, DamageReport, State
from handlers.reports.service.catalogue import Catalogue, find_catalogue
from handlers.reports.service.feeding import FedPost
from handlers.reports.service.places import Gazetteer, open_gazetteer
from handlers.reports.service.posts import PostDesk
from handlers.reports.service.submitting import Told, submit

FILE = DEMO_CITY / "reports.yml"
POSTS = ROOT / "handlers" / "reports" / "labelled" / "posts_apart.tsv"  # of the demo city; which kind is not told
MOST_POSTS = 60
SOURCE = "demo-network"


def seed_reports(database: Database, city: City, now: datetime) -> int:
    """How many reports and posts are new; none where there are any, or the city takes none."""
    catalogue, gazetteer = find_catalogue(city), open_gazetteer(city)
    if catalogue is None:
        return 0
    with database.write() as session:
        if any(session.exec(select(model.id).limit(1)).first() is not None for model in (DamageReport, DamagePost)):
            return 0
        people = list(session.exec(select(Conversation.id).order_by(Conversation.id).limit(30)))  # type: ignore[arg-type]
        written = parse_yaml(FILE.read_text("utf-8")) if people else []
        for number, one in enumerate(written):
            _submit(session, one, catalogue, gazetteer, people[number % len(people)] or 0, now)
    return len(written) + PostDesk(database, catalogue, gazetteer).take(list_posts(now)).new


def _submit(
    session: Session, one: Mapping[str, Any], catalogue: Catalogue, gazetteer: Gazetteer, citizen: int, now: datetime
) -> None:
    place = gazetteer.point(*one["at"]) if "at" in one else gazetteer.locate(one["town"])
    told = Told(one["kind"], one["words"], place, one.get("town", ""), one.get("language", "ja"))
    report = submit(session, catalogue, gazetteer, citizen, told, now - timedelta(hours=one["hours"]))
    incident = session.get(DamageIncident, report.incident_id) if report.incident_id else None
    if state := one.get("state"):
        report.state = State(state)
        if incident is not None:
            incident.state, incident.note = State(state), one.get("note", "")
            assert incident.state in (*OPEN, State.DONE)
            session.add(incident)
    session.add(report)


def list_posts(now: datetime) -> list[FedPost]:
    """As if they had been written one every two minutes until now."""
    with POSTS.open(encoding="utf-8") as file:
        texts = [row[2] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][:MOST_POSTS]
    last = len(texts) - 1
    return [
        FedPost(id=f"demo-{number}", source=SOURCE, text=text, posted_at=now - timedelta(minutes=2 * (last - number)))
        for number, text in enumerate(texts)
    ]
