"""Every staff page once it has a year's work behind it: how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from typing import Any, cast
from urllib.parse import quote

from flask import Flask
from sqlalchemy import func
from sqlmodel import Session, col, select
from werkzeug.routing import Rule

from admin.house import AdminHouse
from admin.registration import open_admin
from bot.bell import Bell
from bot.bench import desk_alerts, desk_consultations, desk_places
from bot.bench.figures import Figure
from bot.bench.member import Member, time_get
from bot.city import City
from bot.clock import TOKYO
from bot.db import Database
from bot.dialogue.engine import DialogueEngine
from bot.models.audit import AuditEntry
from bot.models.desk import CannedAnswer, OperatorRequest, RequestState
from bot.models.faq import FaqEntry
from bot.models.payments import Payment
from bot.models.reservations import Timeframe
from bot.models.staff import Staff
from bot.services.city_settings.live import LiveCity
from bot.services.city_settings.topics import Topic
from bot.texts import load_texts
from handlers.faq.models import FaqAnswer
from handlers.health_records.models import HealthRule
from handlers.lectures.models import Lecture, LectureHall
from handlers.outreach.models import OutreachRequest
from knowledge.lessons.reading import read_lessons

TIMES = 5
PAGE_MS, SEARCH_MS = 1_000.0, 200.0
# Files and photos, streams that have no end, what only somebody sees who is not signed in yet, and what is there only
# for a message to many that has left, or where somebody has booked a check-up.
APART = (
    "static",
    "queue_events",
    "talk_events",
    "show_check",
    "send_worker",
    "show_photo",
    "show_correction",
    "show_attenders",
)
# What strangers see, and what has a benchmark of its own.
ELSEWHERE = ("admin.sign_in", "admin.certificates", "admin.surveys.show_edit")  # the last is of drafts alone
# What an address may say where it names one of a few.
WORDS = {"kind": ("csv", "xlsx"), "topic": tuple(topic for topic in Topic if topic is not Topic.BANNER)}
FILTERED = (
    "/admin/faq/?page=40",
    "/admin/faq/?state=draft",
    "/admin/desk?view=done",
    "/admin/audit?actor=7",
    "/admin/audit?action=faq.published",
    "/admin/audit?conversation=77",
    "/admin/audit?since=2026-05-01&until=2026-05-08",
    "/admin/unanswered/?days=365",
    "/admin/members?q=operator",
    "/admin/payments?state=partly_refunded",
    "/admin/places?view=week",
)
Advance = Callable[[int], None]


def measure(member: Member, pages: list[str], label: str, advance: Advance, times: int = TIMES) -> list[Figure]:
    """The slowest of each page counts, the first one too: nobody sees a page warm."""
    figures = []
    for path in pages:
        figures.append(_time(member, path, f"{path}, {label}", PAGE_MS, times))
        advance(1)
    for words in _list_searches():
        path = f"/admin/faq/?q={quote(words)}"
        figures.append(_time(member, path, f"FAQ search {words}, {label}", SEARCH_MS, times))
    return figures


def _list_searches() -> Iterator[str]:
    """One word, several, a whole question, and what is nowhere."""
    first, second = read_lessons()[::100][:2]
    one, other = (lesson.topic.rpartition("/")[2] for lesson in (first, second))
    yield from (one, f"{one} {other}", second.question, "zzzz")


def list_pages(database: Database, city: City) -> list[str]:
    """The address of each page that can be read, with ids of what is there, and of some lists with filters."""
    engine = cast(DialogueEngine, None)  # nothing is asked of this house: it has the addresses
    app = Flask("bench")
    open_admin(app, AdminHouse(database, Bell(), load_texts(), LiveCity(city, database), "http://127.0.0.1", engine))
    ids = dict(_find_ids(database))
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            blueprint, _, view = rule.endpoint.rpartition(".")
            is_apart = view in APART or not {blueprint, rule.endpoint}.isdisjoint(ELSEWHERE)
            is_ours = rule.rule.startswith("/admin") and not is_apart
            if is_ours and "GET" in (rule.methods or ()):
                found += [app.url_for(rule.endpoint, **given, **_ask(view, ids)) for given in _fill_in(rule, ids)]
    return [*sorted(found), *FILTERED]


def _fill_in(rule: Rule, ids: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What stands in the address: each word of those that are one of a few, the id of what is there for the others."""
    words = next((name for name in WORDS if name in rule.arguments), None)
    given = {name: ids[name] for name in rule.arguments if name != words}
    yield from ({**given, words: word} for word in WORDS[words]) if words else (given,)


def _ask(view: str, ids: dict[str, Any]) -> dict[str, Any]:
    """What a page wants to be asked, by the name of its view."""
    asked: dict[str, Any] = {}
    if view in ("find", "show_why"):
        asked["q"] = read_lessons()[0].question
    if view == "choose_alias":
        asked["gaps"] = ids["gap_id"]
    return asked


def _time(member: Member, path: str, name: str, bar: float, times: int) -> Figure:
    found = time_get(member, path, times)
    return Figure(name, max(found), "ms", bar, f"median {median(found):.0f} of {times}")


def _find_ids(database: Database) -> Iterator[tuple[str, Any]]:
    """By what addresses call them."""
    last = (
        ("entry_id", FaqEntry.id),
        ("canned_id", CannedAnswer.id),
        ("staff_id", Staff.id),
        ("sequence", AuditEntry.sequence),
        ("payment_id", Payment.id),
        ("lecture_id", Lecture.id),
        ("outreach_id", OutreachRequest.id),
        ("version_id", HealthRule.id),
    )
    with database.read() as session:
        for name, column in last:
            yield name, session.exec(select(func.max(column))).one()
        yield from desk_places.find_ids(session)
        yield from desk_consultations.find_ids(session)
        yield from desk_alerts.find_ids(session)
        yield "request_id", _find_waiting(session)
        yield from _find_entrance(session)
        yield "gap_id", session.exec(select(func.max(FaqAnswer.id)).where(col(FaqAnswer.is_gap))).one()


def _find_entrance(session: Session) -> Iterator[tuple[str, Any]]:
    """The last lecture's place, and the day of its first date."""
    of_hall = col(LectureHall.timeframe_id) == col(Timeframe.id)
    last = select(Timeframe).join(LectureHall, of_hall).order_by(col(LectureHall.id).desc())
    if (timeframe := session.exec(last).first()) is not None:
        yield "resource_id", timeframe.resource_id
        yield "day", timeframe.starts_at.astimezone(TOKYO).date().isoformat()


def _find_waiting(session: Session) -> int | None:
    waiting = select(OperatorRequest.id).where(OperatorRequest.state == RequestState.WAITING)
    return session.exec(waiting.order_by(col(OperatorRequest.id))).first()
