"""`GET /healthz`, `/readyz` and `/metrics`: alive, able to work, how much there is to do, and what was sent."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from bot.counter import Counter
from bot.economy.metrics import MessageMetrics
from bot.errors import MadoguchiError
from bot.migrate import is_current
from bot.models.inbox import InboxRow
from bot.models.outbox import OutboxRow

PROBE = "ready"


def create_blueprint(counter: Counter) -> Blueprint:
    """The three addresses; they say nothing about any citizen."""
    blueprint = Blueprint("health", __name__)
    registry = CollectorRegistry()
    registry.register(_Rows(counter))
    registry.register(MessageMetrics(counter.database))

    @blueprint.after_request
    def tell_to_ask_anew(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return jsonify(alive=True)

    @blueprint.get("/readyz")
    def readyz() -> tuple[Response, int]:
        parts = check_parts(counter)
        return jsonify(parts), 200 if all(parts.values()) else 503

    @blueprint.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def check_parts(counter: Counter) -> dict[str, bool]:
    """Which parts are able to work."""
    try:
        migrated = is_current(counter.database.engine)
    except SQLAlchemyError:
        return {"database": False, "migrations": False, "index": False, "encoder": _can_encode(counter)}
    index = counter.knowledge.is_ready()
    return {"database": True, "migrations": migrated, "index": index, "encoder": _can_encode(counter)}


def _can_encode(counter: Counter) -> bool:
    try:
        return counter.encoder.encode_query([PROBE]).size > 0  # remembered after the first time
    except (MadoguchiError, OSError, RuntimeError):
        return False


class _Rows(Collector):
    """How many rows the inbox and the outbox hold, by channel and status; counted when asked."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def collect(self) -> list[GaugeMetricFamily]:
        families = []
        with self._counter.database.read() as session:
            for name, table in (("inbox", InboxRow), ("outbox", OutboxRow)):
                family = GaugeMetricFamily(
                    f"madoguchi_{name}_rows", f"Rows of the {name}", labels=("channel", "status")
                )
                counted = select(table.channel, table.status, func.count()).group_by(table.channel, table.status)
                for channel, status, count in session.exec(counted):
                    family.add_metric((channel, status), count)
                families.append(family)
        return families
