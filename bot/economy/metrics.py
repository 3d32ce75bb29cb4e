"""Messages and quota for Prometheus, read from the tables when asked; they say nothing about any citizen."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.clock import utc_now
from bot.db import Database
from bot.services.ledger import month_of, sum_by_service
from bot.services.quota import Quota, find_quota


class MessageMetrics(Collector):
    """What was sent since the beginning, and this month's quota where LINE has told it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        with self._database.read() as session:
            counts = sum_by_service(session)
            quota = find_quota(session, month_of(utc_now()))
        sent = CounterMetricFamily(
            "madoguchi_line_messages", "Free replies, and citizens pushed to", labels=("service", "kind")
        )
        for service, kind, count in counts:
            sent.add_metric((service, kind), count)
        yield sent
        if quota is not None:
            yield from _list_gauges(quota)


def _list_gauges(quota: Quota) -> Iterator[GaugeMetricFamily]:
    if quota.limit is not None:
        yield _gauge("limit", "Messages that may be pushed this month", quota.limit)
    yield _gauge("used", "Messages used of it, by LINE's count and what was pushed since", quota.used)
    yield _gauge("asked_timestamp_seconds", "When LINE last told it", quota.asked_at.timestamp())


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"madoguchi_line_quota_{name}", meaning, value)
