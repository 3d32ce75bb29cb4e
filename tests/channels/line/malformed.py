"""Malformed webhook bodies, the same ones for the same seed."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from tests.channels.line.events import event, text_event

_ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, -(10**30), 1e308, float("nan"), float("inf"), "", " ", "x" * 5_000, "\x00",
    "\ud800", "\udfff\ud800", "\u200b", "\U000e0041", "👨‍👩‍👧‍👦" * 300, [], [[]], {}, {"": {}}, ["text"],
)  # fmt: skip
_EVENTS = (
    text_event(),
    event("postback", postback={"data": "a.b?c=d", "params": {"date": "2026-01-01"}}),
    event("follow", follow={"isUnblocked": True}),
    event("unsend", unsend={"messageId": "1"}),
    event("accountLink", link={"result": "ok", "nonce": "n"}),
    event("message", message={"id": "2", "type": "location", "latitude": 36.6, "longitude": 138.1, "title": "t"}),
    event("message", message={"id": "3", "type": "sticker", "text": "hi", "keywords": ["a"]}),
    event("videoPlayComplete", videoPlayComplete={"trackingId": "t"}),
)


def make_bad_event(rng: random.Random) -> Any:
    """An event with one to three values, at any depth, replaced, removed or given another name; or no event."""
    if rng.random() < 0.1:
        return rng.choice(_ODD_VALUES)
    bad = copy.deepcopy(rng.choice(_EVENTS))
    for _ in range(rng.randint(1, 3)):
        _spoil(bad, rng)
    return bad


def make_body(rng: random.Random, neighbours: tuple[dict[str, Any], dict[str, Any]]) -> tuple[bytes, bool]:
    """A body with a bad event between two good ones, and whether the good ones can still be read."""
    events = [neighbours[0], make_bad_event(rng), neighbours[1]]
    raw = json.dumps({"destination": rng.choice(_ODD_VALUES), "events": events}).encode()
    if rng.random() < 0.8:
        return raw, True
    return _break_bytes(raw, rng), False


def _spoil(value: Any, rng: random.Random) -> None:
    if not isinstance(value, dict) or not value:
        return
    name = rng.choice(sorted(value))
    if isinstance(value[name], dict) and value[name] and rng.random() < 0.6:
        _spoil(value[name], rng)
        return
    match rng.randrange(3):
        case 0:
            value[name] = rng.choice(_ODD_VALUES)
        case 1:
            del value[name]
        case _:
            value[rng.choice(("type", "odd", "", "\ud800"))] = value.pop(name)


def _break_bytes(raw: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(raw))
    match rng.randrange(4):
        case 0:
            return raw[:place]
        case 1:
            return raw[:place] + rng.randbytes(rng.randint(1, 9)) + raw[place:]
        case 2:
            return raw.decode("utf-8").encode(rng.choice(("utf-16", "utf-32", "utf-8-sig")))
        case _:
            return rng.randbytes(rng.randint(0, 200))
