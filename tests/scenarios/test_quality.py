"""How good the answers are, from a question to the page that everybody may read."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import replace
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from sqlmodel import select

from bot.clock import utc_now
from bot.scheduler import Scheduler
from handlers.faq.models import FaqAnswer
from knowledge.measure.judgements import judge, list_open
from knowledge.measure.models import KnowledgeJudgement, Verdict
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office

Faq = dict[str, dict[str, str]]


def get(office: Office, query: str = "", **headers: str) -> tuple[int, Message, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{office.url}/quality{query}", headers=named)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def test_a_question_is_sampled_judged_and_counted(office: Office, citizen: Citizen, faq: Faq, tmp_path: Path) -> None:
    citizen.says(faq["residents-001"]["question"])
    citizen.hears()
    with office.counter.database.write() as session:
        for row in session.exec(select(FaqAnswer)):
            row.at = utc_now() - timedelta(days=7)
    # The daily check writes the index anew; the one of all tests is not this office's.
    own = replace(office.counter, settings=office.settings.model_copy(update={"var": tmp_path}))
    for scheduler in (Scheduler(own), Scheduler(own)):  # a second one, or one after a restart
        scheduler.run_once()
        scheduler.run_once()
    assert len(office.rows(KnowledgeJudgement)) == 1
    assert "まだありません" in get(office)[2]
    with office.counter.database.write() as session:
        (row,) = list_open(session)
        assert row.id is not None
        judge(session, row.id, Verdict.RIGHT, "staff", now=utc_now())
    page = get(office)[2]
    assert "直接お答えした1件のうち、1件（100%）が正しい回答でした。" in page
    assert faq["residents-001"]["question"] not in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_may_be_kept_by_any_cache(open_office: OpenOffice) -> None:
    office = open_office(has_worker=False)
    status, headers, _ = get(office)
    assert status == 200
    assert headers["Cache-Control"] == "public, max-age=3600"
    assert headers["Set-Cookie"] is None
    assert headers["Vary"] == "Accept-Language"
    assert get(office, If_None_Match=headers["ETag"])[0] == 304


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "wanted", "title"),
    [
        ("", "en-GB,ja;q=0.5", "How often the answers are right"),
        ("?lang=ja-easy", "en", "答（こた）えは 正（ただ）しいですか"),
        ("?lang=../../x&lang=", "vi", "Mức độ chính xác của câu trả lời"),
        ("?lang=%00%ff", "xx", "How often the answers are right"),
    ],
)
def test_it_speaks_the_language_that_is_asked_for(open_office: OpenOffice, query: str, wanted: str, title: str) -> None:
    status, _, page = get(open_office(has_worker=False), query, Accept_Language=wanted)
    assert (status, f"<h1>{title}</h1>" in page) == (200, True)
    assert page.count('hreflang="') == 5
