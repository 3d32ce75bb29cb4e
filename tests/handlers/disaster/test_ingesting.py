"""From a telegram to who is told: once, of what holds, and corrected for those who got it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.db import Database
from bot.services.hazards import current_hazard
from bot.simulator.telegrams import Sent, write_report
from handlers.disaster.models import Outcome
from tests.handlers.disaster.night import NIGHT, NOON, House, make_city, quake, rain, withdraw_quake

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.join("a", "b")
    return made


def test_a_warning_is_told_by_itself_at_our_own_level_and_once(house: House) -> None:
    taken = house.take(rain(4))
    assert (taken.decision.sends, taken.decision.recipients) == (True, 2)
    assert house.told() == ["【警戒レベル4】みどり野市に、大雨の警戒レベル4の情報が出ました。"]
    assert [(one.kind, one.level) for one in house.in_force()] == [("heavy_rain", 4)]
    assert house.take(rain(4)).outcome is Outcome.DUPLICATE
    assert not house.take(rain(4, NOON + timedelta(minutes=5), more="x")).decision.sends, "the same again is no news"
    assert len(house.told()) == 1


@sqlite_alone
def test_a_night_goes_up_and_down_and_ends(house: House) -> None:
    for minutes, level in enumerate((2, 3, 4, 5, 5, 3, 2, 0)):
        house.pass_time(minutes=10)
        house.take(rain(level, NOON + timedelta(minutes=minutes)))
    assert [(change, level) for _, change, level, _ in house.notices()] == [
        ("raised", 3),
        ("raised", 4),
        ("raised", 5),
        ("lowered", 3),
        ("lowered", 2),
        ("ended", None),
    ]
    assert house.in_force() == []
    assert "解除" in house.told()[-1]


@sqlite_alone
def test_late_ones_and_those_of_other_times_change_nothing(house: House) -> None:
    house.take(rain(4, NOON))
    assert house.take(rain(5, NOON - timedelta(minutes=5))).outcome is Outcome.LATE
    assert house.take(rain(5, NOON + timedelta(hours=1))).outcome is Outcome.FUTURE
    assert house.take(rain(5, NOON - timedelta(days=3))).outcome is Outcome.OLD
    assert house.take(rain(5, NOON + timedelta(minutes=5), subject="heavy_rain")).outcome is Outcome.APPLIED
    assert [level for _, _, level, _ in house.notices()] == [4, 5]


@sqlite_alone
def test_older_forms_count_until_the_five_levels_come(house: House) -> None:
    kind = "<Kind><Name>大雨警報</Name><Code>03</Code><Status>発表</Status></Kind>"
    area = "<Area><Name>みどり野市</Name><Code>2099900</Code></Area>"
    items = f'<Warning type="気象警報・注意報（市町村等）"><Item>{kind}{area}</Item></Warning>'
    body = f'<Body xmlns="http://xml.kishou.go.jp/jmaxml1/body/meteorology1/">{items}</Body>'

    def old(minutes: int) -> bytes:
        sent = Sent(NOON + timedelta(minutes=minutes))
        return write_report("気象警報・注意報（Ｈ２７）", "長野県気象警報・注意報", sent, body)

    assert house.take(old(0)).decision.sends
    house.take(rain(2, NOON + timedelta(minutes=1)))
    assert [one.level for one in house.in_force()] == [2], "the older form's last word does not stay"
    assert house.take(old(2)).outcome is Outcome.REPLACED
    assert [(change, level) for _, change, level, _ in house.notices()] == [("raised", 3), ("lowered", 2)]


@sqlite_alone
@pytest.mark.parametrize(("status", "outcome"), [("訓練", Outcome.DRILL), ("試験", Outcome.TEST)])
def test_drills_and_tests_are_never_told(house: House, status: str, outcome: Outcome) -> None:
    taken = house.take(rain(5, status=status))
    assert (taken.outcome, taken.decision.sends, house.told()) == (outcome, False, [])
    assert all(one.is_drill for one in house.in_force())
    with house.database.read() as session:
        assert current_hazard(session, house.now) is None


@sqlite_alone
def test_after_an_outage_only_what_still_holds_is_told(house: House) -> None:
    house.take_all(rain(level, NOON + timedelta(minutes=m)) for m, level in enumerate((3, 5, 4)))
    house.take_all(
        rain(level, NOON + timedelta(minutes=m), subject="landslide") for m, level in enumerate((0, 3, 4, 0))
    )
    assert house.notices() == [("heavy_rain", "raised", 4, "sent")]


def test_a_correction_reaches_exactly_who_got_the_first(house: House) -> None:
    house.take(rain(5))
    house.deliver()
    house.join("late")
    house.take(rain(3, NOON + timedelta(minutes=1), info_type="訂正"))
    assert house.recipients() == [["a", "b"], ["a", "b"]]
    assert house.told()[1].startswith("【訂正】")
    assert [(one.kind, one.level) for one in house.in_force()] == [("heavy_rain", 3)]


@sqlite_alone
def test_who_was_not_reached_before_a_correction_hears_what_holds(house: House) -> None:
    house.take(rain(5))
    house.take(rain(3, NOON + timedelta(minutes=1), info_type="訂正"))
    assert house.recipients() == [["a", "b"], [], ["a", "b"]]
    assert house.told()[2] == "【警戒レベル3】みどり野市に、大雨の警戒レベル3の情報が出ました。"


@sqlite_alone
def test_a_correction_of_what_nobody_heard_is_told_as_news(house: House) -> None:
    house.take(rain(2))
    house.take(rain(4, NOON + timedelta(minutes=1), info_type="訂正"))
    assert house.notices() == [("heavy_rain", "raised", 4, "sent")]


@sqlite_alone
def test_an_earthquake_is_told_once_and_withdrawn_from_who_heard_of_it(house: House) -> None:
    house.take(quake("5+"))
    house.take(quake("5+", NOON + timedelta(minutes=2), serial=2))
    house.deliver()
    house.join("late")
    house.take(withdraw_quake(NOON + timedelta(minutes=3), serial=3))
    assert house.told()[0] == "【地震】みどり野市で震度5強の揺れがありました。"
    assert house.recipients() == [["a", "b"], ["a", "b"]]
    assert house.told()[1].startswith("【取消】")
    assert house.in_force() == []


@sqlite_alone
def test_another_citys_earthquake_is_not_ours(house: House) -> None:
    assert house.take(quake("3")).decision.reasons == ["earthquake: no rule of the city's tells intensity 3"]
    assert house.told() == []


@sqlite_alone
def test_what_waits_for_a_person_is_told_to_nobody_and_given_up_when_it_no_longer_holds(database: Database) -> None:
    house = House(database, make_city(rules=[{"kinds": ["heavy_rain"], "levels": [3, 4, 5], "send": "person"}]))
    house.join("a")
    taken = house.take(rain(4))
    assert (taken.decision.sends, taken.reason) == (False, "heavy_rain: raised 4, waits for a person")
    house.take(rain(0, NOON + timedelta(minutes=5)))
    assert (house.notices(), house.told()) == ([("heavy_rain", "raised", 4, "superseded")], [])


@sqlite_alone
def test_emergencies_go_at_night_and_the_rest_waits_for_the_morning(database: Database) -> None:
    rule = {"kinds": ["heavy_rain"], "levels": [2, 3, 4, 5], "send": "auto", "at_night": False}
    house = House(database, make_city(rules=[rule]), now=NIGHT)
    house.join("a")
    assert house.take(rain(3, NIGHT)).reason == "heavy_rain: raised 3, waits for the morning"
    assert house.take(rain(4, NIGHT + timedelta(minutes=1))).decision.sends
    assert [state for *_, state in house.notices()] == ["superseded", "sent"]


@sqlite_alone
def test_an_order_for_a_district_is_told_to_who_lives_there_and_who_never_said_where(database: Database) -> None:
    house = House(database)
    district, other = house.reach.areas.districts[:2]
    order = {
        "form": "madoguchi-alert/1",
        "kind": "evacuation",
        "status": "actual",
        "event_id": "order-1",
        "reported_at": NOON.isoformat(),
        "areas": [{"code": "2099900", "level": 4, "districts": [district.id, other.id, "みどり野市"]}],
    }
    house.join("somewhere")
    assert house.take(json.dumps(order).encode()).decision.recipients == 1
    assert [one.areas for one in house.in_force()] == [tuple(sorted((district.id, other.id)))]
    assert len(house.told()) == 1, "one message for all parts that stand alike"
    assert f"{district.name}と{other.name}" in house.told()[0]
