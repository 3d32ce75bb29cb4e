"""Another menu for everybody: the one for disasters, and back."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.moving import move_citizens
from bot.channels.line.menus.names import Key
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import Present, read_present
from bot.errors import Refused


def use_menu(menu: str, language: str, api: RichMenuApi, patience: Patience, tell: Callable[[str], None]) -> None:
    """Make `menu` everybody's, in the city's first `language`, and move all who have another one of ours to it, each in
    their own language. Raises Refused when it is not in LINE, TemporaryFault and PermanentFault.
    """
    present = read_present(api, patience)
    everybodys = find_everybodys(present, menu, language)
    if present.default != everybodys:
        patience.ask(api.set_default, everybodys)
    tell(f"everybody's menu is {menu}")
    move_citizens(find_moves(present, menu, everybodys), api, patience, tell)


def find_everybodys(present: Present, menu: str, language: str) -> str:
    """The id of what becomes everybody's. Raises Refused when it is not in LINE."""
    there = present.in_use
    if Key(menu, language) not in there:
        raise Refused(f"there is no menu {menu} in LINE; there are {_list_menus(there)}. Run `richmenu sync` first")
    return there[Key(menu, language)]


def find_moves(present: Present, menu: str, everybodys: str) -> dict[str, str]:
    """From which of our menus to which those go who have one of their own: each to `menu` in their language."""
    there = present.in_use
    targets = {menu_id: there.get(Key(menu, key.language), everybodys) for menu_id, key in present.ours.items()}
    return {old: new for old, new in targets.items() if old != new}


def _list_menus(there: dict[Key, str]) -> str:
    return ", ".join(dict.fromkeys(key.menu for key in there)) or "none"
