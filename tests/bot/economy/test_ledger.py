"""Free replies and paid pushes, counted by day in Tokyo and by service."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.db import Database
from bot.models.ledger import MessageKind
from bot.services.ledger import Count, count_sent, list_counts, month_of, next_month, sum_by_service, sum_pushes

NOVEMBER = date(2026, 11, 1)
NOON = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


def count(database: Database, service: str, kind: str, moment: datetime = NOON, recipients: int = 1) -> None:
    with database.write() as session:
        count_sent(session, service, kind, moment, recipients)


def read(database: Database, month: date = NOVEMBER) -> list[Count]:
    with database.read() as session:
        return list(list_counts(session, month))


def test_each_service_and_kind_is_counted_for_itself(database: Database) -> None:
    for service, kind in (("faq", "reply"), ("faq", "push"), ("faq", "reply"), ("greeting", "reply")):
        count(database, service, kind)
    day = date(2026, 11, 28)
    assert read(database) == [
        Count(day, "faq", "push", 1),
        Count(day, "faq", "reply", 2),
        Count(day, "greeting", "reply", 1),
    ]


def test_a_day_begins_at_midnight_in_tokyo(database: Database) -> None:
    count(database, "faq", "reply", datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC))
    count(database, "faq", "reply", datetime(2026, 11, 30, 15, 0, tzinfo=UTC))
    assert [one.day for one in read(database)] == [date(2026, 11, 30)]
    assert [one.day for one in read(database, date(2026, 12, 1))] == [date(2026, 12, 1)]


def test_a_push_costs_by_recipients_and_a_reply_nothing(database: Database) -> None:
    count(database, "faq", MessageKind.REPLY)
    count(database, "alerts", MessageKind.PUSH, recipients=499)
    count(database, "faq", MessageKind.PUSH)
    count(database, "faq", MessageKind.PUSH, datetime(2026, 12, 5, tzinfo=UTC))
    with database.read() as session:
        assert sum_pushes(session, NOVEMBER) == 500
        assert sum_pushes(session, date(2026, 10, 1)) == 0
        assert sorted(sum_by_service(session)) == [("alerts", "push", 499), ("faq", "push", 2), ("faq", "reply", 1)]


def test_months_follow_each_other() -> None:
    assert month_of(datetime(2026, 11, 30, 15, tzinfo=UTC)) == date(2026, 12, 1)
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert next_month(date(2027, 1, 1)) == date(2027, 2, 1)
