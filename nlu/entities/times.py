"""Times of day, in respelled text. Parts of the day (朝, 夕方 …) are those of `vocabulary.yml`.

An hour from 1 to 8 without 午前 or 午後 has two readings; so has 12時 after 午前 or 午後. The first reading is the one
in which a city is at work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from nlu.entities.now import Now, bind, compile_rules
from nlu.entities.spans import Value, apply_rules, join_neighbours, joined_span, longest, one_of, open_ended
from nlu.entities.tense import Tense
from nlu.entities.vocabulary import WORDS, any_of
from nlu.interpretation import Entity

_PARTS: dict[str, list[str]] = WORDS["parts"]
_DAY_PARTS: dict[str, list[Any]] = WORDS["day_parts"]
_MORNING = ("午前", "朝", "早朝", "明け方", "今朝", "明朝", "am", "a.m.")
_AFTERNOON = ("午後", "昼", "夕方", "pm", "p.m.")
_NIGHT = ("夜", "晩", "今夜", "昨夜", "明晩")
_SMALL_HOURS = ("夜中", "真夜中", "深夜", "未明")
_WORD = rf"(?P<word>{any_of((*_MORNING, *_AFTERNOON, *_NIGHT, *_SMALL_HOURS))})"
_MINUTES = r"(?:(?P<half>半)|(?P<minute>\d{1,2})分(?P<before>前)?)?"
_O_CLOCK = "時(?![間点限代計々期給台])"
_ABOUT = r"(?P<about>頃|ごろ|くらい|ぐらい|過ぎ|すぎ|前後|前|まえ)?"
_AMBIGUOUS = range(1, 9)
_DAWN = 5
_AT_WORK = 8  # 8時 is rather the morning, 3時 the afternoon


def find(text: str, now: Now) -> Iterator[Entity]:
    """Time entities, ranges joined, without overlaps among themselves."""
    found = longest(apply_rules("time", text, bind(_RULES, now)))
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
    return [one["time"] for one in values if "time" in one and "date" not in one]


def _clock(match: re.Match[str], now: Now) -> Value | None:
    groups = match.groupdict()
    word, hour = groups.get("word"), int(match["hour"])
    minute = 30 if groups.get("half") else int(groups.get("minute") or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    hours = [hour] if match["hour"].startswith("0") and not word else _hours(hour, word)
    about = {"about": True} if groups.get("about") else {}
    before = bool(groups.get("before"))
    return one_of({**_day_of(word or "", now, one), "time": _format(one, minute, before), **about} for one in hours)


def _format(hour: int, minute: int, before: bool) -> str:
    total = (hour * 60 + (-minute if before else minute)) % (24 * 60)
    return f"{total // 60:02}:{total % 60:02}"


def _hours(hour: int, word: str | None) -> list[int]:
    """The hours of the day that may be meant, likeliest first."""
    if word is None:
        both = [hour, hour + 12] if hour >= _AT_WORK else [hour + 12, hour]
        return both if hour in _AMBIGUOUS else [hour]
    word = word.lower()
    if hour > 12:
        return [hour]
    if word in ("am", "a.m.", "pm", "p.m."):
        return [hour % 12 + (12 if word.startswith("p") else 0)]
    if hour == 12 and word in ("午前", "午後"):
        return [12, 0]
    if word in _MORNING or (word in _AFTERNOON and (hour == 12 or (hour in (10, 11) and "昼" in word))):
        return [hour]
    if word in _AFTERNOON:
        return [hour + 12]
    late = range(5, 12) if word in _NIGHT else range(9, 12)
    return [hour + 12 if hour in late else hour % 12]


def _day_of(word: str, now: Now, hour: int = 12) -> Value:
    """今夜 says its day; 今夜の1時 is already the next."""
    if word not in _DAY_PARTS:
        return {}
    days = _DAY_PARTS[word][0] + (word in _NIGHT and hour < _DAWN)
    return {"date": (now.today + timedelta(days=days)).isoformat()}


def _part(match: re.Match[str], now: Now) -> Value:
    part = _DAY_PARTS[match[0]][1] if match[0] in _DAY_PARTS else match[0]
    first, last = _PARTS[part]
    return {**_day_of(match[0], now), "from": first, "to": last}


def _from_now(match: re.Match[str], now: Now) -> Value | None:
    """1時間後, 2時間前から; 「1時間前に」 counts from now only in the past tense, else from what is to come."""
    minutes = int(match["hours"] or 0) * 60 + int(match["minutes"] or 0) + (30 if match["half"] else 0)
    before = match["way"] != "後"
    since = match["since"] is not None and now.tense is not Tense.COMING
    if now.clock is None or (before and now.tense is not Tense.PAST and not since):
        return None
    moment = now.clock + timedelta(minutes=-minutes if before else minutes)
    day, time = moment.date().isoformat(), f"{moment:%H:%M}"
    if before and match["since"] and moment.date() == now.today:
        return {"date": day, "from": time, "to": f"{now.clock:%H:%M}"}
    return {"date": day, "time": time}


def _same_time(_match: re.Match[str], now: Now) -> Value | None:
    return {"time": f"{now.clock:%H:%M}"} if now.clock else None


def _at_once(_match: re.Match[str], now: Now) -> Value | None:
    return {"date": now.today.isoformat(), "time": f"{now.clock:%H:%M}"} if now.clock else None


def _parts_pattern() -> str:
    """Any part of the day that is not a part of another word."""
    words = sorted([*_PARTS, *_DAY_PARTS], key=len, reverse=True)
    no_part: dict[str, str] = WORDS["not_parts"]
    return "|".join(f"{word}(?![{no_part[word]}])" if word in no_part else word for word in words)


_RULES = compile_rules(
    (rf"(?:{_WORD}の?\s?)?(?<![\d.])(?P<hour>\d{{1,2}}){_O_CLOCK}{_MINUTES}{_ABOUT}", _clock),
    (rf"(?:{_WORD}\s?)?(?<![\d:.])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?![\d:]){_ABOUT}", _clock),
    (r"(?<![\d:.])(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s?(?P<word>[ap]\.m\.|[ap]m)(?![a-z])", _clock),
    ("正午|昼の12時", lambda _match, _now: {"time": "12:00"}),
    ("真夜中|零時", lambda _match, _now: {"time": "00:00"}),
    (_parts_pattern(), _part),
    (
        r"(?<![\dの])(?=\d)(?:(?P<hours>\d{1,2})時間(?P<half>半)?)?(?:(?P<minutes>\d{1,3})分)?(?<=[間半分])"
        r"(?P<way>後|前(?!後)|まえ)(?P<since>から)?",
        _from_now,
    ),
    ("同じ(?:時間|時刻|時)|今ごろ|今頃|いまごろ", _same_time),
    ("今すぐ|いますぐ", _at_once),
)
