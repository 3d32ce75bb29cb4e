"""The staff's pages over real HTTP, and members' browsers without script."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from argon2 import PasswordHasher
from flask import Flask
from flask_wtf import CSRFProtect
from sqlmodel import SQLModel, col, select
from werkzeug.serving import make_server

from admin.house import AdminHouse
from admin.registration import open_admin
from admin.section import Section
from bot.bell import Bell
from bot.channels.sent import blueprint as sent_blueprint
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.city import City, StaffRules, load_city
from bot.clock import utc_now
from bot.db import Database
from bot.maps import blueprint as maps_blueprint
from bot.models.audit import AuditEntry
from bot.models.staff import Role, Staff
from bot.services.audit import Actor
from bot.services.staff.members import Newcomer, create_member
from bot.services.staff.principal import Grant
from bot.services.staff.recording import Acting
from bot.settings import DEMO_CITY
from bot.texts import Texts
from nlu.interpretation import FALLBACK_INTENT, Interpretation, RankedIntent
from tests.channels.web.conftest import CITY, Answer
from tests.dialogue.counter import make_engine

PASSWORD = "a phrase that nobody guesses 7"
# As the program's own are but for the cost: members of the tests sign in some thousand times.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
COOKIE = "madoguchi_staff"


@dataclass
class Clock:
    """Now, moved by hand."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@dataclass
class StaffHouse:
    """A running server with the staff's pages."""

    port: int
    app: Flask
    house: AdminHouse
    clock: Clock

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database(self) -> Database:
        return self.house.database

    def acting(self) -> Acting:
        return Acting(Actor("system", "tests"), self.clock())

    def add(self, login: str, *grants: Grant | Role, name: str = "", **more: Any) -> int:
        """The id of a new member, who has `PASSWORD`."""
        roles = frozenset(grant if isinstance(grant, Grant) else make_grant(grant) for grant in grants)
        newcomer = Newcomer(login, name or login.title(), roles, PASSWORD_HASH, must_change_password=False)
        with self.database.write() as session:
            staff = create_member(session, newcomer, self.acting())
            for attribute, value in more.items():
                setattr(staff, attribute, value)
            session.add(staff)
            assert staff.id is not None
            return staff.id

    def browser(self) -> StaffBrowser:
        return StaffBrowser(self.port)

    def sign_in(self, login: str, password: str = PASSWORD) -> StaffBrowser:
        """The browser of a member who has just signed in."""
        browser = self.browser()
        browser.signs_in(login, password)
        assert browser.key, browser.page.text
        return browser

    def rows(self, model: type[SQLModel]) -> list[Any]:
        own: Any = model
        with self.database.read() as session:
            rows = list(session.exec(select(own).order_by(own.id)))
            session.expunge_all()
            return rows

    def entries(self) -> list[AuditEntry]:
        """What the audit log has, oldest first."""
        with self.database.read() as session:
            entries = list(session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence))))
            session.expunge_all()
            return entries

    def actions(self) -> list[str]:
        return [entry.action for entry in self.entries()]

    def member(self, login: str) -> Staff:
        return next(row for row in self.rows(Staff) if row.login == login)


class StaffBrowser:
    """A browser without script that keeps every cookie; `page` is what it shows, `path` where it is."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.page = Answer(0, None, "")  # type: ignore[arg-type]
        self.path = ""
        self.cookies: dict[str, str] = {}

    @property
    def key(self) -> str:
        """The id of the session, as the cookie has it."""
        return self.cookies.get(COOKIE, "")

    def asks(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request; nothing is followed, and cookies are kept."""
        body = urlencode(fields or {}).encode() if method == "POST" else None
        with self.open(method, path, body, **headers) as response:
            answer = Answer(response.status, response.headers, response.read().decode())
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if not value or "Max-Age=0" in line:
                self.cookies.pop(name)
        return answer

    def open(self, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        """The answer, not read yet."""
        sent = {"Accept": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        connection.request(method, path, body, sent)
        return connection.getresponse()

    def goes_to(self, path: str) -> Answer:
        """Follows what it is sent on to."""
        answer = self.asks("GET", path)
        while answer.status in (302, 303):
            path = answer.headers["Location"]
            answer = self.asks("GET", path)
        self.page, self.path = answer, path
        return answer

    def sends(self, path: str, **fields: str) -> Answer:
        """Posts to `path` with the token of the page it shows."""
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page.text)
        answer = self.asks("POST", path, {**{name: unescape(value) for name, value in hidden}, **fields})
        if answer.status == 303:
            return self.goes_to(answer.headers["Location"])
        self.page, self.path = answer, path
        return answer

    def signs_in(self, login: str, password: str = PASSWORD, next: str = "") -> Answer:
        self.goes_to(f"/admin/sign-in?{urlencode({'next': next})}" if next else "/admin/sign-in")
        return self.sends("/admin/sign-in", login=login, password=password)

    def errors(self) -> dict[str, str]:
        """What stands beside the fields, by field."""
        found = re.findall(r'id="(\w+)-wrong"><span class="unseen">[^<]*</span>([^<]*)<', self.page.text)
        return {name: unescape(words) for name, words in found}


def make_grant(role: Role) -> Grant:
    """The role for the whole city; service staff are those of the FAQ."""
    return Grant(role, service="faq" if role == Role.SERVICE else "")


def understand_nothing(text: str) -> Interpretation:
    """What an engine says that has not learned anything."""
    fallback = RankedIntent(FALLBACK_INTENT, 1.0)
    return Interpretation(text, fallback, (fallback,))


@contextmanager
def serve_staff_house(
    database: Database,
    texts: Texts,
    rules: StaffRules | None = None,
    sections: Sequence[Section] | None = None,
    public_url: str = "",
    bell: Bell | None = None,
    **parts: Any,
) -> Iterator[StaffHouse]:
    """A server with these sections, else all there are; nobody needs a second factor unless the rules say so."""
    clock, bell = Clock(), bell or Bell()
    city: City = load_city(DEMO_CITY).model_copy(update={"staff": rules or StaffRules(second_factor="none")})
    values: dict[str, Any] = {"services": ("faq", "operator"), **parts}
    values.setdefault("engine", make_engine(database, Path("there is no index"), city, understand_nothing))
    app = Flask("tests")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # type: ignore[attr-defined]  # closing waits for what is being answered
    # Passkeys work at a name, not at an IP address.
    public_url = public_url or f"http://localhost:{server.server_port}"
    cities = values["engine"].house.cities
    house = AdminHouse(database, bell, texts, cities, public_url, clock=clock, **values)
    with ExitStack() as stack:
        stack.callback(server.server_close)
        _fill_app(app, house, sections)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield StaffHouse(server.server_port, app, house, clock)
        finally:
            bell.close()
            server.shutdown()
            thread.join()


def _fill_app(app: Flask, house: AdminHouse, sections: Sequence[Section] | None) -> None:
    app.config.update(SECRET_KEY="a secret key of the tests, long enough", WTF_CSRF_TIME_LIMIT=None)
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_REFRESH_EACH_REQUEST=False, WTF_CSRF_SSL_STRICT=False)
    open_admin(app, house, sections)
    CSRFProtect(app)
    web = WebCounter(
        *(house.database, house.bell, house.texts, lambda inbounds: 0, CITY),
        find_banner=lambda: house.city.find_banner(house.clock()),
    )
    app.register_blueprint(web_blueprint.create_blueprint(web))
    app.register_blueprint(maps_blueprint.create_blueprint())
    app.register_blueprint(sent_blueprint.create_blueprint(house.database, house.texts))
