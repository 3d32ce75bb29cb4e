"""One LINE channel for the tests of rich menus: what is in it, and that every citizen sees something that works."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.names import read_name
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import read_present
from bot.channels.line.menus.sync import Plan, Wanted, carry_out, make_plan
from bot.channels.line.menus.use import use_menu
from bot.simulator.rich_menus import RichMenus
from bot.simulator.server import RunningSimulator


class Channel:
    """Begins empty: no menus, aliases, citizens, faults or recorded requests."""

    def __init__(self, server: RunningSimulator, api: RichMenuApi, patience: Patience) -> None:
        self.line = server.line
        self.api = api
        self.patience = patience
        self.told: list[str] = []
        self.empty()

    def empty(self) -> None:
        self.line.menus = RichMenus()
        self.line.rate_limits.by_operation.clear()
        self.line.faults.clear()
        self.line.citizens.clear()
        self.line.requests.clear()

    def plan(self, wanted: Sequence[Wanted]) -> Plan:
        return make_plan(wanted, read_present(self.api, self.patience))

    def sync(self, wanted: Sequence[Wanted], patience: Patience | None = None) -> None:
        chosen = patience or self.patience
        carry_out(make_plan(wanted, read_present(self.api, chosen)), self.api, chosen, self.told.append)

    def use(self, menu: str, patience: Patience | None = None) -> None:
        use_menu(menu, "ja", self.api, patience or self.patience, self.told.append)

    def operations(self) -> list[str]:
        """What was asked of LINE since this was called last."""
        asked = [request.operation for request in self.line.requests]
        self.line.requests.clear()
        return asked

    def add_citizen(self, linked_to: str = "") -> str:
        """A citizen who sees the menu with this alias, or everybody's."""
        user_id = self.line.add_citizen().user_id
        if linked_to:
            self.line.menus.link(user_id, self.line.menus.get_alias(linked_to))
        return str(user_id)

    def seen_by(self, user_id: str) -> str:
        """`menu.language` that the citizen sees; fails when it is none, or one without a picture."""
        menu_id = self.line.menus.find_menu_of(user_id)
        assert menu_id, "no menu"
        self.line.menus.get_image(menu_id)
        key = read_name(self.line.menus.get(menu_id)["name"])
        return ".".join(key) if key else "another's"

    def names(self) -> list[str]:
        return sorted(menu["name"] for menu in self.line.menus.list_all())
