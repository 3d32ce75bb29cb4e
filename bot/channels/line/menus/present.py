"""What LINE has now, and which of it is ours: menus and aliases made by others are not touched."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.names import Key, read_alias, read_name
from bot.channels.line.menus.patience import Patience


@dataclass(frozen=True)
class Present:
    """`names` and `aliases` are of the whole channel; `default` is the id of everybody's menu, or empty."""

    names: dict[str, str]
    aliases: dict[str, str]
    default: str

    @property
    def ours(self) -> dict[str, Key]:
        """Our menus by id, those of earlier versions among them."""
        return {menu_id: key for menu_id, name in self.names.items() if (key := read_name(name))}

    @property
    def in_use(self) -> dict[Key, str]:
        """The ids our aliases point to, as far as the menus are there."""
        pairs = ((read_alias(alias), menu_id) for alias, menu_id in self.aliases.items())
        return {key: menu_id for key, menu_id in pairs if key and menu_id in self.names}

    @property
    def everybodys(self) -> Key | None:
        """Which of our menus is everybody's."""
        return self.ours.get(self.default)

    def find(self, key: Key) -> str:
        """The id behind our alias, or empty."""
        menu_id = self.aliases.get(key.alias, "")
        return menu_id if menu_id in self.names else ""


def read_present(api: RichMenuApi, patience: Patience) -> Present:
    """Three requests that change nothing."""
    return Present(patience.ask(api.list_names), patience.ask(api.list_aliases), patience.ask(api.find_default))
