"""A check-up that is due is booked on the page alone; LINE says that there is something, and not what."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qsl

import pytest
from sqlmodel import select

from bot.demo_data.health_rules import seed_health_rules
from bot.dialogue.words import RoomWords
from bot.models.audit import AuditEntry
from bot.models.reservations import Reservation, Timeframe
from handlers.health_records.models import HealthAppointment
from handlers.health_records.service.attending import call_off
from handlers.health_records.service.facts import SERVICE
from handlers.health_records.service.own_data import export_person
from handlers.health_records.time_line import list_booked
from tests.handlers.health_records.files import HANAKO, MAKOTO, bring_in, child_of, shot
from tests.handlers.health_records.pages import Citizen, Pages
from tests.handlers.health_records.test_due import BABY, BORN, link_line, open_baby, run_clock
from tests.handlers.health_records.times import NOON, add_time, list_states

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RULE, PLACE = "checkup_9m", "保健センター"
NEIGHBOUR = {**BABY, "宛名番号": "2000009", "氏名": "小林 海", "カナ": "コバヤシ カイ"}


@pytest.fixture
def citizen(pages: Pages) -> Citizen:
    """Hanako, whose baby's check-up is due for twenty days more."""
    rows = [shot(child_of(HANAKO, BABY)), shot(child_of(MAKOTO, NEIGHBOUR))]
    day = (BORN + timedelta(70)).isoformat()
    bring_in(pages.database, pages.folder / "baby.csv", [{**row, "接種日": day} for row in rows])
    seed_health_rules(pages.database, NOON)
    return pages.enter("1", HANAKO)


def book(citizen: Citizen, time: int, view: str = "book", name: str = "山田 空") -> Citizen:
    who = open_baby(citizen) if name == "山田 空" else "1" if citizen.opens(who="1").heading == name else "2"
    return citizen.sends(f"times/{view}", who=who, rule=RULE, time=str(time))


def test_a_check_up_is_booked_from_where_it_is_due(pages: Pages, citizen: Citizen) -> None:
    time, other = add_time(pages.database, RULE), add_time(pages.database, RULE, days=6)
    who = open_baby(citizen)
    link = citizen.text.partition("/health/times?")[2].partition('"')[0].replace("&amp;", "&")
    query = dict(parse_qsl(link))
    assert set(query) == {"lang", "who", "due"}  # an address says nothing of anybody
    citizen.opens("/health/times", who=query["who"], due=query["due"])
    assert (citizen.status, f'value="{time}"' in citizen.text) == (200, True)
    citizen.sends("times/book", who=who, rule=RULE, time=str(time))
    assert "予約しました" in citizen.text
    assert "予約番号 K-" in citizen.text
    book(citizen, other)  # is a move: there is one of each
    assert list_states(pages.database) == ["reserved"]
    with pages.database.read() as session:
        reservation = session.exec(select(Reservation)).one()
        assert (reservation.timeframe_id, reservation.conversation_id, reservation.purpose) == (other, None, "")
        assert [session.get_one(Timeframe, one).taken for one in (time, other)] == [0, 1]
        (kept,) = export_person(session, pages.person(BABY))["appointments"]
        assert (kept["kind"], kept["place"], kept["state"]) == (RULE, PLACE, "reserved")
        acts = [one.action for one in session.exec(select(AuditEntry)) if one.action.startswith("health.appoint")]
        assert acts == ["health.appointed"] * 2
    citizen.sends("times/cancel", who=who, rule=RULE)
    assert "取り消しました" in citizen.text
    assert "時間を予約する" in citizen.text
    book(citizen, time)
    assert list_states(pages.database) == ["cancelled", "reserved"]


def test_of_many_times_one_chooses_the_day_first(pages: Pages, citizen: Citizen) -> None:
    times = {days: [add_time(pages.database, RULE, days, hour=hour) for hour in range(9, 17)] for days in (5, 6)}
    who = open_baby(citizen)
    link = citizen.text.partition("/health/times?")[2].partition('"')[0].replace("&amp;", "&")
    query = dict(parse_qsl(link))
    citizen.opens("/health/times", **query)
    assert "日を選んでください" in citizen.text
    assert 'name="time"' not in citizen.text
    day = (NOON + timedelta(6)).date().isoformat()
    citizen.opens("/health/times", **query, day=day)
    assert [f'value="{one}"' in citizen.text for one in (times[5][0], times[6][0], times[6][-1])] == [False, True, True]
    citizen.sends("times/book", who=who, rule=RULE, day=day)  # nothing chosen: the day stays
    assert (citizen.status, f'value="{times[6][0]}"' in citizen.text) == (422, True)
    citizen.sends("times/book", who=who, rule=RULE, day=day, time=str(times[6][0]))
    assert "予約しました" in citizen.text


