"""The figures for staff, and those for everybody."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.city import City
from bot.clock import TOKYO
from bot.db import Database
from handlers.certificates import opendata
from handlers.certificates.models import ApplicationState
from handlers.certificates.service.figures import list_months
from tests.admin.staff_house import understand_nothing
from tests.dialogue.counter import make_engine
from tests.handlers.certificates.admin.conftest import BASE, Hall
from tests.handlers.certificates.test_steps import add_application

S = ApplicationState
NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)
# Late on the last evening of September in Tokyo, and the first moment of October there.
LAST_OF_SEPTEMBER = datetime(2026, 9, 30, 23, 59, tzinfo=TOKYO)
FIRST_OF_OCTOBER = datetime(2026, 10, 1, tzinfo=TOKYO)


def fill(database: Database, at: datetime, many: int, kind: str = "resident_record", days: float | None = 2) -> None:
    issued = {"received_at": at, "issued_at": at + timedelta(days=days)} if days is not None else {}
    with database.write() as session:
        for number in range(many):
            given = {"kind": kind, "made_at": at, "changed_at": at, "number": f"K-{number}", **issued}
            add_application(session, S.SENT if issued else S.PAID, **given)


def test_staff_see_what_they_work_on(hall: Hall) -> None:
    now = hall.house.clock()
    fill(hall.house.database, now, 3)
    fill(hall.house.database, now, 1, days=6)
    fill(hall.house.database, now, 2, "income_tax")
    fill(hall.house.database, now - timedelta(days=500), 9)
    with hall.house.database.write() as session:
        old = {"made_at": now, "changed_at": now - timedelta(days=15)}
        for state in (S.DRAFT, S.DRAFT, S.AWAITING_PAYMENT, S.RETURNED):
            add_application(session, state, **old)
        add_application(session, S.DRAFT, made_at=now, changed_at=now)
    aki = hall.sign_in("aki")
    page = aki.goes_to(f"{BASE}/figures").text
    assert "1年で4件。約0時間分の手間が減り、交付までは2.0日（中央値）" in page and "<svg" in page
    answer = aki.goes_to(f"{BASE}/figures.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["月", "申請", "交付", "交付までの日数（中央値）", "減った手間（分）"]
    month = f"{now.astimezone(TOKYO):%Y-%m}"
    assert rows[12] == [month, "4", "4", "2.0", "20"] and rows[11][1:] == ["0", "0", "", "0"]
    assert ["住民票の写し", "4", "4", "2.0", "20"] in rows and not any("課税" in cell for row in rows for cell in row)
    assert rows[-3:] == [["申請書の入力", "2"], ["支払い", "1"], ["修正の依頼", "1"]]
    assert f'<th scope="row">{month}</th><td>4</td>' in page
    assert "まだ数字がありません" in hall.sign_in("ben", "waste").goes_to(f"{BASE}/figures").text


def test_months_are_tokyos() -> None:
    assert [str(month) for month in list_months(datetime(2026, 1, 31, 16, tzinfo=UTC), 3)] == [
        "2025-12-01",
        "2026-01-01",
        "2026-02-01",
    ]


@pytest.fixture
def public(database: Database, certificates_city: City, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(opendata, "utc_now", lambda: NOW)
    engine = make_engine(database, Path("there is no index"), certificates_city, understand_nothing)
    app = Flask("tests")
    app.register_blueprint(opendata.create_blueprint(database, engine.house))
    return app.test_client()


def test_everybody_sees_numbers_and_no_small_ones(database: Database, public: FlaskClient) -> None:
    fill(database, LAST_OF_SEPTEMBER, 5)
    fill(database, FIRST_OF_OCTOBER, 4)
    fill(database, FIRST_OF_OCTOBER, 6, "income_tax", days=None)
    fill(database, FIRST_OF_OCTOBER, 1, "income_tax", days=3)
    fill(database, NOW, 50)  # this month is not over
    answer = public.get("/opendata/certificates.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and "Set-Cookie" not in answer.headers
    told = answer.get_json()
    assert "<5" in told["note_en"] and told["city_ja"] == "みどり野市"
    assert [
        (row["month"], row["kind"], row["requests"], row["issued"], row["median_days"]) for row in told["rows"]
    ] == [
        ("2026-09", "resident_record", 5, 5, 2.0),
        ("2026-10", "income_tax", 7, "<5", None),
        ("2026-10", "resident_record", "<5", "<5", None),
    ]
    rows = list(csv.reader(io.StringIO(public.get("/opendata/certificates.csv").data.decode("utf-8-sig"))))
    assert rows[0][0] == "月 / month" and rows[0][4] == "申請件数 / requests"
    assert rows[1][:1] + rows[1][2:] == ["2026-09", "住民票の写し", "Copy of resident record", "5", "5", "2.0"]
    assert rows[3][4:] == ["<5", "<5", ""]


def test_where_nothing_is_offered_nothing_is_there(database: Database, certificates_city: City) -> None:
    bare = certificates_city.model_copy(update={"services": {}})
    engine = make_engine(database, Path("there is no index"), bare, understand_nothing)
    app = Flask("tests")
    app.register_blueprint(opendata.create_blueprint(database, engine.house))
    assert app.test_client().get("/opendata/certificates.csv").status_code == 404
