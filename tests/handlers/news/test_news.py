"""What was told many at once, as everybody reads it: page, feed, open data."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree as Xml

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from bot.clock import utc_now
from bot.db import Database
from bot.messages import Text
from bot.models.broadcasts import Broadcast
from tests.dialogue.counter import PUBLIC_URL
from tests.handlers.news.sending import correct, send

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ATOM = "{http://www.w3.org/2005/Atom}"
NOW = utc_now()


def read_feed(client: FlaskClient, **query: str) -> list[Xml.Element]:
    answer = client.get("/news/feed.xml", query_string=query)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = Xml.fromstring(answer.data)  # our own
    assert all(root.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))
    return root.findall(f"{ATOM}entry")


def titles(client: FlaskClient, **query: str) -> list[str]:
    return [str(entry.findtext(f"{ATOM}title")) for entry in read_feed(client, **query)]


def test_nothing_yet(client: FlaskClient) -> None:
    assert "お知らせはまだありません" in client.get("/news?lang=ja").text
    assert read_feed(client, lang="ja") == []


def test_each_language_and_topic_has_its_feed(client: FlaskClient, database: Database) -> None:
    send(database, "a", {"all": [{"topic": "waste"}, {"not": {"topic": "events"}}]}, NOW)
    send(database, "b", {"everyone": True}, NOW + timedelta(minutes=1), kind="alert")
    assert titles(client, lang="ja") == ["大雨警報", "大雨警報"]
    assert titles(client, lang="en", topic="waste") == ["Heavy rain"]
    assert titles(client, lang="vi", topic="disaster") == ["Heavy rain"], "what is missing stands in another language"
    assert titles(client, lang="ja", topic="events") == []
    (entry,) = read_feed(client, lang="ja", topic="waste")
    content = str(entry.findtext(f"{ATOM}content"))
    assert "川に\n近づかないでください。" in content and "https://map.example/?a=1&b=2" in content
    assert str(entry.findtext(f"{ATOM}id")).startswith(f"{PUBLIC_URL}/news?lang=ja#news-")


def test_what_goes_by_need_or_list_or_has_not_left_is_not_published(client: FlaskClient, database: Database) -> None:
    send(database, "a", {"any": [{"need": "flee"}, {"topic": "waste"}]}, NOW)
    send(database, "b", {"list": "x"}, NOW)
    send(database, "c", {"everyone": True}, NOW, kind="safety")
    id = send(database, "d", {"everyone": True}, NOW)
    with database.write() as session:
        session.get_one(Broadcast, id).started_at = None
    assert titles(client, lang="ja") == []
    assert "大雨" not in client.get("/news?lang=ja").text + client.get("/opendata/broadcasts.json").text


def test_a_correction_stands_with_what_it_corrects(client: FlaskClient, database: Database) -> None:
    id = send(database, "a", {"topic": "waste"}, NOW)
    correction = correct(database, id, "警報は<誤り>でした。", NOW + timedelta(hours=1))
    assert titles(client, lang="ja") == ["【訂正】警報は<誤り>でした。", "【訂正あり】大雨警報"]
    page = client.get("/news?lang=ja&topic=waste").text
    assert f'id="news-{correction}"' in page and page.index("警報は&lt;誤り&gt;でした。") < page.index("近づかないで")
    rows = {row["id"]: row for row in json.loads(client.get("/opendata/broadcasts.json").data)["broadcasts"]}
    assert (rows[correction]["corrects"], rows[id]["corrects"]) == (id, None)


def test_what_the_heading_says_is_not_said_again(client: FlaskClient, database: Database) -> None:
    send(
        database,
        "a",
        {"everyone": True},
        NOW,
        content={"ja": [Text("大雨は解除されました。帰り道に気をつけてください。\n市")]},
    )
    send(database, "b", {"everyone": True}, NOW)
    page = LexborHTMLParser(client.get("/news?lang=ja").text)
    assert [one.text() for one in page.css("h2")] == ["大雨警報", "大雨は解除されました。"]
    assert [one.text() for one in page.css(".text")][1] == "帰り道に気をつけてください。\n市"
    assert page.body and page.body.text().count("大雨警報") == 1


def test_older_news_are_on_pages_behind_the_first(client: FlaskClient, database: Database) -> None:
    """Also those of a rare topic, behind hundreds of another."""
    sent = [send(database, "rare", {"topic": "waste"}, NOW - timedelta(days=1))]
    with database.write() as session:
        first = session.get_one(Broadcast, sent[0])
        for number in range(230):
            own = {"id": None, "key": f"more-{number}", "rule": {"topic": "events"}}
            moment = NOW + timedelta(minutes=number // 2)
            session.add(Broadcast(**{**first.model_dump(), **own, "started_at": moment}))
    assert "大雨警報" in client.get("/news?lang=ja&topic=waste").text
    seen, address = list[str](), "/news?lang=ja"
    while address:
        page = LexborHTMLParser(client.get(address).text)
        seen += [str(one.id) for one in page.css("article")]
        address = next(
            (str(one.attributes["href"]) for one in page.css(".pages a") if "before" in str(one.attributes)), ""
        )
    assert len(seen) == len(set(seen)) == 231 and seen[-1] == f"news-{sent[0]}"
    assert client.get("/news?before=99999999").status_code == client.get("/news?before=x").status_code == 200


def test_a_drill_is_marked_everywhere(client: FlaskClient, database: Database) -> None:
    send(database, "a", {"everyone": True}, NOW, kind="drill", drill=True)
    page = unescape(client.get("/news?lang=ja").text)
    assert '<b class="drill">訓練</b>' in page and page.count("訓練") > 2
    assert "訓練" in "".join(titles(client, lang="ja"))


def test_as_open_data(client: FlaskClient, database: Database) -> None:
    send(database, "a", {"topic": "waste"}, NOW)
    answer = client.get("/opendata/broadcasts.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["language"], row["title"], row["topics"]) for row in rows] == [
        ("ja", "大雨警報", "waste"),
        ("en", "Heavy rain", "waste"),
    ]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_who_has_it_is_sent_nothing(client: FlaskClient, database: Database) -> None:
    send(database, "a", {"topic": "waste"}, NOW)
    first = client.get("/news/feed.xml?lang=ja")
    again = client.get("/news/feed.xml?lang=ja", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "max-age=60" in first.headers["Cache-Control"]
