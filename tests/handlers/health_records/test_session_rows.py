"""Times of the health centre as a file has them: all of them, or every fault with its row."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import TOKYO
from bot.errors import InputFileError
from handlers.health_records.service.importing.mapping import read_mapping
from handlers.health_records.service.importing.session_rows import NotStored, read_session, read_sessions
from handlers.health_records.service.sessions import SessionRow

NOW = datetime(2026, 11, 1, 12, tzinfo=TOKYO)
HEAD = "種別,会場,日付,開始,終了,定員,備考\r\n"
RIGHT = {"kind": "3歳児健診", "place": "保健センター", "day": "R8.12.3", "starts": "13時30分", "ends": "15:00"}
RIGHT = {**RIGHT, "capacity": "２０"}


def read(text: str) -> list[tuple[int, SessionRow]]:
    return read_sessions("times.csv", text.encode("cp932"), read_mapping(), NOW)


def list_faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(NotStored) as refused:
        read(text)
    return [(one.row, one.column, one.what) for one in refused.value.faults]


def test_a_time_as_the_city_writes_it() -> None:
    found = read_session(2, RIGHT, read_mapping(), NOW)
    starts, ends = (datetime(2026, 12, 3, *at, tzinfo=TOKYO) for at in ((13, 30), (15, 0)))
    assert found == SessionRow("checkup_3y", "保健センター", starts, ends, 20)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "BCG"}, ("kind", "kind")),  # vaccinations are given by doctors of one's own
        ({"kind": ""}, ("kind", "missing")),
        ({"place": " "}, ("place", "missing")),
        ({"day": "2026-06-31"}, ("day", "day")),
        ({"day": "2026-11-01", "starts": "11:59"}, ("day", "past")),
        ({"starts": "25:00"}, ("starts", "time")),
        ({"starts": "13"}, ("starts", "time")),
        ({"ends": "13:30"}, ("ends", "ends")),
        ({"capacity": "0"}, ("capacity", "capacity")),
        ({"capacity": "1000"}, ("capacity", "capacity")),
        ({"capacity": "二十"}, ("capacity", "capacity")),
    ],
)
def test_what_is_wrong_is_said_once(change: dict[str, str], fault: tuple[str, str]) -> None:
    found = read_session(2, {**RIGHT, **change}, read_mapping(), NOW)
    assert isinstance(found, list)
    assert [(one.column, one.what) for one in found] == [fault]


def test_a_file_is_taken_whole_or_not_at_all() -> None:
    row = "大腸がん検診,保健センター,2026-12-10,9:00,10:00,10,\r\n"
    assert [number for number, _ in read(f"{HEAD}\r\n{row}".replace("\r\n\r\n", "\r\n,,,,,,\r\n"))] == [3]
    assert list_faults(f"{HEAD}{row}{row}") == [(3, "", "twice")]
    assert list_faults(f"{HEAD}{row}x,y\r\n,,2026-12-10,9:00,10:00,10,\r\n") == [
        (3, "", "cells"),
        (4, "kind", "missing"),
        (4, "place", "missing"),
    ]
    with pytest.raises(InputFileError, match="定員"):
        read("種別,会場,日付,開始,終了\r\n")
