"""Which applications a member of staff may see: those whose certificate is their department's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, select

from bot.errors import NotFound
from bot.models.staff import Role
from bot.services.audit import Actor
from bot.services.staff.principal import WHOLE_CITY, SignedIn
from handlers.certificates.models import Application
from handlers.certificates.service.catalogue import Catalogue, Kind

SERVICE = "certificates"


@dataclass(frozen=True)
class Reach:
    """`departments` are those for which the member works on certificates; the empty one is the whole city, which alone
    sees applications for what the catalogue has no more."""

    staff: SignedIn
    catalogue: Catalogue
    departments: frozenset[str]

    @property
    def is_whole(self) -> bool:
        return WHOLE_CITY in self.departments

    @property
    def kinds(self) -> Sequence[Kind]:
        """The certificates they work on, in the catalogue's order."""
        return [kind for kind in self.catalogue.kinds if self.is_whole or kind.department in self.departments]

    def to_condition(self) -> ColumnElement[bool]:
        return true() if self.is_whole else col(Application.kind).in_([kind.id for kind in self.kinds])

    def has(self, application: Application) -> bool:
        return self.is_whole or application.kind in {kind.id for kind in self.kinds}

    def act_on(self, application: Application) -> Actor:
        """The member, for the department whose certificate it is."""
        kind = self.catalogue.find_kind(application.kind)
        return self.staff.act_as(kind.department if kind else WHOLE_CITY, Role.SERVICE)

    def access(self, session: Session, application_id: int) -> Application:
        """One that they may see. Raises NotFound for all others, as if they were not there."""
        own = select(Application).where(col(Application.id) == application_id, self.to_condition())
        found = session.exec(own).first()
        if found is None:
            raise NotFound(f"application {application_id}")
        return found


def find_reach(staff: SignedIn, catalogue: Catalogue) -> Reach:
    own = {grant.department for grant in staff.grants if (grant.role, grant.service) == (Role.SERVICE, SERVICE)}
    return Reach(staff, catalogue, frozenset(own))
