"""Two different entries never have the same bytes, and what comes back from a database has those it was written in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import Database
from bot.models.audit import AuditEntry
from bot.services.audit.canonical import check_json, write_canonical
from tests.bot.audit.entries import NOON, list_all, write

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
MOMENTS = st.datetimes(timezones=st.just(UTC))


def details(old: Any, new: Any, reason: str) -> dict[str, Any]:
    return {"name": "", "address": "", "reason": reason, "fields": [], "old": old, "new": new}


ENTRIES = st.builds(
    AuditEntry,
    sequence=st.integers(1, 2**62),
    at=MOMENTS,
    action=TEXT,
    actor_kind=TEXT,
    actor_id=TEXT,
    department=TEXT,
    role=TEXT,
    object_kind=TEXT,
    object_id=TEXT,
    conversation_ref=st.none() | st.integers(1, 2**31 - 1),
    purpose=TEXT,
    details=st.builds(details, JSON, JSON, TEXT),
    key_id=TEXT,
    mac=st.just(b""),
)


def identify(entry: AuditEntry) -> str:
    """What makes two entries different, written in another way; 1, 1.0 and True are three things."""
    return repr([(name, _tag(value)) for name, value in sorted(entry.model_dump().items())])


def _tag(value: Any) -> Any:
    if isinstance(value, dict):
        return "object", sorted((key, repr(_tag(item))) for key, item in value.items())
    if isinstance(value, list | tuple):
        return [_tag(item) for item in value]
    return (type(value).__name__, repr(value))


@given(ENTRIES, ENTRIES)
@settings(max_examples=400, deadline=None)
def test_different_entries_have_different_bytes(one: AuditEntry, other: AuditEntry) -> None:
    assert (write_canonical(one) == write_canonical(other)) == (identify(one) == identify(other))


@given(ENTRIES, st.sampled_from(["action", "actor_id", "object_kind", "object_id", "purpose"]), st.data())
@settings(max_examples=300, deadline=None)
def test_text_moved_from_one_field_to_the_next_is_seen(entry: AuditEntry, field: str, data: st.DataObject) -> None:
    moved = AuditEntry(**entry.model_dump())
    moved.role, rest = moved.role + getattr(moved, field), ""
    setattr(moved, field, rest)
    same = identify(moved) == identify(entry)
    assert (write_canonical(moved) == write_canonical(entry)) == same


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_a_json_value_has_the_same_bytes_after_it_was_stored(value: Any) -> None:
    check_json(value)
    entry = AuditEntry(**{**BLANK, "details": details(value, None, "")})
    stored = AuditEntry(**{**BLANK, "details": json.loads(json.dumps(entry.details, ensure_ascii=False))})
    assert write_canonical(stored) == write_canonical(entry)


BLANK: dict[str, Any] = dict.fromkeys(
    ("action", "actor_kind", "actor_id", "department", "role", "object_kind", "object_id", "purpose", "key_id"), ""
) | {"sequence": 1, "at": NOON, "conversation_ref": None, "mac": b""}


@given(st.lists(st.tuples(JSON, JSON, TEXT, MOMENTS), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_entry_has_the_same_bytes_after_either_database(
    database: Database, several: list[tuple[Any, Any, str, datetime]]
) -> None:
    with database.write() as session:
        written = [
            write_canonical(write(session, old=old, new=new, reason=reason, now=now))
            for old, new, reason, now in several
        ]
    assert [write_canonical(entry) for entry in list_all(database)[-len(written) :]] == written


def test_the_same_moment_elsewhere_has_the_same_bytes() -> None:
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    assert write_canonical(AuditEntry(**{**BLANK, "details": {}, "at": tokyo})) == write_canonical(
        AuditEntry(**{**BLANK, "details": {}})
    )


@pytest.mark.parametrize("value", [float("inf"), {"a": float("nan")}, {None: 1}, b"x", {"s": {1, 2}}, "\ud83d\ude00"])
def test_what_json_would_change_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_json(value)
