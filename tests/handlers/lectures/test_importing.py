"""All or nothing, and never over what is booked."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.reservations import Resource, Timeframe
from bot.services.reservations.taking import hold
from handlers.lectures.models import Lecture, LectureDate, LectureHall, Lottery
from handlers.lectures.service.importing import NotImported, read_halls
from handlers.lectures.service.verifying import digest
from tests.handlers.lectures.files import NOW, import_rows, make_row

TWO_HALLS = make_row(場所名称="南公民館;オンライン", 定員="2;50", 選び方="抽選", 参加用URL="https://meet.example/a")


def test_a_hall_is_a_resource_with_places(database: Database) -> None:
    assert import_rows(database, make_row(**TWO_HALLS, 以降の日程="2026-12-27 10:00-11:30")).new == ["smart-1"]
    with database.read() as session:
        assert [one.code for one in session.exec(select(Resource))] == ["smart-1/南公民館", "smart-1/オンライン"]
        assert [one.capacity for one in session.exec(select(Timeframe))] == [2, 50]
        assert len(session.exec(select(LectureDate)).all()) == 2
        lotteries = session.exec(select(Lottery)).all()
        assert [one.commitment == digest(one.seed) for one in lotteries] == [True, True]
        assert lotteries[0].seed != lotteries[1].seed


def test_nothing_is_half_imported(database: Database) -> None:
    import_rows(database, make_row())
    take(database)
    with pytest.raises(NotImported) as refused:
        import_rows(database, make_row(NO="new-1"), make_row(定員="0" * 3 + "1", イベント名="別"), make_row(NO="new-2"))
    assert [str(fault) for fault in refused.value.faults] == ["row 3: '南公民館': 2 places are taken, so 1 are too few"]
    with database.read() as session:
        assert [one.title for one in session.exec(select(Lecture))] == ["はじめてのスマートフォン"]
        assert session.exec(select(Timeframe)).one().capacity == 20


def test_again_changes_what_may_change(database: Database) -> None:
    import_rows(database, make_row(場所名称="南公民館;中央図書館", 定員="5;5"))
    done = import_rows(database, make_row(イベント名="新しい名前", 開始日="2026-12-21", 定員="30"))
    assert (done.new, done.changed) == ([], ["smart-1"])
    with database.read() as session:
        assert session.exec(select(Lecture)).one().title == "新しい名前"
        assert [one.name for one in session.exec(select(LectureHall))] == ["南公民館"]
        timeframe = session.exec(select(Timeframe)).one()
        assert (timeframe.capacity, timeframe.starts_at.day) == (30, 21)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"開始日": "2026-12-21"}, "dates can't be changed"),
        ({"料金(基本)": "500円"}, "fee can't be changed"),
        ({"選び方": "抽選"}, "how places are given can't be changed"),
        ({"場所名称": "中央図書館"}, "'南公民館' can't be left out"),
    ],
)
def test_what_people_applied_for_stays(database: Database, changes: dict[str, str], reason: str) -> None:
    import_rows(database, make_row())
    take(database)
    with pytest.raises(NotImported, match=reason):
        import_rows(database, make_row(**changes))
    assert import_rows(database, make_row(定員="2", 説明="くわしく")).changed == ["smart-1"]


def test_the_citys_places_are_those_of_its_names(tmp_path: Path) -> None:
    assert read_halls(tmp_path) == frozenset()
    (tmp_path / "names.yml").write_text("facility:\n  hall: [南公民館, ＡＢＣホール]\n", "utf-8")
    assert set(read_halls(tmp_path)) == {"南公民館", "abcホール"}


def take(database: Database) -> None:
    """Two places are booked."""
    with database.write() as session:
        citizen = Conversation(channel="web", address="a", address_fingerprint="a", created_at=NOW, last_seen_at=NOW)
        session.add(citizen)
        session.flush()
        timeframe = session.exec(select(Timeframe.id)).one()
        hold(session, timeframe or 0, 2, NOW, conversation_id=citizen.id)
