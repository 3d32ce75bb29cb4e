"""A part of the staff's pages, and who may enter it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from bot.models.staff import Role
from bot.services.staff.principal import SignedIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Blueprint
    from flask.typing import ResponseReturnValue

    from admin.house import AdminHouse


class Door(StrEnum):
    """Whom a section lets in."""

    STRANGERS = "strangers"  # everybody; for signing in alone
    MEMBERS = "members"  # who is signed in, whatever their roles
    ROLES = "roles"  # who has one of the section's roles, in any department
    SERVICE = "service"  # staff of the city service that the section is named after, or of one of its `services`


@dataclass(frozen=True)
class Section:
    """`module` has `create_blueprint(house) -> Blueprint`, named `name` and with its own paths below `/admin/`.

    The text `<name>.title` stands in the navigation, where `is_listed`. A section without roles and without another
    door is refused.
    """

    name: str
    module: str
    roles: tuple[Role, ...] = ()
    door: Door = Door.ROLES
    services: tuple[str, ...] = ()  # of several city services, instead of the one it is named after

    def __post_init__(self) -> None:
        if (self.door == Door.ROLES) != bool(self.roles):
            raise ValueError(f"section {self.name}: say which roles may enter, or another door")

    @property
    def served(self) -> tuple[str, ...]:
        """The city services whose staff may enter by that door."""
        return self.services or (self.name,)

    @property
    def is_listed(self) -> bool:
        return self.door in (Door.ROLES, Door.SERVICE)

    def admits(self, staff: SignedIn | None) -> bool:
        """Whether they may enter now; whoever has yet to do something first may not."""
        if self.door == Door.STRANGERS:
            return True
        if staff is None or staff.awaits is not None:
            return False
        if self.door == Door.SERVICE:
            return any(map(staff.may_serve, self.served))
        return self.door == Door.MEMBERS or any(staff.may(role) for role in self.roles)

    def misses_place(self, staff: SignedIn) -> bool:
        """Whether they have a role for it that can't be used from where they are."""
        wanted = (Role.SERVICE,) if self.door == Door.SERVICE else self.roles
        return bool(set(wanted) & set(staff.elsewhere))

    def list_warnings(self, house: AdminHouse) -> list[str]:
        """What its people have to know wherever they begin, in their language: what the module's `list_warnings` says,
        where it has one."""
        find: Callable[[AdminHouse], list[str]] | None = getattr(import_module(self.module), "list_warnings", None)
        return find(house) if find else []

    def create_blueprint(self, house: AdminHouse) -> Blueprint:
        """Raises ValueError when the blueprint's name isn't the section's, by which the guard knows it."""
        blueprint: Blueprint = import_module(self.module).create_blueprint(house)
        if blueprint.name != self.name:
            raise ValueError(f"section {self.name}: its blueprint is called {blueprint.name}")
        return blueprint


def add_routes(blueprint: Blueprint, routes: Iterable[tuple[str, str, Callable[..., ResponseReturnValue]]]) -> None:
    """Each as (method, path, view); its endpoint is called like the view."""
    for method, path, view in routes:
        blueprint.add_url_rule(path, view.__name__, view, methods=[method])
