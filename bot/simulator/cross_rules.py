"""Rules that look at more than one field: labels by place, sizes of Flex JSON, columns that must agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import regex

Problem = tuple[str, str]
Node = Mapping[str, Any]

_QUICK_ONLY = {"camera", "cameraRoll", "location"}
_KILOBYTE = 1024
_FLEX_BYTES = {"bubble": 30 * _KILOBYTE, "carousel": 50 * _KILOBYTE}
_MOMENT = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"([01]\d|2[0-3]):[0-5]\d",
    "datetime": r"\d{4}-\d\d-\d\d[tT]([01]\d|2[0-3]):[0-5]\d",
}
_LABEL_LIMITS = {"quick": 20, "template": 20, "image_carousel": 12, "richmenu": 20, "flex": 40}
_LABEL_NEEDED = {"quick", "template", "button"}
_BOX_CHILDREN = {"box", "button", "image", "text", "separator", "filler"}
_BASELINE_CHILDREN = {"icon", "text", "filler"}
_TOO_MANY = {"multicast", "narrowcast", "broadcast"}


def cross_problems(operation: str, body: Node) -> Iterator[Problem]:
    """(property, message) pairs; the body has passed the table already."""
    yield from _walk(body, "", "")
    if operation in ("createRichMenu", "validateRichMenuObject"):
        yield from _rich_menu(body)
    limit = body.get("limit") or {}
    if limit.get("forbidPartialDelivery") and not limit.get("upToRemainingQuota"):
        yield "limit.forbidPartialDelivery", "upToRemainingQuota must be true"
    if operation.removeprefix("validate").lower() in _TOO_MANY:
        yield from _no_mentions(body)
    to = body.get("to")
    if isinstance(to, list) and len(set(to)) != len(to):
        yield "to", "must not contain duplicates"


def _walk(node: Any, path: str, place: str) -> Iterator[Problem]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            if not isinstance(item, str):
                yield from _walk(item, f"{path}[{index}]", place)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        inner, where = f"{path}.{key}".lstrip("."), _place(node, key, place)
        if key in ("action", "defaultAction"):
            yield from _action(value, inner, "button" if where == "flex" and node["type"] == "button" else where)
        if key == "actions" and where in ("template", "image_carousel"):
            for index, action in enumerate(value):
                yield from _action(action, f"{inner}[{index}]", where)
        yield from _walk(value, inner, where)
    yield from _special(node, path, place)


def _place(node: Node, key: str, place: str) -> str:
    if key == "quickReply":
        return "quick"
    if key == "template":
        return "image_carousel" if node["template"]["type"] == "image_carousel" else "template"
    if key == "areas":
        return "richmenu"
    return "flex" if key == "contents" and node.get("type") == "flex" else place


def _action(action: Node, path: str, place: str) -> Iterator[Problem]:
    kind, label = action.get("type"), action.get("label")
    if kind in _QUICK_ONLY and place != "quick":
        yield f"{path}.type", f"{kind} action can be used only in quick replies"
    if kind == "richmenuswitch" and place != "richmenu":
        yield f"{path}.type", "richmenuswitch action can be used only in rich menus"
    if kind == "postback" and "displayText" in action and "text" in action:
        yield path, "displayText and text can't both be set"
    highest = _LABEL_LIMITS["flex" if place == "button" else place] if place else 20
    if not label and place in _LABEL_NEEDED and not path.endswith("defaultAction"):
        yield f"{path}.label", "May not be empty"
    elif label is not None and not isinstance(label, str):
        yield f"{path}.label", "must be a string"
    elif label and len(regex.findall(r"\X", label)) > highest:
        yield f"{path}.label", f"Length must be between 0 and {highest}"
    if kind == "datetimepicker":
        yield from _picker(action, path)


def _picker(action: Node, path: str) -> Iterator[Problem]:
    moments = {key: str(action[key]) for key in ("initial", "min", "max") if action.get(key)}
    for key, moment in moments.items():
        if not re.fullmatch(_MOMENT[action["mode"]], moment):
            yield f"{path}.{key}", "invalid date or time format"
    if "min" in moments and "max" in moments and not moments["min"].lower() < moments["max"].lower():
        yield f"{path}.max", "max must be greater than min"


def _special(node: Node, path: str, place: str) -> Iterator[Problem]:
    kind = node.get("type")
    if kind == "flex":
        yield from _flex_size(node["contents"], f"{path}.contents")
    if place in ("template", "flex", "image_carousel"):
        yield from _short_text(node, path)
    if kind == "carousel" and "columns" in node:
        yield from _columns(node, path)
    if place == "flex":
        yield from _flex_node(node, path)
    if kind == "text" and node.get("emojis"):
        yield from _emojis(node, path)
    if kind == "textV2":
        yield from _substitutions(node, path)
    name = str((node.get("sender") or {}).get("name", ""))
    if re.search(r"\bLINE\b", name):
        yield f"{path}.sender.name", "LINE may not be used in the name"


def _short_text(node: Node, path: str) -> Iterator[Problem]:
    has_head = node.get("thumbnailImageUrl") or node.get("title")
    if has_head and "actions" in node and len(regex.findall(r"\X", node.get("text", ""))) > 60:
        yield f"{path}.text", "Length must be between 0 and 60"


def _columns(node: Node, path: str) -> Iterator[Problem]:
    columns = node["columns"]
    if len({len(column["actions"]) for column in columns}) > 1:
        yield f"{path}.columns", "all columns must have the same number of actions"
    if len({(bool(column.get("thumbnailImageUrl")), bool(column.get("title"))) for column in columns}) > 1:
        yield f"{path}.columns", "image and title must be set in all columns or in none"


def _flex_size(contents: Node, path: str) -> Iterator[Problem]:
    if _json_bytes(contents) > _FLEX_BYTES[contents["type"]]:
        yield path, f"JSON must not be larger than {_FLEX_BYTES[contents['type']]} bytes"
    if contents["type"] != "carousel":
        return
    bubbles = contents["contents"]
    if len({bubble.get("size", "mega") for bubble in bubbles}) > 1:
        yield f"{path}.contents", "all bubbles in a carousel must have the same size"
    for index, bubble in enumerate(bubbles):
        place = f"{path}.contents[{index}]"
        if bubble["type"] != "bubble":
            yield f"{place}.type", "must be one of the following values: bubble"
        elif _json_bytes(bubble) > _FLEX_BYTES["bubble"]:
            yield place, f"JSON must not be larger than {_FLEX_BYTES['bubble']} bytes"
        if (bubble.get("hero") or {}).get("type") == "video":
            yield f"{place}.hero", "video can't be used in a carousel"


def _json_bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _flex_node(node: Node, path: str) -> Iterator[Problem]:
    kind = node.get("type")
    if kind == "bubble":
        for block in ("header", "body", "footer"):
            if block in node and node[block]["type"] != "box":
                yield f"{path}.{block}.type", "must be one of the following values: box"
    if kind == "text" and "text" not in node and not node.get("contents"):
        yield path, "text or contents must be set"
    if kind == "box":
        allowed = _BASELINE_CHILDREN if node["layout"] == "baseline" else _BOX_CHILDREN
        for index, child in enumerate(node["contents"]):
            if child["type"] not in allowed:
                yield f"{path}.contents[{index}].type", f"{child['type']} can't be used in a {node['layout']} box"


def _emojis(node: Node, path: str) -> Iterator[Problem]:
    units = node["text"].encode("utf-16-le", "surrogatepass")
    for index, emoji in enumerate(node["emojis"]):
        start = 2 * emoji["index"]
        if units[start : start + 2] != b"$\x00":
            yield f"{path}.emojis[{index}].index", "must point at a $"


def _substitutions(node: Node, path: str) -> Iterator[Problem]:
    text = re.sub(r"\{\{|\}\}", "", node["text"])
    missing = set(re.findall(r"\{([^{}]*)\}", text)) - set(node.get("substitution") or {})
    if missing:
        yield f"{path}.substitution", f"missing substitution: {', '.join(sorted(missing))}"


def _no_mentions(body: Node) -> Iterator[Problem]:
    for index, message in enumerate(body.get("messages") or []):
        values = message.get("substitution", {}).values()
        if any(value["type"] == "mention" for value in values):
            yield f"messages[{index}].substitution", "mention can be used only in reply or push messages"


def _rich_menu(body: Node) -> Iterator[Problem]:
    size = body["size"]
    if size["width"] / size["height"] < 1.45:
        yield "size", "aspect ratio (width / height) must be at least 1.45"
    for index, area in enumerate(body["areas"]):
        bounds = area["bounds"]
        if bounds["x"] + bounds["width"] > size["width"] or bounds["y"] + bounds["height"] > size["height"]:
            yield f"areas[{index}].bounds", "must be inside the rich menu"
