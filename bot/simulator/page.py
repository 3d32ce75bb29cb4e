"""The chat page and the JSON it talks: what the person at the screen does as a citizen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from bot.simulator.account_link import add_account_link
from bot.simulator.faults import FaultKind
from bot.simulator.line import SimulatedLine
from bot.simulator.records import Delivery
from bot.simulator.refusal import Refusal
from bot.simulator.stage import add_stage
from bot.yaml_files import parse_yaml

_HERE = Path(__file__).parent
_LANGUAGES = ("ja", "ja-easy", "en", "zh", "ko", "vi")
_TEXT_UNITS = 5000
_REQUESTS_SHOWN = 100
_PHOTO_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp"}  # no SVG: it would run as a page of ours
_POLICY = "default-src 'self'; img-src 'self' https: data: blob:; object-src 'none'; base-uri 'none'"

Action = Callable[[SimulatedLine, str, Mapping[str, Any]], Delivery]

_ACTIONS: dict[str, Action] = {
    "text": lambda line, user, data: line.send_text(user, _text(data["text"])),
    "postback": lambda line, user, data: line.send_postback(
        user, data["data"], data.get("params"), data.get("displayText", "")
    ),
    "sticker": lambda line, user, data: line.send_sticker(
        user, data["packageId"], data["stickerId"], data.get("keywords", ())
    ),
    "location": lambda line, user, data: line.send_location(
        user, float(data["latitude"]), float(data["longitude"]), data.get("title", ""), data.get("address", "")
    ),
    "follow": lambda line, user, _: line.follow(user, is_unblocked=bool(line.list_chat(user))),
    "unfollow": lambda line, user, _: line.unfollow(user),
    "unsend": lambda line, user, data: line.unsend(user, data["messageId"]),
    "richmenu": lambda line, user, data: line.switch_rich_menu(user, data["alias"], data.get("data", "")),
    "account-link": lambda line, user, data: line.use_link_token(user, data["linkToken"], data["nonce"]),
}


def add_demo_citizens(line: SimulatedLine) -> None:
    """The people of demo.yml, not yet friends of the bot, with the same ids at every start."""
    for citizen in _load("demo.yml")["citizens"]:
        line.add_stranger(citizen["name"], citizen["language"])


def create_page_blueprint(line: SimulatedLine) -> Blueprint:
    """The page at `/simulator/`, its static files and its JSON."""
    page = Blueprint(
        "line_simulator", __name__, url_prefix="/simulator", template_folder="templates", static_folder="static"
    )
    page.register_error_handler(Refusal, _refuse)
    _add_views(page, line)
    _add_chat_routes(page, line)
    _add_control_routes(page, line)
    add_account_link(page, line, _load("texts.yml"))
    add_stage(page, line)
    return page


def _add_views(page: Blueprint, line: SimulatedLine) -> None:
    @page.get("/")
    def show() -> Response:
        settings = {"texts": _load("texts.yml"), "languages": _LANGUAGES, **_without(_load("demo.yml"), "citizens")}
        html = render_template("simulator/page.html", settings=settings, texts=_load("texts.yml"), bot=line.bot_name)
        return Response(html, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})

    @page.get("/state")
    def get_state() -> Response:
        with line.changed:
            return jsonify(
                citizens=[line.describe_citizen(citizen) for citizen in line.citizens.values()],
                botName=line.bot_name,
                quota=line.quota.to_json(),
                faults=line.faults.list_waiting(),
                settings=_settings(line),
                deliveries=[delivery.to_json() for delivery in list(line.deliveries)[-_REQUESTS_SHOWN:]],
                requests=[call.to_json() for call in list(line.requests)[-_REQUESTS_SHOWN:]],
                night=line.stage.to_json() if line.stage else None,
                position=line.feed.last_number,
            )

    @page.get("/stream")
    def stream() -> Response:
        after = request.headers.get("Last-Event-ID") or request.args.get("after", "0")
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(_event_stream(line, int(after)), mimetype="text/event-stream", headers=headers)

    @page.get("/content/<message_id>")
    def get_content(message_id: str) -> Response:
        content_type, data = line.content.get(message_id) or abort(404)
        return Response(data, content_type=content_type, headers={"X-Content-Type-Options": "nosniff"})

    @page.get("/richmenus/<menu_id>")
    def get_menu(menu_id: str) -> Response:
        return jsonify(line.menus.get(menu_id))

    @page.get("/richmenus/<menu_id>/image")
    def get_menu_image(menu_id: str) -> Response:
        content_type, data = line.menus.get_image(menu_id)
        return Response(data, content_type=content_type)


def _add_chat_routes(page: Blueprint, line: SimulatedLine) -> None:
    @page.get("/chats/<user_id>")
    def get_chat(user_id: str) -> Response:
        _check_citizen(line, user_id)
        return jsonify(entries=[entry.to_json() for entry in line.list_chat(user_id)])

    @page.post("/chats/<user_id>/image")
    def send_image(user_id: str) -> Response:
        _check_citizen(line, user_id)
        if request.mimetype not in _PHOTO_TYPES:
            abort(415)
        return jsonify(line.send_image(user_id, request.get_data(), request.mimetype).to_json())

    @page.post("/chats/<user_id>/<action>")
    def act(user_id: str, action: str) -> Response:
        _check_citizen(line, user_id)
        perform = _ACTIONS.get(action) or abort(404)
        try:
            return jsonify(perform(line, user_id, _read_json()).to_json())
        except (KeyError, TypeError, ValueError):
            abort(400)

    @page.post("/citizens")
    def add_citizen() -> Response:
        data = _read_json()
        name = str(data.get("name", "")).strip() or abort(400)
        citizen = line.add_stranger(name[:20], str(data.get("language", "ja")))
        return jsonify(line.describe_citizen(citizen))


def _add_control_routes(page: Blueprint, line: SimulatedLine) -> None:
    @page.post("/faults")
    def add_fault() -> Response:
        data = _read_json()
        try:
            kind, times, seconds = FaultKind(data["kind"]), int(data.get("times", 1)), float(data.get("seconds", 15))
        except (KeyError, TypeError, ValueError):
            abort(400)
        line.faults.add(str(data.get("operation", "*")), kind, times, seconds)
        return jsonify(faults=line.faults.list_waiting())

    @page.get("/faults")
    def list_faults() -> Response:
        return jsonify(faults=line.faults.list_waiting())

    @page.delete("/faults")
    def clear_faults() -> Response:
        line.faults.clear()
        return jsonify(faults=[])

    @page.post("/settings")
    def change_settings() -> Response:
        data = _read_json()
        line.redelivery = bool(data.get("redelivery", line.redelivery))
        line.mode = "standby" if data.get("standby", line.mode == "standby") else "active"
        if "quotaLimit" in data:
            limit = data["quotaLimit"]
            line.quota.limit = max(0, limit) if isinstance(limit, int) else None
        line.feed.publish("quota", line.quota.to_json())
        return jsonify(_settings(line))


def _event_stream(line: SimulatedLine, after: int) -> Iterator[str]:
    yield "retry: 1000\n\n"
    for item in line.feed.follow(after):
        if item is None:
            yield ": still here\n\n"
        else:
            number, kind, data = item
            yield f"id: {number}\nevent: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _settings(line: SimulatedLine) -> dict[str, Any]:
    return {"redelivery": line.redelivery, "standby": line.mode == "standby"}


def _check_citizen(line: SimulatedLine, user_id: str) -> None:
    if user_id not in line.citizens:
        abort(404)


def _read_json() -> Mapping[str, Any]:
    data = request.get_json(silent=True)
    return data if isinstance(data, dict) else {}


def _text(value: Any) -> str:
    """What LINE's input field lets a citizen send; raises ValueError otherwise."""
    if not isinstance(value, str) or not value.strip() or len(value) > _TEXT_UNITS:
        raise ValueError("text")
    return value


def _refuse(refusal: Refusal) -> ResponseReturnValue:
    return jsonify(refusal.body), refusal.status


def _without(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != key}


@cache
def _load(name: str) -> dict[str, Any]:
    data: dict[str, Any] = parse_yaml((_HERE / name).read_text(encoding="utf-8"))
    return data
