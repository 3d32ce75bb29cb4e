"""Who is at a shelter: taken once however often it is sent, found by relatives with a word, forgotten in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete, func, or_, select

from bot.clock import TOKYO
from bot.db import Database, insert_if_new
from bot.models.vault import Vault
from bot.services.relatives import hash_word, write_key
from handlers.shelters.models import Shelter, ShelterParty, ShelterPerson, ShelterState
from handlers.shelters.service.arrivals import NEEDS, Arrival, Leaving, Member, settle_time

AGE_GROUPS = ((0, 2), (3, 14), (15, 64), (65, 74), (75, 200))
_COLUMN = "shelter_person.match_key"


@dataclass(frozen=True)
class Whereabouts:
    """What a relative is told."""

    party_id: int
    shelter: Shelter
    arrived_at: datetime
    left_at: datetime | None


@dataclass(frozen=True)
class Totals:
    """Of those who are there: by age group (first year, last), and by need; a person may have several."""

    families: int
    persons: int
    ages: Sequence[tuple[tuple[int, int], int]]
    unknown_age: int
    needs: Sequence[tuple[str, int]]


def take_arrival(database: Database, shelter_id: int, arrival: Arrival, now: datetime, *, by_tablet: bool) -> bool:
    """False when it was there already. The word is hashed, which is slow on purpose, outside of the transaction."""
    word_hash = hash_word(arrival.word) if arrival.word else ""
    arrived_at = settle_time(arrival.at, now)
    members = [member.model_dump(mode="json") for member in arrival.members]
    values = {
        "client_id": arrival.id,
        "shelter_id": shelter_id,
        "arrived_at": arrived_at,
        "received_at": now,
        "persons": len(arrival.members),
        "by_tablet": by_tablet,
        "details": {"members": members, "phone": arrival.phone, "note": arrival.note},
        "word_hash": word_hash,
    }
    with database.write() as session:
        party_id = insert_if_new(session, ShelterParty, values)
        if party_id is None:
            return False
        for member in arrival.members:
            if member.birth:
                key = write_key(member.name, member.birth)
                index = database.vault.index(_COLUMN, key)
                session.add(ShelterPerson(party_id=party_id, match_key=key, match_key_index=index))
        if arrival.replaces and arrival.replaces != arrival.id:
            _leave(session, arrival.replaces, arrived_at)
    return True


def take_leaving(session: Session, leaving: Leaving, now: datetime) -> bool:
    """False for whom nobody knows; a second time changes nothing."""
    return _leave(session, leaving.id, settle_time(leaving.at, now))


def check_out(session: Session, shelter_id: int, party_id: int, now: datetime) -> bool:
    """By staff. False where they are not there."""
    own = select(ShelterParty).where(ShelterParty.id == party_id, ShelterParty.shelter_id == shelter_id)
    party = session.exec(own.with_for_update()).first()
    if party is None or party.left_at is not None:
        return False
    party.left_at = now
    session.add(party)
    return True


def list_present(session: Session, shelter_id: int) -> list[ShelterParty]:
    """Who is there, the latest first."""
    own = select(ShelterParty).where(ShelterParty.shelter_id == shelter_id, col(ShelterParty.left_at).is_(None))
    return list(session.exec(own.order_by(col(ShelterParty.arrived_at).desc(), col(ShelterParty.id).desc())))


def list_members(party: ShelterParty) -> list[Member]:
    return [Member.model_validate(one) for one in party.details["members"]]


def count_present(parties: Iterable[ShelterParty], today: date) -> Totals:
    present = list(parties)
    members = [member for party in present for member in list_members(party)]
    ages = [age for member in members if (age := find_age(member, today)) is not None]
    needs = Counter(need for member in members for need in member.needs)
    groups = [((first, last), sum(first <= age <= last for age in ages)) for first, last in AGE_GROUPS]
    counted = [(need, needs[need]) for need in NEEDS if needs[need]]
    return Totals(len(present), len(members), groups, len(members) - len(ages), counted)


def find_age(member: Member, today: date) -> int | None:
    born = member.birth
    return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def list_parties(session: Session, vault: Vault, key: str) -> list[tuple[str, Whereabouts]]:
    """A `Find` of relatives: where somebody is or was, the latest first."""
    return [
        (party.word_hash, Whereabouts(party.id or 0, shelter, party.arrived_at, party.left_at))
        for party, shelter in _list_by_key(session, vault, key)
    ]


def choose_latest(found: Sequence[Whereabouts]) -> Whereabouts | None:
    """Where they are, else where they were last."""
    return max(found, key=lambda one: (one.left_at is None, one.arrived_at), default=None)


def purge(session: Session, keep_days: int, now: datetime) -> int:
    """Forget who left, or whose shelter was closed, so many days ago."""
    last = now - timedelta(days=keep_days)
    is_open = select(ShelterState.shelter_id).where(col(ShelterState.is_open))
    closed_since = select(ShelterState.shelter_id).where(col(ShelterState.changed_at) >= last)
    gone = or_(
        col(ShelterParty.left_at) < last,
        col(ShelterParty.left_at).is_(None)
        & (col(ShelterParty.arrived_at) < last)
        & col(ShelterParty.shelter_id).notin_(is_open)
        & col(ShelterParty.shelter_id).notin_(closed_since),
    )
    ids = list(session.exec(select(ShelterParty.id).where(gone).limit(500)))
    session.exec(delete(ShelterPerson).where(col(ShelterPerson.party_id).in_(ids)))
    session.exec(delete(ShelterParty).where(col(ShelterParty.id).in_(ids)))
    return len(ids)


def count_persons(session: Session, shelter_id: int) -> int:
    """Without opening anything that is sealed."""
    own = select(func.coalesce(func.sum(ShelterParty.persons), 0)).where(
        ShelterParty.shelter_id == shelter_id, col(ShelterParty.left_at).is_(None)
    )
    return int(session.exec(own).one())


def tokyo_day(moment: datetime) -> date:
    return moment.astimezone(TOKYO).date()


def _leave(session: Session, client_id: str, at: datetime) -> bool:
    party = session.exec(select(ShelterParty).where(ShelterParty.client_id == client_id).with_for_update()).first()
    if party is None:
        return False
    if party.left_at is None:
        party.left_at = max(at, party.arrived_at)
        session.add(party)
    return True


def _list_by_key(session: Session, vault: Vault, key: str) -> list[tuple[ShelterParty, Shelter]]:
    """Those that have a word, each with its shelter."""
    indexes = vault.list_indexes(_COLUMN, key)
    own = (
        select(ShelterParty, Shelter)
        .join(Shelter, col(Shelter.id) == col(ShelterParty.shelter_id))
        .where(
            col(ShelterParty.id).in_(
                select(ShelterPerson.party_id).where(col(ShelterPerson.match_key_index).in_(indexes))
            ),
            ShelterParty.word_hash != "",
        )
    )
    return list(session.exec(own.order_by(col(ShelterParty.arrived_at).desc()).limit(5)))
