"""LINE brought to agree with the city's menus, in two phases, so that nobody is ever without one.

First everything new is made and gets its picture, which no citizen sees. Then aliases, everybody's menu and the
citizens with a menu of their own move over, and only last are old menus deleted. Wherever this breaks off, the old
menus or the new ones serve, and the next sync goes on: a menu counts as made when its alias points to it, and what is
ours without an alias is a leftover.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.line.menus.api import Picture, RichMenuApi
from bot.channels.line.menus.moving import move_citizens
from bot.channels.line.menus.names import Key, read_alias
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import Present, read_present
from bot.errors import PermanentFault

if TYPE_CHECKING:
    from bot.channels.line.menus.wording import LineMenu


@dataclass(frozen=True)
class Wanted:
    """One menu as it should be in LINE."""

    menu: LineMenu
    picture: Picture
    name: str

    @property
    def key(self) -> Key:
        return self.menu.key


@dataclass(frozen=True)
class Plan:
    """What has to be done; empty when LINE agrees already."""

    make: tuple[Wanted, ...]
    kept: dict[Key, str]
    default: Key
    sets_default: bool
    outdated: dict[str, Key]  # ids of menus of ours that go
    outdated_aliases: tuple[str, ...]
    known_aliases: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not (self.make or self.sets_default or self.outdated or self.outdated_aliases)


def want(menus: Sequence[LineMenu], get_picture: Callable[[LineMenu], Picture]) -> tuple[Wanted, ...]:
    """Each menu with its picture. Raises SetupError for one that can't be drawn."""
    pictures = ((menu, get_picture(menu)) for menu in menus)
    return tuple(Wanted(menu, picture, _name(menu, picture)) for menu, picture in pictures)


def _name(menu: LineMenu, picture: Picture) -> str:
    """The menu's name in LINE, another one as soon as anything about the menu is."""
    digest = hashlib.sha256(json.dumps(menu.request(""), sort_keys=True).encode() + picture.data)
    return menu.key.name(digest.hexdigest()[:16])


def make_plan(wanted: Sequence[Wanted], present: Present) -> Plan:
    """Pure. The menu in use stays in use; the first one is everybody's when none of ours is."""
    kept = {
        one.key: menu_id for one in wanted if (menu_id := present.find(one.key)) and present.names[menu_id] == one.name
    }
    first = wanted[0].key
    shown = present.everybodys
    default = shown if shown in {one.key for one in wanted} and shown is not None else first
    aliases = {one.key.alias for one in wanted}
    return Plan(
        make=tuple(one for one in wanted if one.key not in kept),
        kept=kept,
        default=default,
        sets_default=present.default != kept.get(default),
        outdated={menu_id: key for menu_id, key in present.ours.items() if menu_id not in kept.values()},
        outdated_aliases=tuple(alias for alias in present.aliases if read_alias(alias) and alias not in aliases),
        known_aliases=frozenset(present.aliases),
    )


def carry_out(plan: Plan, api: RichMenuApi, patience: Patience, tell: Callable[[str], None]) -> None:
    """Raises TemporaryFault and PermanentFault; citizens have a working menu all the same."""
    ids = dict(plan.kept)
    for one in plan.make:
        ids[one.key] = _make(one, api, patience)
        tell(f"made {one.key.menu} in {one.key.language}")
    for one in plan.make:
        _point(one.key.alias, ids[one.key], one.key.alias in plan.known_aliases, api, patience)
    if plan.sets_default:
        patience.ask(api.set_default, ids[plan.default])
        tell(f"everybody's menu is {plan.default.menu} in {plan.default.language}")
    moves = {old: ids.get(key) or ids[_nearest(key, plan.default, ids)] for old, key in plan.outdated.items()}
    move_citizens(moves, api, patience, tell)
    _clear_away(plan, ids, api, patience, tell)


def _make(one: Wanted, api: RichMenuApi, patience: Patience) -> str:
    menu_id = patience.ask(api.create, one.menu.request(one.name))
    try:
        patience.ask(api.set_picture, menu_id, one.picture)
    except PermanentFault:
        # LINE takes a picture once: an earlier try that seemed to fail had succeeded.
        if not patience.ask(api.has_picture, menu_id):
            raise
    return menu_id


def _point(alias: str, menu_id: str, is_known: bool, api: RichMenuApi, patience: Patience) -> None:
    if is_known and patience.ask(api.update_alias, alias, menu_id):
        return
    try:
        patience.ask(api.create_alias, alias, menu_id)
    except PermanentFault:
        # It is there now: an earlier try that seemed to fail had succeeded.
        if not patience.ask(api.update_alias, alias, menu_id):
            raise


def _nearest(key: Key, default: Key, ids: dict[Key, str]) -> Key:
    """For those who see a menu that is no longer wanted: the one in use, in their language if it is there."""
    own = Key(default.menu, key.language)
    return own if own in ids else default


def _clear_away(
    plan: Plan, ids: dict[Key, str], api: RichMenuApi, patience: Patience, tell: Callable[[str], None]
) -> None:
    for alias in plan.outdated_aliases:
        patience.ask(api.delete_alias, alias)
    # Looked at again: a try that seemed to fail may have made a menu twice, and nothing that is in use may go.
    present = read_present(api, patience)
    in_use = {*ids.values(), *present.aliases.values(), present.default}
    outdated = [menu_id for menu_id in present.ours if menu_id not in in_use]
    for menu_id in outdated:
        patience.ask(api.delete, menu_id)
    if outdated:
        tell(f"deleted {len(outdated)} old menus")
