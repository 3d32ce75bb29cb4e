"""Words for a day or a time that say none: 6月31日, 25時, お盆のあと. What can't be understood is asked back.

So are words of other languages for a day or a time that no rule has understood, and 03/04 where the language leaves
open which of them is the month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping

from nlu.interpretation import Entity
from nlu.normalize import normalize

_NO_LEAP_YEAR = 2027
_KINDS = ("date", "time", "birth_date", "age")
_DAY = re.compile(r"(?P<month>\d{1,2})(?:月の?\s?(?P<day>\d{1,3})日|/(?P<of_month>\d{1,2})(?![\d/]))")
_DAY_ALONE = re.compile(r"(?<![\d月/])(?<!月の)(?P<day>\d{1,3})日(?![間後前以目])")
_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,3})(?:時(?![間点限])(?:(?P<minute>\d{1,3})分)?|:(?P<after>\d{2})(?![\d:]))"
)
_EVENTS = "連休|休み|お?盆|お?正月|ゴールデンウ[イィ]ーク|gw|シルバーウ[イィ]ーク|クリスマス|彼岸|入学式|卒業式|給料日"
_AROUND = re.compile(
    rf"[一-龥]?(?:{_EVENTS})(?:休み)?の?\s?(?:明け|あけ|あと|後|前|まえ|過ぎ|すぎ|ごろ|頃)", re.IGNORECASE
)
_AFTER_DATE = re.compile(r"の?\s?(?:明け|あと|後|まえ|前|過ぎ|すぎ)(?![半々の])")
_DAYS = "mon|tues|wednes|thurs|fri|satur|sun"
_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
_FOREIGN = re.compile(
    rf"\b(?:(?:next|this|on)\s+)?(?:{_DAYS})day\b(?:\s+(?:morning|afternoon|evening))?|"
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:of\s+)?(?:{_MONTHS})\b(?:\s+\d{{1,2}})?|\bmay\s+\d{{1,2}}\b|"
    r"\b(?:today|tomorrow|tonight|next\s+(?:week|month)|this\s+(?:week|month|weekend))\b|\b\d{1,2}\s?[ap]\.?m\b\.?|"
    r"\b(?:mon|tue|wed|thu|fri)\b|\b\d{1,3}\s+o.?clock\b|\b\d{1,2}(?:st|nd|rd|th)\b|\bnext\s+weekend\b|"
    r"(?:[这這本]|下+|上)?[个個]?(?:周|週|星期|礼拜|禮拜)[一二三四五六日天](?:[上下]午)?|[明后後]天|下[个個]?(?:周|週|星期|月)|"
    r"\d{1,2}月\d{1,2}[号號]|\d{1,2}[號点點]|"
    r"(?:다음\s?주\s?)?[월화수목금토일]요일|내일|모레|다음\s?(?:주|달)|\d{1,2}월\s?\d{1,2}일|\d{1,3}\s?시(?!간|장|민|청)|"
    r"(?<!\w)(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|\d)|chủ\s+nhật|ngày\s+mai|(?:ngày\s+)?\d{1,2}\s+tháng\s+\d{1,2}|"
    r"ngày\s+\d{1,2}|\d{1,3}\s?(?:giờ|h)|cuối\s+tháng|tuần\s+sau|tháng\s+sau)(?!\w)|"
    r"(?<![\d/.-])\d{1,2}/\d{1,2}/\d{2,4}(?![\d/])",
    re.IGNORECASE,
)
_DAY_OR_MONTH_FIRST = ("en", "vi")
_TWO_WAYS = re.compile(r"(?<![\d/.-])(?P<a>0?[1-9]|1[0-2])/(?!(?P=a)(?!\d))(?:0?[1-9]|1[0-2])(?![\d/])")


def list_unclear(text: str, entities: Iterable[Entity], language: str = "ja") -> list[str]:
    """The words in their order; `text` is normalised, the entities are those that were found in it, and `language` is
    that of the conversation."""
    text, found = normalize(text), [one for one in entities if one.entity in _KINDS]
    spans = [match.span() for match in _list_uncovered(_FOREIGN, text, found)]
    if language in _DAY_OR_MONTH_FIRST:
        longer = [one for one in found if not _TWO_WAYS.match(one.text)]  # ngày 3/12 says it
        spans += [match.span() for match in _list_uncovered(_TWO_WAYS, text, longer)]
    for pattern, can_be in ((_DAY, _is_day), (_DAY_ALONE, _is_day), (_TIME, _is_time)):
        spans += [match.span() for match in _list_uncovered(pattern, text, found) if not can_be(match.groupdict())]
    spans += [match.span() for match in _AROUND.finditer(text) if not _is_understood(match, found)]
    for entity in found:
        if entity.entity == "date" and (after := _AFTER_DATE.match(text, entity.end)):
            spans.append((entity.start, after.end()))
    return [text[start:end].strip() for start, end in _without_parts(spans)]


def _is_day(said: Mapping[str, str | None]) -> bool:
    """Whether there is such a day in every year; one that is there and no entity was taken back (4日の予約を7日に)."""
    month, day = int(said.get("month") or 1), int(said["day"] or said.get("of_month") or 0)
    return 1 <= month <= 12 and 1 <= day <= monthrange(_NO_LEAP_YEAR, month)[1]


def _is_time(said: Mapping[str, str | None]) -> bool:
    hour, minute = int(said["hour"] or 0), int(said["minute"] or said["after"] or 0)
    return (hour < 24 and minute < 60) or (hour, minute) == (24, 0)


def _list_uncovered(pattern: re.Pattern[str], text: str, found: Iterable[Entity]) -> Iterator[re.Match[str]]:
    own = list(found)
    for match in pattern.finditer(text):
        if all(match.end() <= one.start or match.start() >= one.end for one in own):
            yield match


def _is_understood(match: re.Match[str], found: Iterable[Entity]) -> bool:
    """Whether all of it is one date (年明け)."""
    return any(one.start <= match.start() and match.end() <= one.end for one in found)


def _without_parts(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