def test_what_is_booked_is_taken_along_as_any_file(pages: Pages, citizen: Citizen) -> None:
    book(citizen, add_time(pages.database, RULE))
    who, words = open_baby(citizen), RoomWords(pages.house.texts, "ja", pages.house.city, SERVICE)
    with pages.database.read() as session:
        (kept,) = export_person(session, pages.person(BABY))["appointments"]
        (shown,) = list_booked(session, words, pages.person(BABY))
    assert (shown.title, shown.day[:2]) == ("9・10か月児健康診査", "令和")
    assert shown.facts == (("予約", "予約しています"), ("実施機関", PLACE), ("予約番号", kept["number"]))
    rows = [*csv.DictReader(StringIO(citizen.opens("/health/data/csv", who=who).text.lstrip("\ufeff")))]
    assert [(row["code"], row["number"]) for row in rows if row["kind"] == "appointment"] == [(RULE, kept["number"])]
    assert all(row["state"] == "" for row in rows if row["kind"] != "appointment")
    assert citizen.client.get(f"/health/data/pdf?who={who}").data.startswith(b"%PDF")


def test_a_time_that_is_not_for_them(pages: Pages, citizen: Citizen) -> None:
    assert "時間を予約する" not in citizen.opens().text
    add_time(pages.database, RULE)
    others = {
        "for somebody else": add_time(pages.database, "checkup_3y"),
        "their time is over by then": add_time(pages.database, RULE, days=40),
        "too late to book": add_time(pages.database, RULE, days=0, hour=23),
    }
    for why, time in others.items():
        assert book(citizen, time).status == 422, why
        assert "その時間は予約できません" in citizen.text
    assert list_states(pages.database) == []


def test_nothing_is_booked_of_what_is_not_due_or_by_a_stranger(pages: Pages, citizen: Citizen) -> None:
    time = add_time(pages.database, "screening_breast")
    assert citizen.sends("times/book", who="0", rule="screening_breast", time=str(time)).status == 404
    assert citizen.sends("times/cancel", who="0", rule="checkup_9m").status == 404
    assert pages.come().sends("times/book", who="1", rule=RULE, time=str(time)).status == 401
    assert citizen.opens("/health/times", who="0", due="99").status == 404


def test_who_waits_is_offered_the_freed_place_and_told_without_a_word_of_what(pages: Pages, citizen: Citizen) -> None:
    time = add_time(pages.database, RULE)
    neighbour = pages.enter("2", MAKOTO)
    link_line(pages)
    book(neighbour, time, name="小林 海")
    who = open_baby(citizen)
    assert book(citizen, time).status == 409
    assert "ちょうど満員になりました" in citizen.text
    assert "満員の時間" in citizen.text
    assert "空き待ちに加わりました" in book(citizen, time, "wait").text
    assert run_clock(pages, NOON) == []
    neighbour.sends("times/cancel", who="2" if "海" in neighbour.opens(who="2").heading else "1", rule=RULE)
    assert book(neighbour, time, name="小林 海").status == 409  # it is kept for who waited
    (told,) = run_clock(pages, NOON)
    assert "待っていた時間に空きが出ました" in told
    for word in ("山田", "空さん", "健診", "K-", PLACE):
        assert word not in told
    assert run_clock(pages, NOON) == []
    assert "空きが出ました" in citizen.opens(who=who).text
    citizen.sends("times/take", who=who, rule=RULE)
    assert "予約番号 K-" in citizen.text
    assert citizen.sends("times/take", who=who, rule=RULE).status == 200
    assert "変えられませんでした" in citizen.text


def test_the_day_before_line_says_that_there_is_an_appointment(pages: Pages, citizen: Citizen) -> None:
    link_line(pages)
    book(citizen, add_time(pages.database, RULE, days=5))
    assert run_clock(pages, NOON + timedelta(days=3)) == []
    assert run_clock(pages, (NOON + timedelta(days=4)).replace(hour=22)) == []
    (told,) = run_clock(pages, NOON + timedelta(days=4, hours=2))
    assert "あす、市の保健の予約があります" in told
    for word in ("山田", "健診", "K-", PLACE, "13"):
        assert word not in told.replace("http://localhost", "")
    assert run_clock(pages, NOON + timedelta(days=4, hours=3)) == []


def test_what_staff_call_off_is_told_and_can_be_booked_anew(pages: Pages, citizen: Citizen) -> None:
    link_line(pages)
    time, other = add_time(pages.database, RULE), add_time(pages.database, RULE, days=6)
    book(citizen, time)
    with pages.database.write() as session:
        assert call_off(session, time, "台風", NOON) == 1
    (told,) = run_clock(pages, NOON)
    assert "予約が取り消しになりました" in told
    assert "健診" not in told
    assert run_clock(pages, NOON) == []
    book(citizen, other)
    assert list_states(pages.database) == ["cancelled", "reserved"]


def test_once_it_has_begun_it_stays_and_who_goes_gives_back_the_rest(pages: Pages, citizen: Citizen) -> None:
    time = add_time(pages.database, RULE, days=1)
    who = open_baby(book(citizen, time))
    pages.clock.ahead = timedelta(days=2)
    citizen = pages.enter("1", HANAKO)
    citizen.sends("times/cancel", who=who, rule=RULE)
    assert "変えられませんでした" in citizen.text
    assert list_states(pages.database) == ["reserved"]
    pages.clock.ahead = timedelta()
    pages.enter("1", HANAKO).sends("data/forget", sure="yes")
    with pages.database.read() as session:
        assert session.get_one(Timeframe, time).taken == 0
        assert session.exec(select(HealthAppointment)).all() == []
