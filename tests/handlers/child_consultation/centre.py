"""A children's centre over real HTTP: its public page, its staff's pages, and citizens' browsers without script."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import yaml

from bot.city import City, StaffRules, load_city
from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.child_consultation.public import create_blueprint
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.channels.web.conftest import Answer
from tests.dialogue.counter import make_engine

FACTS = yaml.safe_load(Path(__file__).with_name("centre.yml").read_text("utf-8"))
SERVICE = "child_consultation"
BASE = "/admin/child-consultation"
CASE = f"{BASE}/cases/1"
WORDS = "こどもが学校に行きたがりません。"
HOME = "/consultation/"


def load_centre() -> City:
    """The demo city with the centre of the tests, whose staff need no second factor."""
    city = load_city(DEMO_CITY)
    rules = StaffRules(second_factor="none")
    return city.model_copy(update={"staff": rules, "services": {**city.services, SERVICE: FACTS}})


@contextmanager
def serve_centre(database: Database, city: City | None = None) -> Iterator[StaffHouse]:
    engine = make_engine(database, Path("there is no index"), city or load_centre(), understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine, services=(SERVICE, "faq")) as house:
        house.app.register_blueprint(create_blueprint(database, engine.house, house.clock))
        yield house


def add_staff(house: StaffHouse, login: str, department: str = "family-center") -> StaffBrowser:
    house.add(login, Grant(Role.SERVICE, department, SERVICE), language="ja")
    return house.sign_in(login)


class Citizen(StaffBrowser):
    """Somebody at the page."""

    def begins(self, words: str, **fields: str) -> Answer:
        self.goes_to(HOME)
        return self.writes(words, "begin", **fields)

    def writes(self, words: str, to: str = "write", **fields: str) -> Answer:
        return self.sends(f"{HOME}{to}", words=words, **fields)

    def comes_back(self, code: str) -> Answer:
        self.goes_to(HOME)
        return self.sends(f"{HOME}back", code=code)

    def posts_photo(self, name: str, content: bytes, words: str = "", to: str = "begin") -> Answer:
        """A form with a file, as a browser sends it."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page.text))
        line = secrets.token_hex(8)
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{unescape(value)}\r\n'
            for key, value in {**hidden, "words": words}.items()
        ]
        head = f'--{line}\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{line}--\r\n".encode()
        kind = f"multipart/form-data; boundary={line}"
        with self.open("POST", f"{HOME}{to}", body, Content_Type=kind) as response:
            answer = Answer(response.status, response.headers, response.read().decode())
        for given in answer.headers.get_all("Set-Cookie") or []:
            key, _, value = given.partition(";")[0].partition("=")
            self.cookies[key] = value
        if answer.status == 303:
            return self.goes_to(answer.headers["Location"])
        self.page = answer
        return answer

    @property
    def code(self) -> str:
        """The word that the page shows; empty when it shows none."""
        found = re.search(r'id="code-words" lang="ja">([^<]+)<', self.page.text)
        return found[1] if found else ""


def visit(house: StaffHouse) -> Citizen:
    citizen = Citizen(house.port)
    citizen.cookies["page"] = "ja.g"
    return citizen
