from datetime import date
from typing import Any

import pytest

from nlu.entities import ENTITY_NAMES, find_entities
from nlu.normalize import normalize

FRIDAY = date(2026, 11, 20)


def found(text: str, today: date = FRIDAY) -> list[tuple[str, Any]]:
    return [(entity.entity, entity.value) for entity in find_entities(normalize(text), today)]


def on(*days: str) -> Any:
    return {"date": days[0]} if len(days) == 1 else {"candidates": [{"date": day} for day in days]}


def span(first: str, last: str) -> Any:
    return {"from": first, "to": last}


DATES = {
    "今日": on("2026-11-20"),
    "あした": on("2026-11-21"),
    "明後日": on("2026-11-22"),
    "おととい": on("2026-11-18"),
    "きょうはやってますか": on("2026-11-20"),
    "来週の木曜": on("2026-11-26"),
    "らいしゅうのもくようび": on("2026-11-26"),
    "再来週の金曜日": on("2026-12-04"),
    "先週の金曜": on("2026-11-13"),
    "来週": span("2026-11-23", "2026-11-29"),
    "再来週": span("2026-11-30", "2026-12-06"),
    "今週末": span("2026-11-21", "2026-11-22"),
    "来週の土日": span("2026-11-28", "2026-11-29"),
    "月末": on("2026-11-30"),
    "来月末": on("2026-12-31"),
    "来月3日": on("2026-12-03"),
    "来月の第2土曜日": on("2026-12-12"),
    "第3日曜": on("2026-12-20"),
    "来月上旬": span("2026-12-01", "2026-12-10"),
    "12月1日": on("2026-12-01"),
    "12/1": on("2026-12-01"),
    "3月5日": on("2027-03-05"),
    "11月1日": on("2027-11-01", "2026-11-01"),
    "12月1日(火)": on("2026-12-01"),
    "12月1日(水)": on("2026-12-01", "2026-12-02"),
    "令和8年12月1日": on("2026-12-01"),
    "令和八年十二月一日": on("2026-12-01"),
    "令和元年5月1日": on("2019-05-01"),
    "R8.12.1": on("2026-12-01"),
    "Ｒ８．１２．１": on("2026-12-01"),
    "S60.3.5": on("1985-03-05"),
    "2026/12/1": on("2026-12-01"),
    "2026-12-01": on("2026-12-01"),
    "20261201": on("2026-12-01"),
    "来年1月": span("2027-01-01", "2027-01-31"),
    "令和8年度": span("2026-04-01", "2027-03-31"),
    "今年度": span("2026-04-01", "2027-03-31"),
    "12月1日から3日まで": span("2026-12-01", "2026-12-03"),
    "12月30日から1月3日まで": span("2026-12-30", "2027-01-03"),
    "1月10日か20日": on("2027-01-10", "2027-01-20"),
    "再来週の水曜か木曜": on("2026-12-02", "2026-12-03"),
    "来週月曜から水曜まで": span("2026-11-23", "2026-11-25"),
    "来週以降": {"from": "2026-11-23"},
    "12月10日までに": {"to": "2026-12-10"},
    "3日後": on("2026-11-23"),
    "2週間以内": span("2026-11-20", "2026-12-04"),
    "半年後": on("2027-05-20"),
    "年末年始": span("2026-12-29", "2027-01-03"),
    "金曜": on("2026-11-20", "2026-11-27"),
    "次の月曜": on("2026-11-23"),
    "20日": on("2026-11-20"),
    "8日": on("2026-12-08", "2026-11-08"),
    "2月29日": on("2028-02-29"),
}

TIMES = {
    "10時半": {"time": "10:30"},
    "午後3時": {"time": "15:00"},
    "ごご3じ": {"time": "15:00"},
    "ごごにじはん": {"time": "14:30"},
    "15:30": {"time": "15:30"},
    "3pm": {"time": "15:00"},
    "正午": {"time": "12:00"},
    "夕方5時": {"time": "17:00"},
    "夜8時": {"time": "20:00"},
    "夜中の2時": {"time": "02:00"},
    "10時5分前": {"time": "09:55"},
    "10時頃": {"time": "10:00", "about": True},
    "3時": {"candidates": [{"time": "15:00"}, {"time": "03:00"}]},
    "午後12時": {"candidates": [{"time": "12:00"}, {"time": "00:00"}]},
    "夕方": span("16:00", "18:00"),
    "午前中": span("09:00", "12:00"),
    "9時~17時": span("09:00", "17:00"),
    "10時から3時": span("10:00", "15:00"),
    "午後1時〜3時": span("13:00", "15:00"),
    "17時以降": {"from": "17:00"},
}

