"""A file of lectures is read, or every row says what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest

from bot.errors import InputFileError
from handlers.lectures.models import Form, Giving
from handlers.lectures.service.importing import NotImported, read_lectures
from handlers.lectures.service.rows import LectureRow
from tests.handlers.lectures.files import HALLS, make_csv, make_row


def read(*rows: dict[str, str], encoding: str = "utf-8-sig") -> list[LectureRow]:
    return read_lectures("a.csv", make_csv(rows, encoding), HALLS)


def faults(*rows: dict[str, str]) -> list[str]:
    with pytest.raises(NotImported) as refused:
        read(*rows)
    return [str(fault) for fault in refused.value.faults]


def test_a_plain_row() -> None:
    (row,) = read(make_row())
    assert row.dates == [(datetime(2026, 12, 20, 1, tzinfo=UTC), datetime(2026, 12, 20, 2, 30, tzinfo=UTC))]
    assert [(hall.name, hall.capacity, hall.is_online) for hall in row.halls] == [("南公民館", 20, False)]
    assert row.values["closes_at"] == datetime(2026, 12, 15, 14, 59, tzinfo=UTC)
    assert (row.values["giving"], row.values["form"], row.values["fee_yen"]) == (Giving.FIRST_COME, Form.HALLS, 0)


def test_a_course_in_two_halls_and_online() -> None:
    (row,) = read(
        make_row(
            **{
                "開始日": "令和8年12月20日",
                "終了日": "2027/1/10",
                "以降の日程": "2026-12-27 10:00-11:30；2027-01-10 13:00〜14:30",
                "開始時間": "10時00分",
                "場所名称": "南公民館;中央図書館 2階;オンライン",
                "定員": "先着20人；15名;100",
                "料金(基本)": "１，５００円",
                "選び方": "抽選",
                "女性向け": "○",
                "参加用URL": "https://meet.example/abc",
                "抽選の公開値": "12月16日のナンバーズ4",
            }
        )
    )
    assert [start.astimezone(UTC).isoformat() for start, _ in row.dates] == [
        "2026-12-20T01:00:00+00:00",
        "2026-12-27T01:00:00+00:00",
        "2027-01-10T04:00:00+00:00",
    ]
    assert [(hall.name, hall.capacity) for hall in row.halls] == [
        ("南公民館", 20),
        ("中央図書館 2階", 15),
        ("オンライン", 100),
    ]
    assert (row.values["form"], row.values["fee_yen"], row.values["for_women"]) == (Form.HYBRID, 1500, True)


def test_shift_jis_and_a_workbook_say_the_same() -> None:
    (row,) = read(make_row())
    assert read(make_row(), encoding="cp932") == [row]
    book, file = openpyxl.Workbook(), BytesIO()
    assert book.active is not None
    book.active.append(list(make_row()))
    book.active.append([20 if cell == "20" else cell for cell in make_row().values()])
    book.save(file)
    assert read_lectures("a.xlsx", file.getvalue(), HALLS) == [row]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"開始日": "2026-06-31"}, "開始日: '2026-06-31' is no date"),
        ({"開始日": "30日"}, "開始日: '30日' is no date"),
        ({"開始時間": "25:00"}, "開始時間: '25:00' is no time of day"),
        ({"開始時間": "10:60"}, "開始時間: '10:60' is no time of day"),
        ({"終了時間": "09:00"}, "終了時間: the end is not after the beginning"),
        ({"終了日": "2026-12-21"}, "終了日: is not the day of the last date"),
        ({"以降の日程": "来週"}, "以降の日程: '来週' is no date with a beginning and an end"),
        ({"以降の日程": "2026-12-19 10:00-11:00"}, "以降の日程: the dates are not one after the other"),
        ({"場所名称": "東京ドーム"}, "場所名称: '東京ドーム' is no place of the city's names.yml"),
        ({"場所名称": "南公民館;南公民館", "定員": "1;1"}, "場所名称: one is named twice"),
        ({"定員": "20;10"}, "定員: 2 for 1 places"),
        ({"定員": "なし"}, "定員: 'なし' is no number"),
        ({"定員": "0"}, "定員: '0' is no number"),
        ({"参加申込終了日": "2026-12-21"}, "参加申込終了日: is after the beginning"),
        ({"参加申込開始日": "2026-12-16"}, "参加申込終了日: is before one can apply"),
        ({"料金(基本)": "会員300円、一般500円"}, "料金(基本): '会員300円、一般500円' is no amount in yen"),
        ({"選び方": "くじ"}, "選び方: 'くじ' is not understood"),
        ({"URL": "javascript:alert(1)"}, "URL: is no address that begins with https://"),
        ({"参加用URL": "https://meet.example/a"}, "参加用URL: is for lectures that are online"),
        ({"抽選の公開値": "株価"}, "抽選の公開値: is for lotteries alone"),
        ({"NO": "a b"}, "NO: letters and digits"),
        ({"イベント名": ""}, "イベント名: is empty"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, str], reason: str) -> None:
    (fault,) = faults(make_row(**changes))
    assert fault.startswith(f"row 2: {reason}")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = faults(make_row(), make_row(), make_row(NO="x", 開始日="", 定員="x"))
    assert found == [
        "row 3: the lecture smart-1 stands in row 2 already",
        "row 4: 開始日: is empty",
        "row 4: 定員: 'x' is no number from 1 to 10000",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        ("NO,イベント名\n".encode(), "the column '開始日' is missing"),
        (b"NO,NO\n", "the column 'NO' is there twice"),
        ("NO,ひみつ\n".encode(), "the column 'ひみつ' is not known"),
        ("NO,イベント名\n".encode("utf-16"), "UTF-16"),
        (b"\x81\xff,\xfd", "neither UTF-8 nor Shift_JIS"),
        (b"PK nothing", "can't be read as an Excel workbook"),
    ],
)
def test_what_is_no_table_of_lectures_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(InputFileError, match=reason):
        read_lectures("a.csv", content, HALLS)
