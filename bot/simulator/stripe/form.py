"""Form-encoded parameters as Stripe reads them: `line_items[0][price_data][currency]=jpy`."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from bot.simulator.stripe.refusal import StripeRefusal

_PIECES = re.compile(r"[^\[\]]+|\[\]")
_DEEPEST = 12


def parse_form(raw: str) -> dict[str, Any]:
    """Nested mappings of strings; what is indexed by 0, 1, 2 … or `[]` is a list. Raises StripeRefusal."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True):
        pieces = _PIECES.findall(name)
        if not pieces or len(pieces) > _DEEPEST:
            raise StripeRefusal(400, f"Invalid request: cannot parse parameter {name[:80]}")
        _put(tree, pieces, value, name)
    return {name: _make_lists(value) for name, value in tree.items()}


def _put(tree: dict[str, Any], pieces: list[str], value: str, name: str) -> None:
    for piece in pieces[:-1]:
        tree = tree.setdefault(_index(tree, piece), {})
        if not isinstance(tree, dict):
            raise StripeRefusal(400, f"Invalid request: parameter {name[:80]} is given in two ways")
    last = _index(tree, pieces[-1])
    if last in tree:
        raise StripeRefusal(400, f"Invalid request: parameter {name[:80]} is given twice")
    tree[last] = value


def _index(tree: dict[str, Any], piece: str) -> str:
    return str(len(tree)) if piece == "[]" else piece


def _make_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    made = {name: _make_lists(inner) for name, inner in value.items()}
    if made and list(made) == [str(number) for number in range(len(made))]:
        return list(made.values())
    return made