OTHERS: dict[str, list[tuple[str, Any]]] = {
    "2通ください": [("count", {"number": 2, "unit": "通"})],
    "三部": [("count", {"number": 3, "unit": "部"})],
    "ふたつ": [("count", {"number": 2, "unit": "つ"})],
    "ひとりです": [("count", {"number": 1, "unit": "人"})],
    "3名様": [("count", {"number": 3, "unit": "人"})],
    "にまいください": [("count", {"number": 2, "unit": "枚"})],
    "2、3枚": [("count", {"from": 2, "to": 3, "unit": "枚"})],
    "二、三通": [("count", {"from": 2, "to": 3, "unit": "通"})],
    "さんつうください": [("count", {"number": 3, "unit": "通"})],
    "300円": [("money", {"yen": 300})],
    "1,000円": [("money", {"yen": 1000})],
    "1万5千円": [("money", {"yen": 15000})],
    "1.5万円": [("money", {"yen": 15000})],
    "￥300": [("money", {"yen": 300})],
    "5歳の子": [("age", {"years": 5}), ("person", "child")],
    "1歳半": [("age", {"months": 18})],
    "3歳6か月": [("age", {"months": 42})],
    "65歳以上": [("age", {"from": 65})],
    "18歳未満": [("age", {"to": 17})],
    "60代": [("age", {"from": 60, "to": 69})],
    "〒380-0813": [("postcode", "380-0813")],
    "３８０－０８１３": [("postcode", "380-0813")],
    "郵便番号は3800813です": [("postcode", "380-0813")],
    "026-226-4911": [("phone", "0262264911")],
    "026(226)4911": [("phone", "0262264911")],
    "郵便番号は380の0813": [("postcode", "380-0813")],
    "受付番号はA-1234です": [("reference", "A-1234")],
    "予約番号 20261128-0012": [("reference", "20261128-0012")],
    "(026)226-4911": [("phone", "0262264911")],
    "０９０－１２３４－５６７８": [("phone", "09012345678")],
    "09012345678": [("phone", "09012345678")],
    "0120-123-456": [("phone", "0120123456")],
    "+81 90-1234-5678": [("phone", "09012345678")],
}

NOTHING = [
    "3800813", "123456789012", "A-1234", "380の0813",
    "2月30日", "13月1日", "25時", "毎週月曜", "毎月第3日曜", "3時間", "3日間", "1日で届きますか",
    "3人目", "2回目",
    "一人暮らし", "朝日町", "夜景", "とうきょう", "きょういく", "母の日", "円滑", "国道18号", "1丁目2番3号",
    "本人確認",
    "月曜以外", "市民部長", "", "二三日",
]  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_dates(text: str) -> None:
    assert found(text) == [("date", DATES[text])]


@pytest.mark.parametrize("text", TIMES)
def test_times(text: str) -> None:
    assert found(text) == [("time", TIMES[text])]


@pytest.mark.parametrize("text", OTHERS)
def test_amounts_ages_and_contacts(text: str) -> None:
    assert found(text) == OTHERS[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_means_none_of_these(text: str) -> None:
    assert found(text) == []


def test_several_in_one_sentence_in_their_order() -> None:
    assert found("来週の木曜の午後3時に2人で、電話は026-226-4911です") == [
        ("date", on("2026-11-26")),
        ("time", {"time": "15:00"}),
        ("count", {"number": 2, "unit": "人"}),
        ("phone", "0262264911"),
    ]


def test_on_a_sunday_next_week_has_two_readings() -> None:
    sunday = date(2026, 11, 22)
    assert found("来週の木曜", sunday) == [("date", on("2026-11-26", "2026-12-03"))]


def test_a_weekday_chooses_the_year_that_fits() -> None:
    assert found("11月1日(日)") == [("date", on("2026-11-01"))]
    assert found("11月1日(月)") == [("date", on("2027-11-01"))]


def test_offsets_index_the_normalised_text() -> None:
    text = normalize("ｱｼﾀ、三通を　１０時半に")
    entities = find_entities(text, FRIDAY)
    assert [entity.entity for entity in entities] == ["count", "time"]
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)
    assert {entity.entity for entity in entities} <= set(ENTITY_NAMES)
