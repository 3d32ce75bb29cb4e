"""How facts are written (`facts.yml`), and the one spelling of each: (value, start, end) in normalised text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.entities import amounts, contacts
from nlu.entities.calendar import era_year

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("facts.yml").read_text("utf-8"))
_SPELLINGS = {spelling: ours for ours, others in _WRITTEN["units"].items() for spelling in (ours, *others)}
_UNITS = "|".join(re.escape(unit) for unit in sorted(_SPELLINGS, key=len, reverse=True))

DECISIVE: tuple[str, ...] = tuple(_WRITTEN["decisive"])
RATES = frozenset(f"1 {unit}" for unit in _WRITTEN["rates"])

Found = tuple[str, int, int]


def _compile(name: str) -> list[re.Pattern[str]]:
    written = _WRITTEN[name]
    patterns = written if isinstance(written, list) else [written]
    return [re.compile(pattern.replace("{year}", _WRITTEN["year"])) for pattern in patterns]


_URL, _DATES, _WEEKDAYS, _TIMES = (_compile(name) for name in ("url", "dates", "weekdays", "times"))
_FEES, _FREE, _PHONES, _NOON = (_compile(name) for name in ("fees", "free", "phones", "noon"))
_RATE_WORDS = re.compile(_WRITTEN["rate_words"])
_NUMBER = r"(?<![\d.,])(?<!\d[:/-])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d+)?)"
_COUNT = re.compile(rf"{_NUMBER}\s?(?P<unit>{_UNITS})(?!{_WRITTEN['not_counted']})")
_DAY_NAME = re.compile(_WRITTEN["day"])


def is_rate_word(text: str, place: int) -> bool:
    """Whether a word such as "for each" stands at this place."""
    return _RATE_WORDS.match(text, place) is not None


def find_urls(text: str) -> Iterator[Found]:
    return ((match[0].rstrip("/"), match.start(), match.end()) for match in _matches(_URL, text))


def find_phones(text: str) -> Iterator[Found]:
    for entity in contacts.find(text):
        if entity.entity == "phone":
            yield entity.value, entity.start, entity.end
    for match in _matches(_PHONES, text):
        yield re.sub(r"\D", "", match["phone"]), match.start("phone"), match.end("phone")


def find_dates(text: str) -> Iterator[Found]:
    for match in _matches(_DATES, text):
        groups = match.groupdict()
        year = _year(groups)
        month, day = (int(groups.get(name) or 0) for name in ("month", "day"))
        if month > 12 or day > 31 or (groups.get("month") and not month):
            continue
        if groups.get("fiscal"):
            value = f"FY{year}"
        else:
            parts = [year or "-", f"{month:02}" if month else "", f"{day:02}" if day else ""]
            value = "-".join(part for part in parts if part)
        yield value, match.start(), match.end()


def _year(groups: dict[str, str | None]) -> str:
    if groups.get("era"):
        return str(era_year(str(groups["era"]), str(groups["era_year"])))
    return groups.get("year") or ""


def find_weekdays(text: str) -> Iterator[Found]:
    for match in _matches(_WEEKDAYS, text):
        groups = match.groupdict()
        if groups.get("word"):
            value = match[0]
        else:
            weeks = ",".join(sorted(set(re.findall(r"\d", groups.get("weeks") or ""))))
            value = f"{weeks}:{_days(match['days'])}"
        yield value, match.start(), match.end()


def _days(said: str) -> str:
    """`Mon,Thu` in our order; a range counts as all its days."""
    names: list[str] = _WRITTEN["days_of_week"]
    days: set[int] = set()
    previous = ""
    for match in _DAY_NAME.finditer(said):
        day = names.index(match[0][0])
        if previous and "~" in said[said.index(previous) : match.start()]:
            days.update(range(min(days), day))
        days.add(day)
        previous = match[0]
    return ",".join(_WRITTEN["day_names"][day] for day in sorted(days))


def find_times(text: str) -> Iterator[Found]:
    for match in _matches(_TIMES, text):
        groups = match.groupdict()
        hour = int(groups["hour"] or 0)
        minute = 30 if groups.get("half") else int(groups.get("minute") or 0)
        if hour <= 24 and minute <= 59:
            hours = _hours(hour, (groups.get("word") or "").lower(), str(groups["hour"]))
            yield "|".join(f"{one:02}:{minute:02}" for one in hours), match.start(), match.end()
    for match in _matches(_NOON, text):
        yield "12:00", match.start(), match.end()


def _hours(hour: int, word: str, written: str) -> list[int]:
    if word in _WRITTEN["afternoon"]:
        return [hour + 12 if hour < 12 else hour]
    if word in _WRITTEN["morning"] or hour > 12 or written.startswith("0"):
        return [hour]
    return [hour, (hour + 12) % 24]


def find_fees(text: str) -> Iterator[Found]:
    for entity in amounts.find(text):
        if entity.entity == "money":
            yield str(entity.value["yen"]), entity.start, entity.end
    for match in _matches(_FEES, text):
        yield match["yen"].replace(",", ""), match.start(), match.end()
    for match in _matches(_FREE, text):
        yield "0", match.start(), match.end()


def find_counts(text: str) -> Iterator[Found]:
    for match in _COUNT.finditer(text):
        number = match["number"].replace(",", "")
        yield f"{number} {_SPELLINGS[match['unit']]}", match.start(), match.end()


def _matches(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    return (match for pattern in patterns for match in pattern.finditer(text))
