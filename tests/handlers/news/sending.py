"""Broadcasts that have left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.db import Database
from bot.messages import Card, Choice, Text
from bot.models.broadcasts import Broadcast, BroadcastStatus
from bot.services import broadcasts

MAP = Choice("地図", url="https://map.example/?a=1&b=2")
RAIN = {
    "ja": [Card("大雨警報", "川に\n近づかないで\x0bください。", buttons=(MAP,))],
    "en": [Text("Heavy rain\nStay away from rivers.")],
}


def send(database: Database, key: str, rule: Any, now: datetime, **more: Any) -> int:
    values = {"kind": "message", "content": RAIN, "origin": "tests", "now": now, "is_urgent": False, **more}
    with database.write() as session:
        row = broadcasts.issue(session, key=key, rule=rule, **values)
        row.started_at, row.status = now, BroadcastStatus.SENT
        return row.id or 0


def correct(database: Database, id: int, text: str, now: datetime) -> int:
    with database.write() as session:
        wrong = session.get_one(Broadcast, id)
        row = broadcasts.correct(session, wrong, {"ja": [Text(text)]}, f"c{id}", now + timedelta(minutes=5))
        row.started_at, row.status, wrong.status = now, BroadcastStatus.SENT, BroadcastStatus.SENT
        return row.id or 0
