"""The tags by which choices are found: plain ones for topics and areas, blind ones for what is personal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from bot.areas import Areas
from bot.models.vault import Vault
from bot.services.segments.rules import is_standing

# So many that a need occurs once or never in each: then how often a tag occurs tells nothing.
NEED_BUCKETS = 4096
# Months of birth are about equally frequent as they are; a rule asks for up to 228 of them, in each bucket.
CHILD_BUCKETS = 64
BLIND_DIGITS = 32
_COLUMN = "subscription_tag.tag"


def need_value(need: str) -> str:
    return f"need:{need}"


def child_value(month: str) -> str:
    return f"child:{month}"


def topic_tag(topic: str) -> str:
    """Of who wants it; of one that everybody hears of, of who doesn't."""
    return f"off:{topic}" if is_standing(topic) else f"topic:{topic}"


def area_tag(area: str) -> str:
    return f"area:{area}"


def spread_areas(chosen: Iterable[str], areas: Areas) -> list[str]:
    """A town with its district, a district with its towns, so that a rule finds who chose either."""
    spread: dict[str, None] = {}
    for id in chosen:
        spread[id] = None
        found = areas.find(id)
        if found is not None:
            others = [found.parent] if found.parent else [town.id for town in areas.towns_of(id)]
            spread.update(dict.fromkeys(others))
    return list(spread)


def is_blind(tag: str) -> bool:
    """Plain ones say what they are about before a colon."""
    return ":" not in tag


def blind_tag(vault: Vault, value: str, subscription_id: int) -> str:
    """The tag of a personal value in this row, under the present key."""
    return _hash(vault, value, subscription_id % _count_buckets(value))[0]


def list_months(youngest: int, oldest: int, today: date) -> list[str]:
    """The months of birth of children of so many full years; who has a birthday this month counts as older already."""
    now = today.year * 12 + today.month - 1
    return [
        f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(now - oldest * 12 - 11, now - youngest * 12 + 1)
    ]


class BlindValues(TypeDecorator[Sequence[str]]):
    """A parameter that names personal values and reaches the database as their tags, of every bucket and key."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Any) -> str:
        tags = [
            tag
            for one in value or ()
            for bucket in range(_count_buckets(one))
            for tag in _hash(dialect.vault, one, bucket)
        ]
        return json.dumps(tags)


class list_json(FunctionElement[str]):  # an SQL function
    """The rows of a JSON list, as `.table_valued("value")`, which may be more than a statement may have parameters."""

    type = Text()
    inherit_cache = True


@compiles(list_json)
def _compile(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(list_json, "postgresql")
def _compile_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS jsonb))"


def _count_buckets(value: str) -> int:
    return NEED_BUCKETS if value.startswith("need:") else CHILD_BUCKETS


def _hash(vault: Vault, value: str, bucket: int) -> list[str]:
    return [index[:BLIND_DIGITS] for index in vault.list_indexes(_COLUMN, f"{value}\0{bucket}")]
