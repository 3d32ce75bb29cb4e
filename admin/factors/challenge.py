"""The challenge a browser's passkey is to sign: kept in its signed cookie until the answer comes."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Response, jsonify, make_response, request, session

from bot.errors import UserError
from bot.services.staff.passkeys import Challenge

_KEPT = "staff_challenge"


def offer(options: str, now: datetime) -> Response:
    """The options, as the browser's script wants them."""
    session[_KEPT] = [json.loads(options)["challenge"], now.isoformat()]
    answer = make_response(options)
    answer.content_type = "application/json"
    return answer


def take() -> Challenge:
    """What this browser was asked to sign, once. Raises UserError when it was asked nothing."""
    kept = session.pop(_KEPT, None)
    if kept is None:
        raise UserError("factors.passkey_late")
    return Challenge(kept[0], datetime.fromisoformat(kept[1]))


def read_answer() -> dict[str, Any]:
    """What the browser's script sent; empty when it is nothing of the kind."""
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


def refuse(words: str) -> Response:
    """The script shows the words."""
    answer = jsonify({"error": words})
    answer.status_code = 422
    return answer
