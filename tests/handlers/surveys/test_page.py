"""The public pages: answered once, by one's own link or by whoever comes; what is published."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from bot.clock import utc_now
from bot.db import Database
from bot.models.broadcasts import BroadcastStatus
from handlers.surveys.models import Survey, SurveyAnswer, SurveyKind, SurveyOpinion, SurveyText, Via
from handlers.surveys.service.answering import CREDIBLE, FREE, MOST_OPINIONS, is_doubtful
from handlers.surveys.service.marks import Answerer, sign_answerer
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.surveys.asked import LIKED, PART, WORDS, add_survey, answer, close, rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


def send(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    token = CSRF.search(client.get(path).text)
    return client.post(path, data={**fields, "csrf_token": token[1] if token else ""})


def test_whoever_comes_answers_once(app: Flask, client: FlaskClient, database: Database) -> None:
    add_survey(database, (LIKED, PART, WORDS))
    assert "窓口の満足度" in client.get("/surveys?lang=ja").text
    wrong = send(client, "/surveys/1?lang=ja", q1="5", q3="とても早い")
    assert (wrong.status_code, 'id="q2-wrong"' in wrong.text, "とても早い" in wrong.text) == (422, True, True)
    taken = send(client, "/surveys/1?lang=ja", q1="5", q2=["1", "2"], q3="とても早い")
    assert (taken.status_code, taken.headers["Location"]) == (303, "/surveys/1/thanks?lang=ja")
    (row,) = rows(database, SurveyAnswer)
    assert (row.chosen, row.via, row.is_doubtful) == ({"q1": ["5"], "q2": ["1", "2"]}, "page", False)
    assert [one.words for one in rows(database, SurveyText)] == ["とても早い"]
    again = client.get("/surveys/1?lang=ja")
    assert "もうお答えいただいています" in again.text and "<form" not in again.text
    send(app.test_client(), "/surveys/1", q1="1", q2="1")
    assert len(rows(database, SurveyAnswer)) == 2, "another browser is another person"


def test_two_presses_at_once_are_one_answer(client: FlaskClient, database: Database) -> None:
    add_survey(database)
    token = CSRF.search(client.get("/surveys/1").text)
    assert token is not None
    for mark in "51":
        assert client.post("/surveys/1", data={"csrf_token": token[1], "q1": mark}).status_code == 303
    assert [one.chosen for one in rows(database, SurveyAnswer)] == [{"q1": ["5"]}]


def test_ones_own_link_is_good_once_in_any_browser(app: Flask, database: Database) -> None:
    add_survey(database)
    with database.read() as session:
        survey = session.get_one(Survey, 1)
        link = sign_answerer(SECRET_KEY, survey, Answerer("m" * 64, Via.WEB, "vi", "kawabe"))
    path = f"/surveys/1?lang=ja&p={link}"
    assert send(app.test_client(), path, q1="4").status_code == 303
    (row,) = rows(database, SurveyAnswer)
    assert (row.mark, row.via, row.language, row.area) == ("m" * 64, "web", "vi", "kawabe")
    assert "もうお答えいただいています" in app.test_client().get(path).text


def test_without_token_or_cookie_nothing_is_kept(client: FlaskClient, database: Database) -> None:
    add_survey(database)
    stale = client.post("/surveys/1?lang=ja", data={"q1": "5"})
    assert (stale.status_code, 'value="5" checked' in stale.text) == (400, True), "what was entered stays"
    assert client.post("/surveys/9?lang=ja", data={"q1": "5"}).status_code == 400
    token = CSRF.search(client.get("/surveys/1").text)
    client.delete_cookie("madoguchi_survey", path="/surveys")
    lost = client.post("/surveys/1?lang=ja", data={"q1": "5", "csrf_token": token[1] if token else ""})
    assert (lost.status_code, "Cookie" in lost.text) == (400, True)
    assert rows(database, SurveyAnswer) == []


@pytest.mark.parametrize("status", [BroadcastStatus.DRAFT, BroadcastStatus.WAITING])
def test_nobody_knows_of_one_that_was_not_let_out(
    client: FlaskClient, database: Database, status: BroadcastStatus
) -> None:
    add_survey(database, status=status)
    assert client.get("/surveys/1").status_code == 404
    assert "窓口の満足度" not in client.get("/surveys?lang=ja").text


def test_a_storm_is_kept_apart_and_then_slowed(app: Flask, client: FlaskClient, database: Database) -> None:
    """As if one address had sent many already."""
    add_survey(database)
    for number in range(CREDIBLE - 1):
        with database.write() as session:
            assert not is_doubtful_now(session, database), number
    assert send(client, "/surveys/1", q1="1").status_code == 303
    assert send(app.test_client(), "/surveys/1", q1="1").status_code == 303
    assert [one.is_doubtful for one in rows(database, SurveyAnswer)] == [False, True]
    with database.write() as session:
        for _ in range(FREE - CREDIBLE - 1):
            is_doubtful_now(session, database)
    last = send(app.test_client(), "/surveys/1?lang=ja", q1="1")
    assert (last.status_code, "分ほど待って" in last.text, len(rows(database, SurveyAnswer))) == (429, True, 2)


def is_doubtful_now(session: Any, database: Database) -> bool:
    survey = session.get_one(Survey, 1)
    return is_doubtful(session, survey, database.vault.fingerprint, "127.0.0.1", utc_now())


def test_results_are_there_when_they_are_published_and_of_five(client: FlaskClient, database: Database) -> None:
    add_survey(database, (LIKED, WORDS))
    for number in range(5):
        answer(database, 1, f"{number}", {"q1": ["4"]}, {"q3": "秘密の話" if number else "早い"})
    with database.write() as session:
        for text in session.exec(select(SurveyText)):
            text.is_shown = text.words == "早い"
    assert client.get("/opendata/surveys/1.csv").status_code == 404
    close(database, 1)
    assert "締め切りました" in client.get("/surveys/1?lang=ja").text
    assert client.get("/opendata/surveys/1.csv").status_code == 404
    close(database, 1, is_published=True)
    page, data = client.get("/surveys/1?lang=ja").text, client.get("/opendata/surveys/1.csv").text
    assert "平均 4.0（5が最もよい、5人）" in page and "100 %" in page
    for shown in (page, data):
        assert "早い" in shown and "秘密" not in shown
    assert "q1,窓口はいかがでしたか,scale,4,4 満足,5,5,4.0" in data
    assert client.get("/opendata/surveys.json").json["surveys"][0]["title"] == "窓口の満足度"  # type: ignore[index]


def test_four_people_are_no_results(client: FlaskClient, database: Database) -> None:
    add_survey(database)
    for number in range(4):
        answer(database, 1, f"{number}", {"q1": ["2"]})
    close(database, 1, is_published=True)
    assert "答えた人が少なく" in client.get("/surveys/1?lang=ja").text
    assert client.get("/opendata/surveys/1.csv").text.count("\n") == 1


def test_an_opinion_has_a_number_and_may_be_taken_back(client: FlaskClient, database: Database) -> None:
    add_survey(database, (), kind=SurveyKind.COMMENT, asks_name=True, document_url="https://city.example/plan")
    assert send(client, "/surveys/1?lang=ja", words=" ").status_code == 422
    taken = send(client, "/surveys/1?lang=ja", words="木を増やしてください", name="佐藤 一郎", address="東町1-1")
    page = client.get(taken.headers["Location"])
    assert "受付番号 P-000001" in page.text and "木を増やしてください" in page.text
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    (row,) = rows(database, SurveyOpinion)
    assert (row.name, row.address) == ("佐藤 一郎", "東町1-1")
    assert client.get("/surveys/1/opinions/forged").status_code == 404
    assert "取り下げ" in send(client, taken.headers["Location"]).text
    assert rows(database, SurveyOpinion) == []
    for number in range(MOST_OPINIONS):
        assert send(client, "/surveys/1?lang=ja", words=f"意見{number}").status_code == 303
    assert send(client, "/surveys/1?lang=ja", words="もう一つ").status_code == 422


def test_only_the_gist_and_the_reply_are_published(client: FlaskClient, database: Database) -> None:
    add_survey(database, (), kind=SurveyKind.COMMENT, asks_name=True)
    for words in ("公園に木を", "電話は026-000-0000"):
        send(client, "/surveys/1", words=words, name="佐藤 一郎")
    with database.write() as session:
        first = session.get_one(SurveyOpinion, 1)
        first.gist, first.reply, first.is_shown = "緑を増やすべき", "計画に加えます", True
    close(database, 1, is_published=True)
    for shown in (client.get("/surveys/1?lang=ja").text, client.get("/opendata/surveys/1.csv").text):
        assert "緑を増やすべき" in shown and "計画に加えます" in shown and "P-000001" in shown
        assert not any(secret in shown for secret in ("公園に木を", "026-000", "佐藤", "P-000002"))
