"""The page with the whole list, and the same as data."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from handlers.child_care.models import Kind
from handlers.child_care.service.importing import TABLES, read_file
from handlers.child_care.service.searching import has_any
from tests.handlers.child_care.city import TODAY, day

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Links(HTMLParser):
    """Every address that a page leads to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value or "" for name, value in attrs if name == "href"]


def test_clinics_with_the_numbers_to_call(client: FlaskClient) -> None:
    assert client.get("/child-care").location == "/child-care/clinics"
    answer = client.get("/child-care/clinics?lang=ja")
    assert "きのうの医院" not in answer.text
    assert "急患センター" in answer.text
    assert {"tel:%238000", "tel:119", "tel:0260002001"} <= set(Links(answer.text).found)
    assert "script" not in answer.text
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "Paediatrics" in client.get("/child-care/clinics?lang=en").text


def test_nurseries_are_narrowed_down_by_class_and_district(client: FlaskClient) -> None:
    everything = client.get("/child-care/nurseries?lang=ja").text
    assert "中町保育園" in everything
    assert "東こども園" in everything
    free = client.get("/child-care/nurseries?lang=ja&age=1").text
    assert "東こども園" not in free
    assert "1件" in free
    assert "合うものはありません" in client.get("/child-care/nurseries?lang=ja&age=1&district=東").text
    assert "東こども園" in client.get("/child-care/nurseries?lang=ja&age=99&district=東").text


def test_days_and_ages(client: FlaskClient) -> None:
    assert "ほか7日" in client.get("/child-care/hours?lang=ja").text
    assert "親子リズム遊び" in client.get("/child-care/events?lang=ja&age=2").text
    assert "親子リズム遊び" not in client.get("/child-care/events?lang=ja&age=9").text
    assert client.get("/child-care/nothing").status_code == 404


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_published_is_read_again(client: FlaskClient, database: Database, kind: Kind) -> None:
    published = client.get(f"/opendata/children/{kind}.csv")
    assert published.headers["Access-Control-Allow-Origin"] == "*"
    again = read_file("again.csv", published.data, TODAY)
    with database.read() as session:
        assert has_any(session, kind)
        kept = [one for one in session.exec(select(TABLES[kind])) if getattr(one, "kind", kind) == kind]
        coming = [one for one in kept if kind is Kind.NURSERIES or one.ends_at > utc_now()]
        before = [one.model_dump(exclude={"id"}) for one in coming]
    assert [one.model_dump(exclude={"id"}) for _, one in again.listed] == before
    assert client.get(f"/opendata/children/{kind}.json").json[kind][0]["as_of"] == day(-1)  # type: ignore[index]


def test_no_cell_is_a_formula(client: FlaskClient) -> None:
    assert ",'=1+1," in client.get("/opendata/children/nurseries.csv").text
    assert client.get("/opendata/children/secrets.csv").status_code == 404
