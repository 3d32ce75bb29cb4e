"""A counter that has been at work for a year: conversations, FAQ with versions, requests, members, an audit log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from random import Random

from sqlalchemy import insert, update
from sqlmodel import Session, SQLModel, col, select

from bot.bench import audit_entries, desk_alerts, desk_consultations, desk_lectures, desk_payments, desk_places
from bot.bench.desk_talk import make_talk
from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.demo_data.health_rules import seed_health_rules
from bot.models.conversation import Conversation
from bot.models.desk import CannedAnswer, OperatorRequest, RequestState
from bot.models.faq import FaqEntry, FaqExpectation, FaqState, FaqStep, FaqVersion, Origin
from bot.models.outbox import OutboxRow
from bot.models.staff import Role
from bot.models.tracker_event import TrackerEventRow
from bot.models.vault import Vault
from bot.services.audit import Actor
from bot.services.faq.adopting import adopt
from bot.services.staff import passwords
from bot.services.staff.members import Newcomer, create_member
from bot.services.staff.principal import Grant
from bot.services.staff.recording import Acting
from handlers.faq.models import FaqAnswer
from knowledge.entries import NewEntry, faq_passages
from knowledge.lessons.reading import Lesson, read_lessons
from knowledge.models import EntryKind
from knowledge.store import store_faq

PASSWORD = "a benchmark signs in 47 times"  # noqa: S105  # of members that a benchmark makes for itself
BOSS = "boss"
SERVICES = (
    *("faq", "card_center", "cashbook", "lectures", "outreach"),
    *("health_records", "child_consultation", "child_care"),
    *("disaster", "reports", "safety", "shelters"),
)
VERSIONS = 3  # of each FAQ
BATCH = 1_000  # conversations in one transaction
Advance = Callable[[int], None]


@dataclass(frozen=True)
class Size:
    """How many of each; a conversation has some ten tracker events."""

    conversations: int = 100_000
    faq: int = 2_000
    requests: int = 4_000
    canned: int = 200
    staff: int = 60
    audit: int = 100_000
    expectations: int = 500
    payments: int = 50_000
    applications: int = 500  # for one lecture
    reservations: int = 5_000
    consultations: int = 2_000


SMALL = Size(
    conversations=200,
    faq=30,
    requests=80,
    canned=10,
    staff=4,
    audit=200,
    expectations=10,
    payments=20,
    applications=5,
    reservations=20,
    consultations=20,
)


class SeedingVault(Vault):
    """Encrypts what it saw before at once: citizens of a benchmark say few different things."""

    def __init__(self, data_keys: Sequence[str], secret_key: str) -> None:
        super().__init__(data_keys, secret_key)
        self.seal = lru_cache(maxsize=20_000)(super().seal)  # type: ignore[method-assign]


def fill(database: Database, city: City, size: Size, advance: Advance) -> None:
    """An empty, migrated database. `advance` is told of conversations."""
    random, offices = Random(20261128), [one.id for one in city.departments]
    audit_entries.fill(database, size.audit)
    _add_staff(database, size.staff, offices)
    lessons = read_lessons()
    _add_faq(database, city, lessons, size, offices)
    for first in range(1, size.conversations + 1, BATCH):
        numbers = range(first, min(first + BATCH, size.conversations + 1))
        _add_talks(database, numbers, lessons, random)
        advance(len(numbers))
    with database.write() as session:
        session.execute(insert(OperatorRequest), _make_requests(size, offices, random))
        session.execute(insert(CannedAnswer), _make_canned(size.canned, offices))
        _go_on_counting(session)
    desk_payments.fill(database, size.payments)
    desk_lectures.fill(database, size.applications)
    desk_places.fill(database, city, size.reservations)
    desk_consultations.fill(database, size.consultations, BOSS)
    desk_alerts.fill(database, size.consultations)
    seed_health_rules(database, utc_now())
    with database.write() as session:
        session.connection().exec_driver_sql("ANALYZE")


def list_operators(count: int) -> list[str]:
    """The first `count` logins of operators."""
    return [f"operator-{number}" for number in range(count)]


def _add_staff(database: Database, count: int, offices: Sequence[str]) -> None:
    """One who may do everything, and operators of the departments in turn."""
    acting, hashed = Acting(Actor("system", "bench"), utc_now()), passwords.hash_password(PASSWORD)
    roles = [Grant(role) for role in Role if role != Role.SERVICE]
    everything = frozenset((*roles, *(Grant(Role.SERVICE, service=service) for service in SERVICES)))
    members = [Newcomer(BOSS, "Boss", everything, hashed, must_change_password=False)]
    for number, login in enumerate(list_operators(count - 1)):
        grants = frozenset([Grant(Role.OPERATOR, offices[number % len(offices)])])
        members.append(Newcomer(login, f"Operator {number}", grants, hashed, must_change_password=False))
    with database.write() as session:
        for member in members:
            create_member(session, member, acting)


def _add_faq(database: Database, city: City, lessons: Sequence[Lesson], size: Size, offices: Sequence[str]) -> None:
    entries = [
        NewEntry(
            f"bench-{number:04}",
            EntryKind.FAQ,
            lesson.question,
            lesson.answer,
            faq_passages(lesson.question, lesson.answer),
            department=offices[number % len(offices)],
            category=lesson.topic,
        )
        for number, lesson in enumerate(lessons[: size.faq])
    ]
    store_faq(database, entries, "bench")
    adopt(database, city, utc_now())
    with database.write() as session:
        _add_versions(session)
        expected = [
            {"question": one.asked[0], "expected_id": f"bench-{number:04}", "language": "ja", "added_at": utc_now()}
            for number, one in enumerate(lessons[: size.expectations])
        ]
        session.execute(insert(FaqExpectation), expected)


def _add_versions(session: Session) -> None:
    """What each says was published several times."""
    versions, steps = [], []
    for first in session.exec(select(FaqVersion).where(FaqVersion.number == 1)):
        for number in range(2, VERSIONS + 1):
            both = {"entry_id": first.entry_id, "number": number, "at": first.at}
            versions.append({**both, "content": first.content, "origin": Origin.EDITED, "note": f"Change {number}"})
            steps += [{**both, "state": state} for state in (FaqState.DRAFT, FaqState.IN_REVIEW, FaqState.PUBLISHED)]
    session.execute(insert(FaqVersion), versions)
    session.execute(insert(FaqStep), steps)
    session.execute(update(FaqEntry).values(version=VERSIONS, live=VERSIONS))


def _add_talks(database: Database, numbers: Sequence[int], lessons: Sequence[Lesson], random: Random) -> None:
    talks = [make_talk(number, lessons, random, utc_now(), database.vault) for number in numbers]
    with database.write() as session:
        session.execute(insert(Conversation), [talk.conversation for talk in talks])
        session.execute(insert(OutboxRow), [row for talk in talks for row in talk.said])
        session.execute(insert(TrackerEventRow), [row for talk in talks for row in talk.events])
        session.execute(insert(FaqAnswer), [row for talk in talks for row in talk.answers])


def _make_requests(size: Size, offices: Sequence[str], random: Random) -> list[dict[str, object]]:
    """The last of them wait; the others are done."""
    now, rows = utc_now(), []
    for number in range(1, size.requests + 1):
        back = size.requests - number
        asked_at = now - timedelta(minutes=back * 90 + 5)
        waits = back < max(10, size.requests // 40)
        done = {"state": RequestState.DONE, "claimed_at": asked_at + timedelta(minutes=random.randrange(1, 60))}
        done |= {"done_at": asked_at + timedelta(hours=2), "operator_id": random.randrange(2, size.staff + 1)}
        open_ = {"state": RequestState.WAITING, "claimed_at": None, "done_at": None, "operator_id": None}
        common = {"conversation_id": size.conversations - back, "reason": random.choice(("asked", "queued", "form"))}
        where = {"department": random.choice(offices), "requested_at": asked_at, "promised_at": asked_at}
        rows.append({**common, **where, **(open_ if waits else done)})
    return rows


def _make_canned(count: int, offices: Sequence[str]) -> list[dict[str, object]]:
    return [
        {"title": f"Answer {number}", "words": {"ja": f"{{city}} {number}", "en": f"{{city}} {number}"}}
        | {"department": offices[number % len(offices)], "changed_at": utc_now()}
        for number in range(count)
    ]


def _go_on_counting(session: Session) -> None:
    """Ids were given by hand; PostgreSQL has to be told."""
    models: tuple[type[SQLModel], ...] = (Conversation, OutboxRow)
    if session.get_bind().dialect.name == "postgresql":
        for model in models:
            name = model.__tablename__
            last = session.exec(select(col(model.id)).order_by(col(model.id).desc())).first()  # type: ignore[attr-defined]
            session.connection().exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})")
