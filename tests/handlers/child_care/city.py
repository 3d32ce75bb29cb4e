"""A city that has something of each kind, and its pages over HTTP."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from flask import Flask

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.city import FixedCity, load_city
from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.registry import Registry
from bot.dialogue.turn import House
from bot.settings import DEMO_CITY
from bot.texts import Texts, load_texts
from handlers.child_care import opendata, public
from knowledge.encoders.hashing import HashingEncoder
from knowledge.search import Knowledge
from tests.channels.web.conftest import CITY
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.child_care.files import CLINIC, EVENT, HOUR, NURSERY, import_rows

TODAY = utc_now().astimezone(TOKYO).date()


def day(ahead: int) -> str:
    return f"{TODAY + timedelta(days=ahead):%Y-%m-%d}"


def fill(database: Database) -> None:
    """As of yesterday."""
    files = (
        [{**CLINIC, "日付": day(-3), "名称": "きのうの医院"}, {**CLINIC, "日付": day(2)}],
        [NURSERY, {**NURSERY, "名称": "東こども園", "地区": "東", "空き_1歳児": "×", "備考": "=1+1"}],
        [{**HOUR, "開始日": day(3), "終了日": day(10)}],
        [{**EVENT, "開始日": day(5)}],
    )
    for rows in files:
        import_rows(database, *({**row, ("時点" if "時点" in row else "更新日"): day(-1)} for row in rows), today=TODAY)


@cache
def _read_texts() -> Texts:
    return load_texts()


def serve(database: Database) -> Flask:
    texts, city = _read_texts(), FixedCity(load_city(DEMO_CITY))
    knowledge = Knowledge(database, HashingEncoder(), DEMO_CITY, None)  # type: ignore[arg-type]
    house = House(city, texts, Registry([]), knowledge, "http://127.0.0.1:8000", SECRET_KEY)
    app = Flask("tests", static_folder=None)
    app.config.update(SECRET_KEY=SECRET_KEY)
    web = WebCounter(database, Bell(), texts, lambda inbounds: inbox.accept(database, inbounds), CITY)
    app.register_blueprint(web_blueprint.create_blueprint(web))
    app.register_blueprint(public.create_blueprint(database, house))
    app.register_blueprint(opendata.create_blueprint(database, house))
    return app
