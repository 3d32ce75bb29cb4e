"""`POST /alerts/webhook`: alerts of other systems, in our own JSON or as L-Alert sends them, signed.

`/alerts` says what is in force."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, jsonify, request

from bot.broadcasting import TOPIC
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.signed_requests import HEADER, is_genuine
from handlers.disaster.alerts.ingesting import Arrival
from handlers.disaster.alerts.office import find_office
from handlers.disaster.public_alerts import AlertsPage
from handlers.disaster.telegrams import MOST_BYTES, UnreadableTelegram, parse

log = logging.getLogger(__name__)

PATH = "/alerts/webhook"
ORIGIN = "webhook"
IS_SIGNED = True  # what is sent here needs no token of a form of ours


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 while no secret is set; 400 for a bad signature, 422 for what is no alert, 200 with what became of it."""
    blueprint = Blueprint(
        "disaster", __name__, template_folder="templates", static_folder="static", static_url_path="/alerts-static"
    )
    blueprint.add_url_rule("/alerts", "show_alerts", AlertsPage(database, house).show)
    blueprint.add_url_rule(PATH, "receive", _Webhook(database, house).receive, methods=["POST"])
    return blueprint


@dataclass(frozen=True)
class _Webhook:
    database: Database
    house: House
    clock: Callable[[], datetime] = utc_now

    def receive(self) -> tuple[Response, int]:
        office = find_office(self.house.city, self.house.texts)
        secret = self.house.alert_webhook_secret
        if office is None or not secret:
            return jsonify(error="alerts are not taken here"), 404
        request.max_content_length = MOST_BYTES
        body, now = request.get_data(cache=False), self.clock()
        if not is_genuine(secret, body, request.headers.get(HEADER, ""), now):
            log.warning("alert webhook refused: bad signature, %d bytes", len(body))
            return jsonify(error="bad signature"), 400
        try:
            arrival = Arrival(parse(body), body, ORIGIN)
        except UnreadableTelegram as error:
            log.warning("alert webhook refused: %s", error)
            return jsonify(error=str(error)), 422
        with self.database.write() as session:
            (done,) = office.take_all(session, [arrival], now)
        if done.decision.sends:
            self.house.bell.ring(TOPIC)
        return jsonify(outcome=done.outcome, sends=done.decision.sends, recipients=done.decision.recipients), 200
