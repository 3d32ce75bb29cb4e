"""Lists as Stripe pages them: newest first, from a cursor on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from bot.simulator.stripe.records import Object
from bot.simulator.stripe.refusal import invalid_parameter, no_such

_PAGING = {"limit", "starting_after", "created", "expand"}
_COMPARE = {
    "gt": lambda at, bound: at > bound,
    "gte": lambda at, bound: at >= bound,
    "lt": lambda at, bound: at < bound,
    "lte": lambda at, bound: at <= bound,
}


def list_page(found: Iterable[Object], params: Mapping[str, Any], filters: tuple[str, ...], path: str) -> Object:
    """One page of those that fit; `filters` are fields that must be as the parameter of the same name says."""
    if strange := sorted(set(params) - _PAGING - set(filters) - {"type", "types"}):
        raise invalid_parameter(strange[0], f"{strange[0]} is a parameter of Stripe's that is not simulated")
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid_parameter("limit", "Invalid integer: must be between 1 and 100", "parameter_invalid_integer")
    newest = [one for one in reversed(list(found)) if _fits(one, params, filters)]
    start = _find_start(newest, params.get("starting_after"))
    page = newest[start : start + limit]
    return {"object": "list", "data": page, "has_more": len(newest) > start + limit, "url": path}


def _find_start(newest: list[Object], cursor: str | None) -> int:
    if cursor is None:
        return 0
    ids = [one["id"] for one in newest]
    if cursor not in ids:
        raise no_such("object", cursor, "starting_after")
    return ids.index(cursor) + 1


def _fits(one: Object, params: Mapping[str, Any], filters: tuple[str, ...]) -> bool:
    wanted = [params["type"]] if "type" in params else params.get("types")
    if wanted is not None and not any(fnmatchcase(one["type"], kind) for kind in wanted):
        return False
    bounds = params.get("created", {})
    bounds = bounds if isinstance(bounds, dict) else {"gte": bounds, "lte": bounds}
    if not all(_COMPARE[name](one["created"], bound) for name, bound in bounds.items()):
        return False
    return all(one.get(name) == params[name] for name in filters if name in params)
