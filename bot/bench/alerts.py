"""From a telegram in the weather agency's feed to the first multicast, and how long its samples take to read."""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet
from flask import Flask
from sqlmodel import col, select
from werkzeug.serving import make_server

from bot.bench.broadcast_stage import distant_line, fill
from bot.bench.broadcasts import Advance, Progress, sending
from bot.bench.figures import Figure
from bot.broadcasting import TOPIC
from bot.city import load_city
from bot.clock import utc_now
from bot.db import Database
from bot.migrate import upgrade
from bot.models.broadcasts import ENDED, Broadcast
from bot.models.vault import Vault
from bot.settings import DEMO_CITY
from bot.simulator import AGENCY_PREFIX
from bot.simulator.agency import SimulatedAgency, create_agency_blueprint
from bot.simulator.night import Night
from bot.simulator.server import QuietHandler
from bot.texts import load_texts
from handlers.disaster.alerts.office import find_office
from handlers.disaster.sources.polling import FeedReader
from handlers.disaster.telegrams import UnreadableTelegram, parse

CITIZENS, FEW_CITIZENS = 380_000, 20_000
FIRST_SECONDS, SAMPLE_SECONDS = 3.0, 20.0
STEPS = (1, 4, 6)  # of the night: level 3, 4 and 5
PATIENCE_SECONDS = 120.0
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "jma" / "sample_xmls"


def measure(citizens: int, progress: Progress) -> list[Figure]:
    """Three warnings, each higher than the one before, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/alerts.db"
        upgrade(url)
        database = Database(url, Vault([Fernet.generate_key().decode()], secrets.token_urlsafe(32)))
        try:
            with progress("citizens", citizens) as advance:
                fill(database, citizens, advance)
            with progress("warnings", len(STEPS)) as advance:
                taken = _time_warnings(database, Path(folder) / "agency", citizens, advance)
        finally:
            database.close()
    detail = f"{citizens:,} citizens, three warnings: {', '.join(f'{one:.2f}' for one in taken)}"
    figures = [Figure("telegram in the feed to the first multicast", max(taken), "s", FIRST_SECONDS, detail)]
    return [*figures, *_read_samples()]


def _time_warnings(database: Database, folder: Path, citizens: int, advance: Advance) -> list[float]:
    """The wait for the next poll apart: the feed is asked as soon as the telegram is in it."""
    city = load_city(DEMO_CITY)
    office = find_office(city, load_texts())
    assert office is not None, "the demo city has an area code"
    agency, night, taken = SimulatedAgency(folder), Night(city), []
    with _serving(agency) as base, distant_line(citizens) as line, sending(database, line) as bell:
        reader = FeedReader(database, office, [f"{base}{AGENCY_PREFIX}/feed/extra.xml"])
        reader.poll(utc_now())
        for number in STEPS:
            for code, content in night.write(number, utc_now()).telegrams:
                agency.publish(code, content, utc_now())
            began = time.time()
            reader.poll(utc_now())
            bell.ring(TOPIC)
            calls = _wait_for_calls(line.list_multicasts)
            taken.append(min(at for at, _, _ in calls) - began)
            _wait_for_end(database)
            line.list_multicasts()
            advance(1)
    return taken


def _wait_for_calls(list_calls: Callable[[], list[tuple[float, int, int]]]) -> list[tuple[float, int, int]]:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if calls := list_calls():
            return calls
        time.sleep(0.05)
    raise TimeoutError("no multicast left")


def _wait_for_end(database: Database) -> None:
    """Until all has left, so that the next warning finds nothing before it."""
    under_way = select(Broadcast.id).where(col(Broadcast.status).not_in(ENDED))
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with database.read() as session:
            if session.exec(under_way.limit(1)).first() is None:
                return
        time.sleep(0.2)
    raise TimeoutError("a broadcast does not come to an end")


@contextmanager
def _serving(agency: SimulatedAgency) -> Iterator[str]:
    app = Flask(__name__)
    app.register_blueprint(create_agency_blueprint(agency))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def _read_samples() -> list[Figure]:
    """Where the agency's samples are; nothing else."""
    files = sorted(SAMPLES.glob("*.xml"))
    if not files:
        return []
    failed, began = 0, time.perf_counter()
    for file in files:
        try:
            _ = parse(file.read_bytes(), file.name).levels
        except UnreadableTelegram:
            failed += 1
    seconds = time.perf_counter() - began
    return [
        Figure(f"{len(files)} samples of the weather agency read", seconds, "s", SAMPLE_SECONDS),
        Figure("samples that can't be read", failed, "", 0),
    ]
