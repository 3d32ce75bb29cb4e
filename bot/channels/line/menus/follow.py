"""One citizen's menu in the language they speak."""

from __future__ import annotations

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.names import Key
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import read_present

ONCE = Patience(tries=1)  # the row is tried again, not the request
MOST_LOOKS = 3


def show_menu(api: RichMenuApi, address: str, language: str) -> bool:
    """Link the citizen to the menu in use in their language; False when the channel has no menus of ours.

    Where everybody's menu is the right one they get no link, so that they see whatever is everybody's. It is looked
    at again after linking: a sync that ran meanwhile may have replaced the menu. Raises TemporaryFault and
    PermanentFault.
    """
    if not api.find_default():
        return False  # the usual case of a channel without rich menus, in one request
    shown: str | None = None
    for _ in range(MOST_LOOKS):
        present = read_present(api, ONCE)
        everybodys = present.everybodys
        if everybodys is None:
            return False
        own = present.find(Key(everybodys.menu, language))
        target = "" if own == present.default else own
        if target == shown:
            break
        if target:
            api.link(address, target)
        else:
            api.unlink(address)
        shown = target
    return True
