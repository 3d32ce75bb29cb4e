"""Times of day. Parts of the day (朝, 夕方 …) are those of the Meteorological Agency's forecasts.

An hour from 1 to 7 without 午前 or 午後 has two readings, the afternoon first; so has 12時 after 午前 or 午後.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlu.entities.spans import (
    Rule,
    Value,
    apply_rules,
    join_neighbours,
    joined_span,
    longest,
    one_of,
    open_ended,
)
from nlu.interpretation import Entity

_PARTS = {
    "午前中": ("00:00", "12:00"), "午前": ("00:00", "12:00"), "午後": ("12:00", "23:59"), "早朝": ("05:00", "07:00"),
    "朝": ("06:00", "09:00"), "お昼過ぎ": ("12:00", "15:00"), "昼過ぎ": ("12:00", "15:00"),
    "お昼": ("11:00", "13:00"), "昼頃": ("11:00", "13:00"), "昼間": ("09:00", "18:00"), "日中": ("09:00", "18:00"),
    "夕方": ("15:00", "18:00"), "夜間": ("18:00", "23:59"), "夜": ("18:00", "23:59"), "今夜": ("18:00", "23:59"),
    "今晩": ("18:00", "23:59"), "深夜": ("21:00", "23:59"), "未明": ("00:00", "03:00"), "明け方": ("03:00", "06:00"),
    "ごぜんちゅう": ("00:00", "12:00"), "ごぜん": ("00:00", "12:00"), "ごご": ("12:00", "23:59"),
    "ゆうがた": ("15:00", "18:00"), "昼休み": ("12:00", "13:00"),
}  # fmt: skip
_MORNING = ("午前", "朝", "早朝", "明け方", "ごぜん", "あさ", "am", "a.m.")
_AFTERNOON = ("午後", "昼", "お昼", "夕方", "ごご", "ひる", "ゆうがた", "pm", "p.m.")
_NIGHT = ("夜", "晩", "今夜", "今晩", "よる")
_SMALL_HOURS = ("夜中", "真夜中", "深夜", "未明", "よなか")
_WORDS = "|".join(sorted((*_MORNING, *_AFTERNOON, *_NIGHT, *_SMALL_HOURS), key=len, reverse=True))
_WORD = rf"(?P<word>{_WORDS})"
_KANA_HOURS = (
    "れい",
    "いち",
    "に",
    "さん",
    "よ",
    "ご",
    "ろく",
    "しち",
    "はち",
    "く",
    "じゅう",
    "じゅういち",
    "じゅうに",
)
_KANA = "|".join(sorted(_KANA_HOURS, key=len, reverse=True))
_MINUTES = r"(?:(?P<half>半|はん)|(?P<minute>\d{1,2})分(?P<before>前)?)?"
_O_CLOCK = "[時じ](?![間点限代計々期給]|かん)"
_ABOUT = r"(?P<about>頃|ごろ|くらい|ぐらい|過ぎ|すぎ|前後|前|まえ)?"
_FALSE_MORNING = r"(?![顔食ご晩刊市日鮮倉霞比礼])"  # 朝顔, 朝食, 朝日 …


def find(text: str) -> Iterator[Entity]:
    """Time entities, ranges joined, without overlaps among themselves."""
    found = longest(apply_rules("time", text, _RULES))
    joined = join_neighbours(found, lambda first, last: _joined(first, last, text))
    yield from (open_ended(entity, text, _ends(entity)) for entity in joined)


def _joined(first: Entity, last: Entity, text: str) -> Entity | None:
    pairs = _pairs(_readings(first.value), _readings(last.value))
    return joined_span(first, last, text, one_of({"from": one, "to": other} for one, other in pairs), "まで|の間")


def _ends(entity: Entity) -> tuple[str, str]:
    said = entity.value.get("candidates", [entity.value])[0]  # 5時以降: the likeliest
    return said.get("time") or said.get("from", ""), said.get("time") or said.get("to", "")


def _pairs(starts: list[str], ends: list[str]) -> list[tuple[str, str]]:
    """Each start with the first end after it."""
    pairs = []
    for start in starts:
        later = sorted(end for end in ends if end > start)
        if later:
            pairs.append((start, later[0]))
    return pairs


def _readings(value: Any) -> list[str]:
    values = value.get("candidates", [value])
    return [one["time"] for one in values if "time" in one]


def _clock(match: re.Match[str]) -> Value | None:
    groups = match.groupdict()
    said = groups.get("word")
    hour = _KANA_HOURS.index(match["kana"]) if groups.get("kana") else int(match["hour"])
    minute = 30 if groups.get("half") else int(groups.get("minute") or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    exact = groups.get("hour", "").startswith("0") if groups.get("hour") else False
    hours = [hour] if exact and not said else _hours(hour, said)
    about = {"about": True} if groups.get("about") else {}
    return one_of({"time": _format(one, minute, bool(groups.get("before"))), **about} for one in hours)


def _format(hour: int, minute: int, before: bool) -> str:
    total = (hour * 60 + (-minute if before else minute)) % (24 * 60)
    return f"{total // 60:02}:{total % 60:02}"


def _hours(hour: int, word: str | None) -> list[int]:
    """The hours of the day that may be meant, likeliest first."""
    if word is None:
        return [hour + 12, hour] if 1 <= hour <= 7 else [hour]
    if hour > 12:
        return [hour]
    if word in ("am", "a.m.", "pm", "p.m."):
        return [hour % 12 + (12 if word.startswith("p") else 0)]
    if hour == 12 and word in ("午前", "午後", "ごぜん", "ごご"):
        return [12, 0]
    if word in _MORNING or (word in _AFTERNOON and (hour == 12 or (hour in (10, 11) and "昼" in word))):
        return [hour]
    if word in _AFTERNOON:
        return [hour + 12]
    late = range(5, 12) if word in _NIGHT else range(9, 12)
    return [hour + 12 if hour in late else hour % 12]


def _part(match: re.Match[str]) -> Value:
    first, last = _PARTS[match[0]]
    return {"from": first, "to": last}


_RULES: list[Rule] = [
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (rf"(?:{_WORD}の?\s?)?(?<![\d.])(?P<hour>\d{{1,2}}){_O_CLOCK}{_MINUTES}{_ABOUT}", _clock),
        (rf"(?:{_WORD}の?)(?P<kana>{_KANA})じ(?!かん|ゅ){_MINUTES}{_ABOUT}", _clock),
        (rf"(?:{_WORD}\s?)?(?<![\d:.])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?![\d:]){_ABOUT}", _clock),
        (r"(?<![\d:.])(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s?(?P<word>[ap]\.m\.|[ap]m)(?![a-z])", _clock),
        (r"正午|お昼の12時", lambda _match: {"time": "12:00"}),
        (r"真夜中|零時", lambda _match: {"time": "00:00"}),
        ("|".join(
            re.escape(part) + (_FALSE_MORNING if part == "朝" else "(?![景空勤泣逃])" if part == "夜" else "")
            for part in sorted(_PARTS, key=len, reverse=True)
        ), _part),
    )
]  # fmt: skip
