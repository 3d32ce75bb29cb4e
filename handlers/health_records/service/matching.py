"""Who an identity provider says somebody is, among those of the health system."""

from __future__ import annotations

import unicodedata

from sqlmodel import Session, col, select

from bot.clients.identity.protocol import VerifiedPerson
from bot.models.vault import Vault
from handlers.health_records.models import HealthPerson
from handlers.health_records.service.importing.rows import make_match_key


def find_match(session: Session, vault: Vault, said: VerifiedPerson) -> HealthPerson | None:
    """By reading and date of birth, and of several by the name as well. None unless it is exactly one: twins may have
    one reading, and whoever is taken for another would see their records."""
    if not said.kana:
        return None
    indexes = vault.list_indexes("health_person.match_key", make_match_key(said.kana, said.birth_date))
    found = session.exec(select(HealthPerson).where(col(HealthPerson.match_key_index).in_(indexes))).all()
    if len(found) > 1:
        found = [one for one in found if _fold(one.name) == _fold(said.name)]
    return found[0] if len(found) == 1 else None


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
