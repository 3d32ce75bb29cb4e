"""Fees, dates, times, telephone numbers and counts in the writings of city pages."""

from __future__ import annotations

import pytest

from knowledge.living.facts import Fact, FactKind, agree, read_facts


def values(text: str, kind: FactKind) -> list[str]:
    return [fact.value for fact in read_facts(text) if fact.kind is kind]


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("手数料は300円です", ["300"]),
        ("手数料は３００円です", ["300"]),
        ("手数料は三百円です", ["300"]),
        ("1,500円と千五百円と１，５００円", ["1500", "1500", "1500"]),
        ("1万5千円、2千円、1万2,000円", ["15000", "2000", "12000"]),
        ("申し込みは無料です。", ["0"]),
        ("手数料はかかりません。", ["0"]),
        ("a fee of 300 yen", ["300"]),
        ("¥300", ["300"]),
        ("無料相談会と無料ダイヤル", []),
        ("円形の広場", []),
    ],
)
def test_fees(text: str, yen: list[str]) -> None:
    assert values(text, FactKind.FEE) == yen


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("令和8年12月1日", ["2026-12-01"]),
        ("令和八年十二月一日", ["2026-12-01"]),
        ("2026年12月1日（火）", ["2026-12-01"]),
        ("令和8年（2026年）12月1日", ["2026-12-01"]),
        ("2026/12/1、2026-12-01、R8.12.1", ["2026-12-01"] * 3),
        ("12月1日から", ["--12-01"]),
        ("令和元年5月", ["2019-05"]),
        ("令和8年度の4月", ["FY2026", "--04"]),
        ("3か月以内、10日間、150年間", []),
        ("13月40日", []),
    ],
)
def test_dates(text: str, dates: list[str]) -> None:
    assert values(text, FactKind.DATE) == dates


def test_times_and_weekdays() -> None:
    assert values("受付：8:30～17:15", FactKind.TIME) == ["08:30|20:30", "17:15"]
    assert values("午前８時３０分から午後五時十五分まで、正午は休み", FactKind.TIME) == ["08:30", "17:15", "12:00"]
    assert values("5時半", FactKind.TIME) == ["05:30|17:30"]
    assert values("2時間かかります", FactKind.TIME) == []
    assert values("第２・第４日曜日と毎週月・木曜日", FactKind.WEEKDAY) == ["2,4:Sun", ":Mon,Thu"]
    assert values("月～金曜日", FactKind.WEEKDAY) == [":Mon,Tue,Wed,Thu,Fri"]


def test_telephone_numbers() -> None:
    assert values("電話：026-226-4911", FactKind.PHONE) == ["0262264911"]
    assert values("０２６（２２６）４９１１", FactKind.PHONE) == ["0262264911"]
    assert values("TEL 226-4911", FactKind.PHONE) == ["2264911"]


def test_counts_have_units_and_rates_are_none() -> None:
    assert values("十四日以内に、市内10ヶ所で。18才以上、45L", FactKind.COUNT) == ["14 日", "10 か所", "18 歳", "45 L"]
    assert values("1通300円、1人につき2枚", FactKind.COUNT) == ["2 枚"]
    assert values("1通必要です", FactKind.COUNT) == ["1 通"]
    assert values("受付:14日", FactKind.COUNT) == ["14 日"]
    assert values("一年中、1日中", FactKind.COUNT) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12月1日", "令和8年12月1日", True),
        ("2027年12月1日", "2026年12月1日", False),
        ("12月", "12月1日", False),
        ("5時", "17:00", True),
        ("午前5時", "17:00", False),
        ("電話 226-4911", "026-226-4911", True),
        ("電話 226-4911", "026-226-4912", False),
        ("300円", "300人", False),
    ],
)
def test_agree(one: str, other: str, same: bool) -> None:
    assert agree(only(one), only(other)) is same
    assert agree(only(other), only(one)) is same


def only(text: str) -> Fact:
    (fact,) = read_facts(text)
    return fact
