"""A citizen's records to take along, who has seen them, corrections, an end; and nothing of anybody else's."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from sqlmodel import select

from bot.models.audit import AuditEntry
from bot.services.personal_data import list_tables
from handlers.health_records.models import HealthAccess, HealthAccount, HealthEvent, HealthPasskey, HealthRequest
from tests.bot.documents.papers import words_of
from tests.handlers.health_records.files import HANAKO, MAKOTO, RIKU, SAKURA
from tests.handlers.health_records.pages import Pages

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OF_HANAKO = ("山田", "さくら", "ヤマダ", "1000001", "1000002", "インフルエンザ", "五種混合")
PATHS = ("/health", "/health/data", "/health/steps", "/health/data/json", "/health/data/csv")


def test_records_are_taken_along_as_files(pages: Pages) -> None:
    citizen = pages.enter("1", HANAKO)
    data = json.loads(citizen.opens("/health/data/json", who="1").text)
    assert data["person"]["name"] == "山田 さくら"
    assert [(one["code"], one["dose"], one["held_on"]) for one in data["records"]] == [
        ("dpt_ipv_hib", "1", "2024-06-03")
    ]
    rows = list(csv.DictReader(StringIO(citizen.opens("/health/data/csv").text.lstrip("\ufeff"))))
    assert [row["code"] for row in rows] == ["influenza"]
    assert "Made on" in words_of(citizen.client.get("/health/data/pdf?lang=en").data)
    paper = words_of(citizen.client.get("/health/data/pdf?lang=ja").data)
    assert ("作成日" in paper, "受付番号" in paper) == (True, False)
    with pages.database.read() as session:
        exported = [one for one in session.exec(select(AuditEntry)) if one.action == "health.exported"]
    assert [(one.object_id, one.new["file"]) for one in exported] == [
        (str(pages.person(SAKURA)), "json"),
        (str(pages.person(HANAKO)), "csv"),
        (str(pages.person(HANAKO)), "pdf"),
        (str(pages.person(HANAKO)), "pdf"),
    ]


def test_a_child_grown_up_sees_that_a_parent_looked(pages: Pages) -> None:
    makoto = pages.enter("2", MAKOTO)
    makoto.opens(who="1")
    assert "保護者" in makoto.opens("/health/data", who="1").text
    own = makoto.opens("/health/data").text
    assert "保護者" not in own
    assert "健康課" in own  # who gave the code


def test_nobody_reaches_anothers_records(pages: Pages) -> None:
    """Whatever another citizen with a family of his own asks for."""
    hanako, makoto = pages.enter("1", HANAKO), pages.enter("2", MAKOTO)
    hanako.sends("data/correction", wish="山田の接種日が違います")
    for path in PATHS:
        for who in ("0", "1", "2", "3", str(pages.person(HANAKO)), str(pages.person(SAKURA)), "-1", "x", "９"):
            text = makoto.opens(path, who=who).text
            assert makoto.status == 200, (path, who)
            assert not [said for said in OF_HANAKO if said in text], (path, who)
    makoto.sends("data/correction", wish="陸の記録です", who=str(pages.person(SAKURA)))
    with pages.database.read() as session:
        asked = {one.wish: one.person_id for one in session.exec(select(HealthRequest))}
    assert asked["陸の記録です"] == pages.person(MAKOTO)
    newcomer = pages.come().signs_in("3")  # an account that has proved nothing
    stranger = pages.come()
    for path in PATHS:
        for one in (newcomer, stranger):
            text = one.opens(path).text
            assert not [said for said in (*OF_HANAKO, "小林") if said in text], path


def test_no_passkey_of_anothers_is_removed(pages: Pages) -> None:
    pages.enter("1", HANAKO)
    with pages.database.write() as session:
        (account,) = session.exec(select(HealthAccount))
        values = {"name": "x", "credential_id": "c", "public_key": "k", "made_at": pages.clock()}
        session.add(HealthPasskey(account_id=account.id or 0, **values))
    makoto = pages.enter("2", MAKOTO)
    makoto.sends("steps/remove-passkey", passkey="1")
    with pages.database.read() as session:
        assert len(session.exec(select(HealthPasskey)).all()) == 1


def test_an_end_takes_the_account_away_and_leaves_the_records(pages: Pages) -> None:
    citizen = pages.enter("1", HANAKO)
    citizen.sends("data/correction", wish="直してください")
    assert "回答待ち" in citizen.sends("data/forget").text
    with pages.database.write() as session:
        session.exec(select(HealthRequest)).one().state = "answered"
    asks = citizen.sends("data/forget")
    assert asks.heading == "閲覧をやめて消しますか"
    for said in ("パスキーとメールアドレス", "予約（取り消します）", "予防接種法"):
        assert said in asks.text
    with pages.database.read() as session:
        assert session.exec(select(HealthAccess)).all()
    assert citizen.sends("data/forget", sure="yes").heading == "消しました"
    with pages.database.read() as session:
        for table in (HealthAccount, HealthAccess, HealthRequest):
            assert not session.exec(select(table)).all()
        assert len(session.exec(select(HealthEvent)).all()) == 4
    assert citizen.opens().heading == "健康の記録"
    assert pages.come().signs_in("1").heading == "ご本人の確認（初回のみ）"


def test_deleting_a_conversation_reaches_no_record(database_url: str) -> None:
    assert not [table.name for table in list_tables() if table.name.startswith("health_")]


def test_who_has_no_records_is_told_what_to_do(pages: Pages) -> None:
    makoto = pages.enter("2", MAKOTO)
    with pages.database.write() as session:
        for event in session.exec(select(HealthEvent).where(HealthEvent.person_id == pages.person(RIKU))):
            session.delete(event)
    assert "記録はまだありません" in makoto.opens(who="1").text


def test_what_anybody_may_have_had_is_not_named_for_the_old(pages: Pages) -> None:
    text = pages.enter("1", HANAKO).opens().text
    assert ("インフルエンザ" in text, "高齢者" in text) == (True, False)
