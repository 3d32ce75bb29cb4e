"""What can be wrong with a rich menu beside its data: words that can't be drawn, and buttons that nobody answers."""

from __future__ import annotations

from collections.abc import Iterable

from bot.channels.line.menus.picture import set_labels, set_tabs
from bot.channels.line.menus.wording import LineMenu
from bot.dialogue.registry import Registry
from bot.errors import SetupError


def check_menus(menus: Iterable[LineMenu], registry: Registry) -> None:
    """Raises SetupError for the first fault."""
    for menu in menus:
        if menu.picture is None:
            set_labels(menu)
            set_tabs(menu)
        for area in menu.areas:
            if area.action["type"] == "postback" and not _is_answered(area.action["data"], registry):
                raise SetupError(f"rich menu {menu.menu}: no service answers the postback {area.action['data']}")


def _is_answered(postback: str, registry: Registry) -> bool:
    room, _, action = postback.partition("?")[0].partition(".")
    handler = registry.find(room)
    return room == "dialogue" or (handler is not None and (action == "start" or action in handler.actions))
