"""Who is signed in, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models.staff import Role
from bot.services.audit import Actor

WHOLE_CITY = ""


class Awaited(StrEnum):
    """What a member must do before anything else."""

    NEW_PASSWORD = "new_password"  # noqa: S105  # no password
    SECOND_FACTOR = "second_factor"
    SECOND_FACTOR_SETUP = "second_factor_setup"


@dataclass(frozen=True, order=True)
class Grant:
    """A role for one department or, with an empty one, the whole city."""

    role: Role
    department: str = WHOLE_CITY
    service: str = ""


@dataclass(frozen=True)
class SignedIn:
    """A member in one session, as of this request.

    While something is awaited they may do nothing else. `elsewhere` are roles they have and can't use from this
    network. An administrator has no other role by being one.
    """

    staff_id: int
    login: str
    name: str
    language: str
    session_id: int
    key_hash: str
    seen_at: datetime
    proved_at: datetime  # when they last showed a password or a second factor
    address: str = ""
    grants: tuple[Grant, ...] = ()
    elsewhere: tuple[Role, ...] = ()
    has_second_factor: bool = False
    awaits: Awaited | None = None

    def may(self, role: Role, department: str | None = None) -> bool:
        """Whether they have the role for this department; without one, for any."""
        places = self.list_departments(role)
        return bool(places) if department is None else bool(places & {WHOLE_CITY, department})

    def may_serve(self, service: str) -> bool:
        """Whether they work on the pages of this city service."""
        return self.awaits is None and any(
            grant.role == Role.SERVICE and grant.service == service for grant in self.grants
        )

    def act_as(self, department: str = WHOLE_CITY, role: str = "") -> Actor:
        """Who the audit log says it was, for a department and in a role where the act has them."""
        return Actor("staff", str(self.staff_id), self.name, self.address, department, role)

    def list_departments(self, role: Role) -> frozenset[str]:
        """The departments they have the role for; the empty one is the whole city."""
        if self.awaits is not None:
            return frozenset()
        return frozenset(grant.department for grant in self.grants if grant.role == role)
