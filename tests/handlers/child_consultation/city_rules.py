"""A rule of a city's own, in a `triage.yml` beside its facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from handlers.child_consultation.triage.city_table import FILE

RULE = {
    "id": "bear_on_the_way_to_school",
    "level": "soon",
    "topics": ["other"],
    "signs": ["bear pupil"],
    "say": "soon",
    "alert": ["center"],
    "within_minutes": 60,
    "source": "welfare_law",
    "reviewer": "みほん市教育委員会 指導主事",
    "reviewed_on": date(2026, 11, 20),
    "must": ["学校の道にくまがいた"],
}


def write_city_table(folder: Path, *rules: dict[str, object], **more: object) -> Path:
    said = {"version": "city-1", "words": {"bear": {"ja": "くま|熊"}}, "rules": list(rules), **more}
    (folder / FILE).write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    return folder
