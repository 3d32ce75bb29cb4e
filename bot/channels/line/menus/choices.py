"""A menu's buttons without its picture, for a channel that has no rich menus."""

from __future__ import annotations

from bot.channels.line.menus.readings import strip_readings
from bot.channels.line.menus.wording import Area, LineMenu
from bot.messages import Choice

WITHOUT_SPACES = ("ja", "zh")  # a label breaks there within a sentence that has none
SAYS = {"message": "text", "postback": "data", "uri": "uri"}  # where LINE has it, by the kind of action


def list_choices(menu: LineMenu) -> tuple[Choice, ...]:
    """In their order, without those that only open another menu."""
    joint = "" if menu.language in WITHOUT_SPACES else " "
    return tuple(_make(area, joint) for area in menu.areas if area.action["type"] in SAYS)


def _make(area: Area, joint: str) -> Choice:
    kind, label = area.action["type"], joint.join(map(strip_readings, area.label.splitlines()))
    said = str(area.action[SAYS[kind]])
    match kind:
        case "message":
            return Choice(label, text=said)
        case "postback":
            return Choice(label, postback=said)
    return Choice(label, url=said)
