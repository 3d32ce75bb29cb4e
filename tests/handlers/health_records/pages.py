"""The pages of health records over HTTP, and citizens who come to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from werkzeug.test import TestResponse

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.city import FixedCity, load_city
from bot.clients.accounts import DemoAccount, DemoAccounts, Linking, hash_password
from bot.clients.mail import SimulatedMail
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.services.audit import Actor
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.health_records import public
from handlers.health_records.service.codes import give_code
from handlers.health_records.service.reading import find_person
from tests.channels.web.conftest import CITY
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.health_records.files import HANAKO, MAKOTO, RIKU, SAKURA, bring_in, child_of, shot

PASSWORD = "a phrase of their own"
HASH = hash_password(PASSWORD)
NURSE = Actor("staff", "7", name="保健 師子", department="health", role="service")
BORN = {"1000001": date(1990, 3, 31), "2000001": date(1968, 12, 5)}


@dataclass
class Clock:
    """Now, moved by hand."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@dataclass
class Pages:
    """A city with four persons in its health system, and accounts 1, 2 and 3."""

    database: Database
    folder: Path
    url: str = "http://localhost"
    mail: SimulatedMail = field(default_factory=SimulatedMail)
    clock: Clock = field(default_factory=Clock)
    change_house: Callable[[House], House] = lambda house: house

    def __post_init__(self) -> None:
        rows = [
            shot(HANAKO, ワクチン="インフルエンザ"),
            shot(child_of(HANAKO, SAKURA)),
            shot(MAKOTO, ワクチン="帯状疱疹"),
        ]
        bring_in(self.database, self.folder / "health.csv", [*rows, shot(child_of(MAKOTO, RIKU), ワクチン="水痘")])
        accounts = DemoAccounts([DemoAccount(number=one, password_hash=HASH) for one in ("1", "2", "3")])
        texts, city = load_texts(), FixedCity(load_city(DEMO_CITY))
        unused: Any = None
        linking = Linking(accounts, lambda _: "", "https://line.example")
        house = House(city, texts, unused, unused, self.url, SECRET_KEY, linking=linking, mail=self.mail)
        self.house = self.change_house(house)
        self.app = Flask("tests", static_folder=None)
        self.app.config.update(SECRET_KEY=SECRET_KEY, WTF_CSRF_CHECK_DEFAULT=False)
        CSRFProtect(self.app)
        web = WebCounter(self.database, Bell(), texts, lambda found: inbox.accept(self.database, found), CITY)
        self.app.register_blueprint(web_blueprint.create_blueprint(web))
        self.app.register_blueprint(public.create_blueprint(self.database, self.house, self.clock))

    def come(self) -> Citizen:
        return Citizen(self, self.app.test_client())

    def person(self, row: dict[str, str]) -> int:
        with self.database.read() as session:
            found = find_person(session, self.database.vault, row["宛名番号"])
            assert found is not None
            return found.id or 0

    def give_code(self, row: dict[str, str], days: int = 30) -> str:
        """Staff looked at a document."""
        person_id = self.person(row)
        with self.database.write() as session:
            vault = self.database.vault
            return give_code(session, vault, person_id, days, NURSE, "窓口で本人確認", self.clock())[0]

    def enter(self, account: str, row: dict[str, str]) -> Citizen:
        """Somebody who has done all that is asked of them."""
        citizen = self.come()
        citizen.signs_in(account)
        citizen.proves(self.give_code(row), BORN[row["宛名番号"]])
        citizen.sends_mail_to(f"c{account}@mail.example")
        citizen.enters_mailed()
        return citizen


@dataclass
class Citizen:
    pages: Pages
    client: FlaskClient
    page: TestResponse | None = None

    @property
    def text(self) -> str:
        assert self.page is not None
        return self.page.get_data(as_text=True)

    @property
    def status(self) -> int:
        assert self.page is not None
        return self.page.status_code

    @property
    def heading(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.text)
        assert found is not None, self.text
        return found[1]

    def opens(self, path: str = "/health", **query: str) -> Citizen:
        self.page = self.client.get(path, query_string={"lang": "ja", **query}, follow_redirects=True)
        return self

    def sends(self, path: str, **fields: str) -> Citizen:
        data = {"lang": "ja", **fields}
        self.page = self.client.post(f"/health/{path}", data=data, follow_redirects=True)
        return self

    def signs_in(self, account: str, password: str = PASSWORD) -> Citizen:
        return self.sends("sign-in", number=account, password=password)

    def proves(self, code: str, born: date) -> Citizen:
        parts = {"era": "western", "year": str(born.year), "month": str(born.month), "day": str(born.day)}
        return self.sends("code", code=code, **parts)

    def sends_mail_to(self, mail: str = "") -> Citizen:
        return self.sends("mail/send", **({"mail": mail} if mail else {}))

    def enters_mailed(self, code: str = "") -> Citizen:
        return self.sends("mail/check", code=code or self.mailed)

    @property
    def mailed(self) -> str:
        found = re.search(r"\d{6}", self.pages.mail.shown[0].text)
        assert found is not None
        return found[0]
