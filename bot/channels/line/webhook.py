"""`POST /line/webhook`: verify, read, store, answer. Nothing here waits for the dialogue."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from bot.channels.line.reader import UnreadableBody, read_webhook
from bot.channels.line.signature import SignatureCheck
from bot.errors import TemporaryFault
from bot.messages import Inbound

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 4 * 1024 * 1024  # LINE names no limit; a text of 5,000 characters makes some 20 KB an event


def create_blueprint(secret: str, accept: Callable[[list[Inbound]], object]) -> Blueprint:
    """The LINE webhook; `accept` stores the events of one request before it returns, or none of them.

    Answers 200 when stored, 400 for a bad signature or an unreadable body, 413 for a body over 4 MB, and 503 when
    `accept` raises TemporaryFault, so that LINE delivers again. Raises SetupError for an empty secret.
    """
    check = SignatureCheck(secret)
    blueprint = Blueprint("line_webhook", __name__)

    @blueprint.post("/line/webhook")
    def receive() -> tuple[Response, int]:
        request.max_content_length = MAX_BODY_BYTES
        body = request.get_data(cache=False)
        if not check.is_genuine(body, request.headers.get("X-Line-Signature")):
            logger.warning("LINE webhook refused: bad signature, %d bytes", len(body))
            return jsonify(error="bad signature"), 400
        try:
            inbounds = read_webhook(body)
        except UnreadableBody as error:
            logger.warning("LINE webhook refused: %s", error)
            return jsonify(error="unreadable body"), 400
        return _store(inbounds, accept)

    return blueprint


def _store(inbounds: list[Inbound], accept: Callable[[list[Inbound]], object]) -> tuple[Response, int]:
    if inbounds:
        try:
            accept(inbounds)
        except TemporaryFault as error:
            logger.error("LINE webhook not stored, asking for redelivery: %s", type(error).__name__)
            return jsonify(error="not stored, deliver again"), 503
    return jsonify(accepted=len(inbounds)), 200
