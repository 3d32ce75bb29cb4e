"""Telegrams of our own writing: what is read from them, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.simulator.telegrams import (
    Area,
    Place,
    Region,
    Sent,
    write_earthquake,
    write_landslide_alert,
    write_report,
    write_warning,
    write_withdrawal,
)
from handlers.disaster.telegrams import MOST_BYTES, InfoType, Status, UnreadableTelegram, parse

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
PREFECTURE = Place("200000", "長野県")
OURS, NEXT, THIRD = Place("2099900", "みどり野市"), Place("2020100", "長野市"), Place("2020200", "松本市")
METEOROLOGY = "http://xml.kishou.go.jp/jmaxml1/body/meteorology1/"


def body(content: str) -> str:
    return f'<Body xmlns="{METEOROLOGY}">{content}</Body>'


def test_levels_are_the_municipalities_own_whatever_the_prefecture_has() -> None:
    parts = [Area(OURS, "43", "レベル４大雨危険警報"), Area(NEXT, "10", "レベル２大雨注意報"), Area(THIRD)]
    whole = Area(PREFECTURE, "33", "レベル５大雨特別警報")
    telegram = parse(write_warning("大雨", whole, parts, Sent(AT, headline="厳重に警戒してください。")))
    assert telegram.code == "VPWW55"
    assert telegram.levels == {"2099900": 4, "2020100": 2, "2020200": 0}
    assert (telegram.headline, telegram.serial, telegram.event_id) == ("厳重に警戒してください。", None, "")


def test_a_warning_without_a_level_has_none_and_one_that_was_lifted_zero() -> None:
    parts = [Area(OURS, "05", "暴風警報"), Area(NEXT, "00", "解除")]
    telegram = parse(write_warning("暴風", Area(PREFECTURE, "05", "暴風警報"), parts, Sent(AT)))
    assert telegram.levels == {"2099900": None, "2020100": 0}


@pytest.mark.parametrize(
    ("code", "word", "level"),
    [
        ("10", "大雨注意報", 2),
        ("03", "大雨警報", 3),
        ("33", "大雨特別警報", 5),
        ("08", "高潮警報", 4),
        ("38", "高潮特別警報", 4),
        ("08", "レベル３高潮警報", 3),
        ("38", "レベル５高潮特別警報", 5),
        ("14", "雷注意報", None),
        ("99", "知らない警報", None),
    ],
)
def test_old_words_have_the_agencys_levels_and_new_words_their_own(code: str, word: str, level: int | None) -> None:
    kind = f"<Kind><Name>{word}</Name><Code>{code}</Code><Status>継続</Status></Kind>"
    item = f"<Item>{kind}<Area><Name>x</Name><Code>2099900</Code></Area></Item>"
    content = body(f'<Warning type="気象警報・注意報（市町村等）">{item}</Warning>')
    telegram = parse(write_report("気象警報・注意報（Ｈ２７）", "長野県気象警報・注意報", Sent(AT), content))
    assert (telegram.code, telegram.levels) == ("VPWW54", {"2099900": level})


def test_a_landslide_alert_is_level_four() -> None:
    telegram = parse(write_landslide_alert(PREFECTURE, [(OURS, True), (NEXT, False)], Sent(AT, serial=2)))
    assert (telegram.code, telegram.serial, telegram.levels) == ("VXWW50", 2, {"2099900": 4, "2020100": 0})


def test_a_rivers_municipalities_have_the_level_of_the_gauge_that_speaks_for_them() -> None:
    def gauge(name: str, words: str) -> str:
        return (
            f"<Item><Kind><Property><Type>主文</Type><Text>{words}</Text></Property></Kind>"
            f"<Stations><Station><Name>{name}</Name><Code>{name}1</Code></Station></Stations></Item>"
        )

    def place(name: str, code: str) -> str:
        return f"<Area><Name>{name}</Name><Code>{name}1</Code><City>{code}</City><CityCode>{code}</CityCode></Area>"

    content = body(
        '<Warning type="指定河川洪水予報">'
        + gauge("上", "【警戒レベル４相当】氾濫危険水位に到達しました。")
        + gauge("下", "【警戒レベル２相当】氾濫注意水位に到達し、警戒レベル４となる可能性があります。")
        + "<Item><Kind><Name>浸水想定地区</Name><Code>1</Code></Kind><Areas>"
        + place("上", "2099900")
        + place("下", "202011")
        + place("余", "2020200")
        + "</Areas></Item></Warning>"
    )
    head = "<Information><Item><Kind><Name>氾濫危険情報</Name><Code>40</Code></Kind><Areas/></Item></Information>"
    telegram = parse(write_report("指定河川洪水予報", "緑川氾濫危険情報", Sent(AT, event_id="82"), content, head))
    assert telegram.levels == {"2099900": 4, "2020100": 2, "2020200": 0}, "the last one's gauge says nothing"
    assert parse(write_report("指定河川洪水予報", "緑川", Sent(AT), content)).levels == telegram.levels, (
        "an empty headline"
    )
    lifted = parse(
        write_report("指定河川洪水予報", "緑川", Sent(AT), content, head.replace("40", "10").replace("危険", "注意"))
    )
    assert lifted.levels == {"2099900": 0, "2020100": 0, "2020200": 0}


def test_an_earthquake_has_intensities_and_no_levels() -> None:
    region = Region(Place("420", "長野県北部"), "6-", [(OURS, "5+"), (NEXT, "6-")])
    telegram = parse(write_earthquake("長野県北部", "6.1", [region], Sent(AT, event_id="e", serial=1)))
    assert (telegram.code, telegram.levels) == ("VXSE53", None)
    assert telegram.intensities == {"2099900": "5+", "2020100": "6-"}
    assert (telegram.regions, telegram.place, telegram.magnitude) == ({"420": "6-"}, "長野県北部", "6.1")


def test_a_withdrawal_names_its_event_and_no_area() -> None:
    telegram = parse(write_withdrawal("震源・震度に関する情報", Sent(AT, event_id="e", serial=3)))
    assert (telegram.info_type, telegram.event_id, telegram.serial) == (InfoType.CANCEL, "e", 3)
    assert telegram.intensities == {}


@pytest.mark.parametrize(("word", "status"), [("訓練", Status.TRAINING), ("試験", Status.TEST)])
def test_what_is_no_real_telegram_says_so(word: str, status: Status) -> None:
    content = write_landslide_alert(PREFECTURE, [(OURS, True)], Sent(AT, status=word))
    assert parse(content).status is status


OWN: dict[str, Any] = {
    "form": "madoguchi-alert/1",
    "kind": "evacuation",
    "status": "actual",
    "event_id": "order-1",
    "reported_at": "2026-11-29T18:00:00+09:00",
    "areas": [{"code": "2099900", "level": 4, "districts": ["north"]}, {"code": "2020100", "level": 0}],
}


def test_our_own_form_is_read_and_checked() -> None:
    telegram = parse(json.dumps(OWN).encode())
    assert (telegram.code, telegram.levels) == ("JSON", {"2099900": 4, "2020100": 0})
    for wrong in ({"form": "x"}, {"reported_at": "2026-11-29T18:00:00"}, {"status": "real"}, {"unknown": 1}):
        with pytest.raises(UnreadableTelegram):
            parse(json.dumps(OWN | wrong).encode())


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Report>&b;</Report>'
FILE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Report><Control>&a;</Control></Report>'
GOOD = write_landslide_alert(PREFECTURE, [(OURS, True)], Sent(AT))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        b"<Report>",
        b"<other/>",
        b"{",
        BOMB,
        FILE,
        b"<a>" * 5_000,
        b" " * (MOST_BYTES + 1),
        GOOD.decode().encode("cp932"),
        GOOD.replace("通常".encode(), "本番".encode()),
        GOOD.replace("発表</InfoType".encode(), "？</InfoType".encode()),
        GOOD.replace(b"2026-11-29T", b"x"),
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_no_telegram_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(UnreadableTelegram) as refused:
        parse(content)
    assert "\n" not in str(refused.value)


def test_an_encoding_that_is_declared_is_read() -> None:
    text = GOOD.decode().replace('encoding="UTF-8"', 'encoding="Shift_JIS"')
    assert parse(text.encode("cp932")).levels == {"2099900": 4}
