"""A new data key: what former keys sealed is read and written all the while, and sealed anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary, func, select, text, type_coerce
from sqlmodel import Session, col

from bot.db import Database
from bot.models.audit import AuditEntry
from bot.models.conversation import Conversation
from bot.models.vault import Vault
from bot.services.audit.verification import verify
from bot.services.keys import rotate
from bot.services.keys.columns import list_kept
from handlers.family.models import FamilyPerson
from handlers.health_records.models import HealthPerson

SECRET = "a secret key of the tests"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def vault() -> Vault:
    return Vault([OLD], SECRET)


Open = Callable[..., Database]


@pytest.fixture
def open_anew(database: Database) -> Iterator[Open]:
    """Opens the same database with these data keys, or with a vault."""
    opened: list[Database] = []

    def open_it(*data_keys: str, vault: Vault | None = None) -> Database:
        opened.append(Database(database.url, vault or Vault(data_keys, SECRET)))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


def say_nothing(done: int, total: int) -> None:
    assert done <= total


def fill_in(session: Session, count: int) -> list[FamilyPerson]:
    citizen = Conversation(
        channel="line",
        address="U1",
        address_fingerprint=f"f{count}",
        language="ja",
        created_at=NOW,
    )
    session.add(citizen)
    session.flush()
    assert citizen.id is not None
    people = [FamilyPerson(conversation_id=citizen.id, nickname=f"上の子{n}", created_at=NOW) for n in range(count)]
    session.add_all(people)
    session.flush()
    return people


def make_person(vault: Vault, number: str) -> HealthPerson:
    return HealthPerson(
        number=number,
        number_index=vault.index("health_person.number", number),
        name="緑野 花子",
        kana="ミドリノ ハナコ",
        match_key="ミドリノハナコ 2020-01-02",
        match_key_index=vault.index("health_person.match_key", "ミドリノハナコ 2020-01-02"),
        birth_date=date(2020, 1, 2),
        sex="female",
        changed_at=NOW,
    )


def read_names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(col(FamilyPerson.nickname)).order_by(col(FamilyPerson.id))))


def test_after_a_rotation_the_newest_key_alone_opens_everything(database: Database, open_anew: Open) -> None:
    with database.write() as session:
        fill_in(session, 1_203)
    done = rotate(open_anew(NEW, OLD), NOW, say_nothing)
    assert (done.renewed["family_person"], done.renewed["conversation"], done.unreadable.total()) == (1_203, 1, 0)
    alone = open_anew(NEW)
    assert read_names(alone) == [f"上の子{n}" for n in range(1_203)]
    again = rotate(alone, NOW, say_nothing)
    assert (again.renewed.total(), again.newest["family_person"], again.unreadable.total()) == (0, 1_203, 0)


def test_the_audit_log_is_whole_afterwards_and_says_that_keys_were_rotated(database: Database, open_anew: Open) -> None:
    rotate(database, NOW, say_nothing)
    renewed = open_anew(NEW, OLD)
    assert rotate(renewed, NOW, say_nothing).renewed["audit_entry"] == 1
    with open_anew(NEW).read() as session:
        assert verify(session).is_whole
        assert list(session.scalars(select(col(AuditEntry.action)))) == ["keys.rotated", "keys.rotated"]


def test_what_no_key_opens_is_counted_and_left_as_it_is(database: Database, open_anew: Open) -> None:
    with database.write() as session:
        fill_in(session, 2)
        session.execute(text("UPDATE family_person SET nickname = :junk WHERE id = 1"), {"junk": b"junk"})
    done = rotate(open_anew(NEW, OLD), NOW, say_nothing)
    assert (done.unreadable["family_person"], done.renewed["family_person"]) == (1, 1)
    with database.read() as session:
        raw = select(type_coerce(col(FamilyPerson.nickname), LargeBinary)).where(col(FamilyPerson.id) == 1)
        assert bytes(session.execute(raw).scalar_one()) == b"junk"


class Interrupting(Vault):
    """Somebody changes the row between the moment it was read and the moment it is written."""

    def __init__(self, others: Database) -> None:
        super().__init__([NEW, OLD], SECRET)
        self.others, self.met = others, False

    def renew(self, sealed: bytes) -> bytes | None:
        if not self.met and self.open_bytes(sealed) != b"U1":
            self.met = True
            with self.others.write() as session:
                person = session.get_one(FamilyPerson, 1)
                person.nickname = "changed meanwhile"
                session.add(person)
        return super().renew(sealed)


def test_what_somebody_changes_while_it_is_sealed_anew_is_kept(database: Database, open_anew: Open) -> None:
    with database.write() as session:
        fill_in(session, 3)
    done = rotate(open_anew(vault=Interrupting(open_anew(NEW, OLD))), NOW, say_nothing)
    assert read_names(open_anew(NEW)) == ["changed meanwhile", "上の子1", "上の子2"]
    assert (done.renewed["family_person"], done.newest["family_person"]) == (2, 1)


def test_people_read_and_write_all_the_while(database: Database, open_anew: Open) -> None:
    with database.write() as session:
        fill_in(session, 2_000)
    served, over = open_anew(NEW, OLD), threading.Event()

    def use() -> int:
        """How often the seventh was counted up, all being read each time."""
        turns = 0
        while not over.is_set():
            with served.write() as session:
                person = session.get_one(FamilyPerson, 7)
                person.nickname = f"{int(person.nickname.removeprefix('上の子')) + 1}"
                session.add(person)
            turns += 1
            assert len(read_names(served)) == 2_000
        return turns

    with ThreadPoolExecutor(1) as pool:
        turns = pool.submit(use)
        done = rotate(open_anew(NEW, OLD), NOW, say_nothing)
        over.set()
    assert done.unreadable.total() == 0
    assert int(read_names(open_anew(NEW))[6]) == 6 + turns.result() > 6


def test_a_blind_index_is_made_anew_under_the_present_secret_key(database: Database, open_anew: Open) -> None:
    with database.write() as session:
        session.add(make_person(database.vault, "0012345"))
    after = Vault([OLD], "another secret key", [SECRET])
    renewed = open_anew(vault=after)
    assert rotate(renewed, NOW, say_nothing).renewed["health_person"] == 1
    with open_anew(vault=Vault([OLD], "another secret key")).read() as session:
        person = session.scalars(select(HealthPerson)).one()
        assert person.number == "0012345" and person.number_index == after.index("health_person.number", "0012345")


def test_every_table_with_secrets_can_be_walked(database: Database) -> None:
    tables = {one.table.name for one in list_kept()}
    assert {"inbox", "outbox", "conversation", "tracker_event", "form_photo", "audit_entry"} <= tables
    with database.read() as session:
        for one in list_kept():
            assert session.execute(select(func.count()).select_from(one.table)).scalar_one() == 0
    done = rotate(database, NOW, say_nothing)
    assert done.renewed.total() + done.newest.total() + done.unreadable.total() == 0
