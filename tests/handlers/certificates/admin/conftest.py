"""A staff house whose city offers certificates, and applications in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.bell import Bell
from bot.city import City, StaffRules, load_city
from bot.db import Database
from bot.dialogue.engine import DialogueEngine
from bot.forms.photos import Photo
from bot.models.forms import EntryState, FormEntry
from bot.models.staff import Role
from bot.services.form_entries import put_photo
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.certificates.models import Application, ApplicationState
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.dialogue.counter import make_engine
from tests.handlers.certificates.test_steps import add_application

SERVICES = {
    "certificates": {
        "postage_yen": 140,
        "counters": [{"id": "hall", "name": {"ja": "本庁舎", "en": "City hall"}, "hours": {"ja": "平日"}}],
        "kinds": [
            {"id": "resident_record", "department": "residents", "days": 3},
            {"id": "family_register", "department": "residents"},
            {"id": "income_tax", "department": "tax"},
        ],
    }
}
CONTENT = {
    "name": "髙﨑 花子",
    "kana": "たかさき はなこ",
    "birth_date": "1990-01-02",
    "postcode": "380-0001",
    "address": "みどり野市中央1-2-3",
    "phone": "090-1234-5678",
    "relationship": "self",
    "reason": "車の名義変更",
}
BASE = "/admin/certificates"


@dataclass
class Hall:
    """The staff's pages; members work for the department in their login, `all` for the whole city."""

    house: StaffHouse

    def sign_in(self, login: str, department: str = "residents", language: str = "ja") -> StaffBrowser:
        grant = Grant(Role.SERVICE, "" if department == "all" else department, "certificates")
        self.house.add(login, grant, name=f"{login}さん", language=language)
        return self.house.sign_in(login)

    def add(self, state: ApplicationState = ApplicationState.PAID, days: int = 3, **values: Any) -> int:
        """The id of an application whose form was sent, due in so many days."""
        now = self.house.clock()
        content = {**CONTENT, **values.pop("content", {})}
        with self.house.database.write() as session:
            times = {"made_at": now, "changed_at": now, "received_at": now, "due_at": now + timedelta(days=days)}
            application = add_application(session, state, **{**times, **values})
            entry = FormEntry(
                conversation_id=application.conversation_id,
                form="certificate",
                key=f"key {application.id}",
                state=EntryState.SENT,
                content=content,
                opened_at=now,
                changed_at=now,
                sent_at=now,
            )
            session.add(entry)
            session.flush()
            put_photo(session, entry, "photo", make_photo(), now)
            application.entry_id = entry.id
            application.number = application.number or f"K-{application.id:06d}"
            assert application.id is not None
            return application.id

    def get(self, id: int) -> Application:
        return next(row for row in self.house.rows(Application) if row.id == id)


def make_photo() -> Photo:
    """Of a document: wide, with a mark in one corner."""
    picture, written = Image.new("RGB", (860, 540), "#dde6f5"), BytesIO()
    picture.paste("#1a3c8c", (20, 20, 240, 300))
    picture.save(written, "JPEG")
    return Photo(written.getvalue(), 860, 540)


@pytest.fixture(scope="session")
def certificates_city() -> City:
    rules = StaffRules(second_factor="none")
    return load_city(DEMO_CITY).model_copy(update={"staff": rules, "services": SERVICES})


@contextmanager
def open_hall(database: Database, city: City, bell: Bell | None = None) -> Iterator[Hall]:
    plain = make_engine(database, Path("there is no index"), city, understand_nothing)
    engine = DialogueEngine(replace(plain.house, has_payments=True), understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine, bell=bell) as house:
        yield Hall(house)


@pytest.fixture
def hall(database: Database, certificates_city: City) -> Iterator[Hall]:
    with open_hall(database, certificates_city) as opened:
        yield opened
