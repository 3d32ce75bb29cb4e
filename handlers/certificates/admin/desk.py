"""What every page of certificates begins with: what the city offers, and which of it the member works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import abort
from sqlmodel import Session
from werkzeug.exceptions import NotFound as PageNotFound

from admin.house import AdminHouse
from admin.page import Words
from admin.visit import current_staff
from bot.errors import NotFound
from bot.service_facts import words_in
from handlers.certificates.models import Application
from handlers.certificates.service.catalogue import Catalogue, find_catalogue
from handlers.certificates.service.reach import Reach, find_reach
from handlers.certificates.service.reviewing import Reviewing
from handlers.certificates.telling import tell_change

ROOM = "certificates"


@dataclass(frozen=True)
class Desk:
    """Certificates for staff, in one house."""

    house: AdminHouse

    @property
    def catalogue(self) -> Catalogue:
        """404 where the city offers none."""
        return find_catalogue(self.house.city) or abort(404)

    @property
    def reach(self) -> Reach:
        return find_reach(current_staff(), self.catalogue)

    def access(self, session: Session, application_id: int) -> Application:
        """One that this member may see; a page that is not there for all others."""
        try:
            return self.reach.access(session, application_id)
        except NotFound as error:
            raise PageNotFound from error

    def review(self, session: Session, application: Application, seen: datetime | None = None) -> Reviewing:
        """What this member does in this transaction."""
        now, secret_key = self.house.clock(), self.house.engine.house.secret_key

        def tell(changed: Application) -> None:
            tell_change(session, self.house.texts, self.house.public_url, secret_key, changed, now)

        return Reviewing(session, self.reach.act_on(application), now, tell, seen)

    def ring(self) -> None:
        """What was told is to be sent."""
        self.house.bell.ring("outbox")

    def name_kind(self, kind: str) -> str:
        """As its fee is called; the id of one that the city has no more."""
        fee = self.house.city.find_fee(kind)
        return fee.name_in(Words(self.house).language) if fee else kind

    def name_counter(self, counter: str) -> str:
        found = self.catalogue.find_counter(counter)
        return words_in(found.name, Words(self.house).language) if found else counter
