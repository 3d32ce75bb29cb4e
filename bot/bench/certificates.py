"""The staff's pages of certificates with many applications behind them: the queue, in each of its views, and one."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from cryptography.fernet import Fernet
from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.serving import WSGIRequestHandler, make_server

from admin.house import AdminHouse
from admin.registration import open_admin
from bot.bell import Bell
from bot.bench.certificate_seed import PASSWORD, fill, offer
from bot.bench.desk_seed import SeedingVault
from bot.bench.figures import Figure
from bot.bench.member import Member, time_get
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.city import City, load_city
from bot.db import Database
from bot.migrate import upgrade
from bot.services.city_settings.live import LiveCity
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.certificates.service.queue import View

SECRET = secrets.token_urlsafe(32)
PAGE_MS = 1_000.0
TIMES = 5
BASE = "/admin/certificates"
DEEP = 40  # pages into the longest view
Advance = Callable[[int], None]


def measure(url: str, label: str, count: int, advance: Advance) -> list[Figure]:
    """On an empty database, over HTTP. The slowest of some looks at each page counts, the first one too."""
    city = offer(load_city(DEMO_CITY))
    database = Database(url, SeedingVault([Fernet.generate_key().decode()], SECRET))
    try:
        upgrade(url)
        fill(database, city, count, advance)
        with _serve(database, city) as port:
            figures = [
                Figure(f"{name}, {label}", max(times), "ms", PAGE_MS, f"median {sorted(times)[len(times) // 2]:.0f} ms")
                for name, times in _time_pages(port)
            ]
    finally:
        database.close()
    return figures


def _time_pages(port: int) -> Iterator[tuple[str, list[float]]]:
    whole, own = Member(port, "clerk-0", PASSWORD), Member(port, "clerk-1", PASSWORD)
    for view in View:
        yield f"queue, {view}", time_get(whole, f"{BASE}?view={view}", TIMES)
    for name, query in (
        ("one certificate", "view=waiting&kind=property_value"),
        ("mine of what waits", "view=waiting&mine=1"),
        ("one department of what is done", "view=done&department=residents"),
        ("by number", "number=K-000077"),
    ):
        yield f"queue, {name}", time_get(whole, f"{BASE}?{query}", TIMES)
    for view in (View.WAITING, View.DONE):
        yield f"queue of one department, {view}", time_get(own, f"{BASE}?view={view}", TIMES)
        yield f"queue, {view}, {DEEP} pages on", time_get(whole, _go_on(whole, f"{BASE}?view={view}"), TIMES)
    yield "figures of certificates", time_get(whole, f"{BASE}/figures", TIMES)
    yield "one application", time_get(whole, f"{BASE}/77", TIMES)


def _go_on(member: Member, path: str) -> str:
    """The address of a page far behind the first, as one comes there."""
    for _ in range(DEEP):
        found = re.search(r'<a rel="next" href="([^"]+)"', member.get(path)[1])
        if found is None:
            return path
        path = quote(unescape(found[1]), safe="/?=&+%:")
    return path


@contextmanager
def _serve(database: Database, city: City) -> Iterator[int]:
    """The staff's pages alone; the port."""
    bell, texts, app = Bell(), load_texts(), Flask("bench")
    engine: Any = SimpleNamespace(house=SimpleNamespace(secret_key=SECRET))  # it takes no turn
    app.config.update(SECRET_KEY=SECRET, SESSION_COOKIE_SAMESITE="Lax")
    open_admin(app, AdminHouse(database, bell, texts, LiveCity(city, database), "http://127.0.0.1", engine))
    CSRFProtect(app)
    app.register_blueprint(web_blueprint.create_blueprint(WebCounter(database, bell, texts, lambda _: 0, city.name)))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port
    finally:
        bell.close()
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing of each request."""
