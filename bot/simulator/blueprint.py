"""The simulator as Flask blueprints: LINE's API under `/simulator/api`, the chat page under `/simulator`."""

from __future__ import annotations

import json
import socket

from flask import Blueprint, Response, request

from bot.simulator import API_PREFIX
from bot.simulator.api import LineApi
from bot.simulator.calls import Answer, RawCall
from bot.simulator.liff import add_liff_routes, add_login_routes
from bot.simulator.line import SimulatedLine
from bot.simulator.page import create_page_blueprint

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def create_simulator_blueprints(line: SimulatedLine) -> tuple[Blueprint, Blueprint]:
    """(page, API). The API is called by the bot with a bearer token: exempt it from CSRF protection."""
    page = create_page_blueprint(line)
    add_liff_routes(page, line)
    return page, create_api_blueprint(line)


def create_api_blueprint(line: SimulatedLine) -> Blueprint:
    """Every path below `/simulator/api` is one of LINE's, so that `Configuration(host=…/simulator/api)` works."""
    blueprint = Blueprint("line_api", __name__, url_prefix=API_PREFIX)
    api = LineApi(line)
    add_login_routes(blueprint, line)

    @blueprint.route("/<path:path>", methods=_METHODS)
    def call_line(path: str) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = api.handle(RawCall(request.method, f"/{path}", headers, request.get_data(), request.args))
        if answer.cut:
            cut_connection()
        return to_response(answer)

    return blueprint


def to_response(answer: Answer) -> Response:
    body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body, ensure_ascii=False)
    return Response(body, answer.status, dict(answer.headers), content_type=answer.content_type)


def cut_connection() -> None:
    """Close the socket under the server, as a broken line would; both servers we run on lend it to us."""
    connection = request.environ.get("werkzeug.socket") or request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
