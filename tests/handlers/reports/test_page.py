"""A report's own page: how it stands, a photo without what the camera hid in it, and the place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import col, select

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.city import FixedCity, load_city
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.registry import Registry
from bot.dialogue.turn import House
from bot.errors import TemporaryFault
from bot.maps import blueprint as maps_blueprint
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.reports import public
from handlers.reports.clock import ReportsClock
from handlers.reports.links import report_url
from handlers.reports.models import DamageIncident, DamagePhoto, DamageReport, Mark, State
from handlers.reports.service.catalogue import find_catalogue
from handlers.reports.service.places import Place, open_gazetteer
from handlers.reports.service.submitting import Told, submit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KEY = "a secret key of the tests, long enough"
CITY = load_city(DEMO_CITY)
NOON = datetime(2026, 12, 1, 3, tzinfo=UTC)  # in Japan


def make_house(fetch: Callable[[str], bytes | None] | None = None) -> House:
    return House(
        *(FixedCity(CITY), load_texts(), Registry([]), None, "http://127.0.0.1:8000", KEY),  # type: ignore[arg-type]
        fetch_content=fetch,
    )


@pytest.fixture
def client(database: Database) -> FlaskClient:
    app, house = Flask("tests", static_folder=None), make_house()
    app.config.update(SECRET_KEY=KEY, WTF_CSRF_ENABLED=False)
    app.jinja_env.globals["csrf_token"] = lambda: "x"
    web = WebCounter(database, Bell(), house.texts, lambda inbounds: inbox.accept(database, inbounds), CITY.name)
    for blueprint in (web_blueprint.create_blueprint(web), maps_blueprint.create_blueprint()):
        app.register_blueprint(blueprint)
    app.register_blueprint(public.create_blueprint(database, house))
    return app.test_client()


def make_report(database: Database, place: Place | None = None, message_id: str = "") -> tuple[int, str]:
    """Its id, and the path of its page."""
    catalogue, gazetteer = find_catalogue(CITY), open_gazetteer(CITY)
    assert catalogue is not None
    with database.write() as session:
        citizen = Conversation(channel="line", address_fingerprint="f", address="U1", created_at=NOON)
        session.add(citizen)
        session.flush()
        told = Told("road", "穴があります", place or Place(), "川辺", "ja", message_id)
        report = submit(session, catalogue, gazetteer, citizen.id or 0, told, NOON)
        return report.id or 0, report_url("", KEY, report.id or 0)


def make_photo(width: int = 40) -> bytes:
    """As a telephone takes it: with the place in it."""
    image, written = Image.new("RGB", (width, 30), "red"), BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (36.0, 38.0, 0.0)}
    image.save(written, "JPEG", exif=exif, comment=b"at home")
    return written.getvalue()


def read(database: Database, what: type[Any]) -> list[Any]:
    with database.read() as session:
        found = list(session.exec(select(what).order_by(col(what.id))))
        session.expunge_all()
    return found


def test_it_says_how_the_report_stands(client: FlaskClient, database: Database) -> None:
    _, path = make_report(database)
    page = client.get(path).text
    assert "受け付けました" in page and "穴があります" in page and "026-000-1811" in page
    assert "Received" in client.get(f"{path}?lang=en").text
    assert client.get(f"{path}x").status_code == 404


def test_a_photo_is_kept_without_what_is_hidden_in_it(client: FlaskClient, database: Database) -> None:
    _, path = make_report(database)
    assert b"at home" in make_photo()
    answer = client.post(f"{path}/photos", data={"photo": (BytesIO(make_photo()), "IMG_1.jpg")})
    assert answer.status_code == 303
    (photo,) = read(database, DamagePhoto)
    assert b"at home" not in photo.content and b"Exif" not in photo.content
    with Image.open(BytesIO(photo.content)) as opened:
        assert not opened.getexif()
    assert client.get(f"{path}/photos/{photo.id}").data == photo.preview
    assert client.get(f"{path}/photos/{photo.id + 1}").status_code == 404


def test_a_photo_of_30_mb_is_refused_in_words_and_the_report_stays(client: FlaskClient, database: Database) -> None:
    _, path = make_report(database)
    for data, status in ((make_photo() + bytes(30 * 1024**2), 422), (bytes(41 * 1024**2), 413)):
        answer = client.post(f"{path}/photos", data={"photo": (BytesIO(data), "a.jpg")})
        assert answer.status_code == status and "10MB" in answer.text.replace(" ", "")
        answer.request.environ["wsgi.input"].close()  # the client's own, which lies in a file
    assert read(database, DamagePhoto) == [] and len(read(database, DamageReport)) == 1


def test_there_are_so_many_photos_and_no_more(client: FlaskClient, database: Database) -> None:
    _, path = make_report(database)
    answers = [client.post(f"{path}/photos", data={"photo": (BytesIO(make_photo()), "a.jpg")}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 422]
    assert "3枚まで" in answers[-1].text


def test_the_place_may_be_shown_later(client: FlaskClient, database: Database) -> None:
    _, path = make_report(database)
    assert client.post(f"{path}/place", data={"latitude": "", "longitude": "", "area": ""}).status_code == 422
    assert client.post(f"{path}/place", data={"latitude": "36.6485", "longitude": "138.1942"}).status_code == 303
    (report,), (incident,) = read(database, DamageReport), read(database, DamageIncident)
    assert report.marks == [] and report.incident_id == incident.id
    assert (incident.area, incident.precision) == ("chuo-1", "point")
    client.post(f"{path}/place", data={"area": "kawabe"})
    (incident,) = read(database, DamageIncident)
    assert (incident.area, incident.precision) == ("kawabe", "town")
    client.post(f"{path}/place", data={"latitude": "35.68", "longitude": "139.76"})
    assert read(database, DamageReport)[0].marks == [Mark.OUTSIDE] and read(database, DamageIncident) == []


def test_nothing_is_added_to_what_is_over(client: FlaskClient, database: Database) -> None:
    id, path = make_report(database)
    with database.write() as session:
        session.get_one(DamageReport, id).state = State.DONE
    assert client.post(f"{path}/place", data={"area": "kawabe"}).status_code == 422
    assert "この場所にする" not in client.get(path).text


def test_a_photo_of_line_is_fetched_and_its_bytes_written_anew(database: Database) -> None:
    make_report(database, message_id="m1")
    answers: list[bytes | TemporaryFault | None] = [TemporaryFault("LINE is busy"), make_photo()]

    def fetch(message_id: str) -> bytes | None:
        assert message_id == "m1"
        answer = answers.pop(0)
        if isinstance(answer, TemporaryFault):
            raise answer
        return answer

    clock = ReportsClock(database, make_house(fetch), Bell())
    clock.run(NOON)
    assert read(database, DamagePhoto)[0].content is None
    clock.run(NOON)
    (photo,) = read(database, DamagePhoto)
    assert photo.message_id == "" and photo.content and b"at home" not in photo.content
    clock.run(NOON)  # nothing is asked for again


def test_a_photo_that_line_no_longer_has_is_no_photo(database: Database) -> None:
    make_report(database, message_id="m1")
    ReportsClock(database, make_house(lambda _: None), Bell()).run(NOON)
    assert read(database, DamagePhoto) == []


def test_a_photo_of_line_that_is_too_large_marks_the_report_until_there_is_another(
    client: FlaskClient, database: Database
) -> None:
    _, path = make_report(database, message_id="m1")
    clock = ReportsClock(database, make_house(lambda _: make_photo() + bytes(30 * 1024**2)), Bell())
    clock.run(NOON)
    clock.run(NOON + timedelta(minutes=1))
    (report,) = read(database, DamageReport)
    assert Mark.NO_PHOTO in report.marks and read(database, DamagePhoto) == []
    assert [row.conversation_id for row in read(database, OutboxRow)] == [report.conversation_id]
    assert "受け取れませんでした" in client.get(path).text
    client.post(f"{path}/photos", data={"photo": (BytesIO(make_photo()), "a.jpg")})
    assert "受け取れませんでした" not in client.get(path).text and len(read(database, DamagePhoto)) == 1


def test_news_are_told_by_day_once_and_without_what_they_are(database: Database) -> None:
    id, _ = make_report(database)
    with database.write() as session:
        report = session.get_one(DamageReport, id)
        report.state, report.notice_at = State.MENDING, NOON
    clock = ReportsClock(database, make_house(), Bell())
    for at in (NOON + timedelta(hours=10), NOON + timedelta(hours=20), NOON + timedelta(hours=21)):  # 22:00, 8:00, 9:00
        clock.run(at)
    (row,) = read(database, OutboxRow)
    assert "R-000001" in str(row.messages) and "穴" not in str(row.messages) and "対応" not in str(row.messages)
    assert "/reports/" in str(row.messages)


def test_what_is_old_is_forgotten(database: Database) -> None:
    make_report(database)
    ReportsClock(database, make_house(), Bell()).run(utc_now() + timedelta(days=CITY.retention_days + 30))
    assert read(database, DamageIncident) == []
