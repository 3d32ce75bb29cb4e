"""The demo city's consultations: a few that nobody had, so that the centre's pages show how they work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.city import City
from bot.clock import TOKYO
from bot.db import Database
from bot.services.audit import Actor
from bot.settings import DEMO_CITY
from bot.yaml_files import parse_yaml
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import CaseState, ChildAssignment, ChildCase, ChildNote
from handlers.child_consultation.service import writing
from handlers.child_consultation.service.catalogue import Catalogue, find_catalogue
from handlers.child_consultation.service.opening import PAGE, Judged, begin_case
from handlers.child_consultation.service.together import Meeting, plan_meeting
from handlers.child_consultation.service.writing import Draft

FILE = DEMO_CITY / "consultations.yml"
SYSTEM = Actor("system", "demo")


def seed_consultations(database: Database, city: City, now: datetime) -> int:
    """How many are new; none where there are some, or the city has no such centre."""
    catalogue = find_catalogue(city)
    written = parse_yaml(FILE.read_text("utf-8"))
    with database.write() as session:
        if catalogue is None or session.exec(select(ChildCase.id).limit(1)).first() is not None:
            return 0
        for one in written:
            _write_case(session, one, catalogue, city, now)
    return len(written)


def _write_case(session: Session, one: Mapping[str, Any], catalogue: Catalogue, city: City, now: datetime) -> None:
    at, hours = now - timedelta(days=one["days"], minutes=30), city.opening_hours
    judged = Judged(Level(one["level"]), tuple(one["topics"]), tuple(one["rules"]), one["is_child"])
    case = begin_case(session, catalogue, hours, judged, PAGE, "ja", at)
    case.handle, case.watch = one["handle"], one.get("watch", "")
    for discipline in one.get("disciplines", ()):
        session.add(ChildAssignment(case_id=case.id or 0, discipline=discipline, at=at))
    for number, said in enumerate(one["thread"]):
        draft, moment = Draft(said["words"], f"demo {case.number} {number}"), at + timedelta(minutes=10 * number)
        if said["who"] == "citizen":
            writing.write_as_citizen(session, case, draft, catalogue, hours, moment)
        else:
            writing.write_as_staff(session, case, draft, None, said["discipline"], moment)
    for note in one.get("notes", ()):
        session.add(ChildNote(case_id=case.id or 0, readers=note["readers"], words=note["words"], at=at))
    case.notice_at = None
    if reason := one.get("closed"):
        case.state, case.closed_at, case.closing_reason = CaseState.CLOSED, at + timedelta(days=10), reason
    session.add(case)
    if planned := one.get("meeting"):
        plan_meeting(session, case, _plan(planned, now), SYSTEM, at)


def _plan(planned: Mapping[str, Any], now: datetime) -> Meeting:
    day = now.astimezone(TOKYO).date() + timedelta(days=planned["days"])
    starts_at = datetime.combine(day, time.fromisoformat(planned["clock"]), TOKYO)
    return Meeting(starts_at, 60, planned["place"], planned["members"])
