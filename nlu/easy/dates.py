"""Days and times for those who learn Japanese: the western year first, weekdays in full, から and まで for a wave."""

from __future__ import annotations

import regex

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911}  # the year before its first
_ERA = regex.compile(r"(?P<era>令和|平成|昭和|大正)(?P<year>元|[0-9０-９]{1,2})(?P<unit>年度|年)(?!（[0-9]{4}年)")
_WESTERN = regex.compile(r"[0-9０-９]{4}年度?[（・/]$")
_WEEKDAY = regex.compile(r"(?<=日)（([月火水木金土日])(・祝)?）")
_WEEKDAYS = regex.compile(r"(?:[月火水木金土日]・)+(?=[月火水木金土日]曜日)")
_TIME = r"(?:午前|午後)?[0-9０-９]{1,2}時(?:[0-9０-９]{1,2}分|半)?|正午"
_SPAN = regex.compile(
    rf"(?:(?P<from>{_TIME})[〜～](?P<to>{_TIME})"
    r"|(?P<from>[月火水木金土日])(?:曜日?)?[〜～](?P<to>[月火水木金土日]曜日)"
    r"|(?P<from>[0-9０-９]{1,2}[月日](?:[0-9０-９]{1,2}日)?)[〜～](?P<to>[0-9０-９]{1,2}[月日](?:[0-9０-９]{1,2}日)?))"
    r"(?P<until>まで)?"
)


def write_out_dates(sentence: str) -> str:
    """令和8年 → 2026年（令和8年）, 12月1日（火） → 12月1日（火曜日）, 午前9時〜正午 → 午前9時から正午まで."""
    sentence = _ERA.sub(_with_western_year, sentence)
    sentence = _WEEKDAY.sub(lambda found: f"（{found[1]}曜日{'・祝日' if found[2] else ''}）", sentence)
    sentence = _WEEKDAYS.sub(lambda found: found[0].replace("・", "曜日・"), sentence)
    written: str = _SPAN.sub(_say_span, sentence)
    return written


def list_western_years(sentence: str) -> list[str]:
    """The years that `write_out_dates` adds."""
    return [str(_western(found)) for found in _ERA.finditer(sentence) if not _has_western(found)]


def _western(found: regex.Match[str]) -> int:
    return _ERAS[found["era"]] + (1 if found["year"] == "元" else int(found["year"]))


def _has_western(found: regex.Match[str]) -> bool:
    return _WESTERN.search(found.string, 0, found.start()) is not None


def _with_western_year(found: regex.Match[str]) -> str:
    return found[0] if _has_western(found) else f"{_western(found)}{found['unit']}（{found[0]}）"


def _say_span(found: regex.Match[str]) -> str:
    start, end = found["from"], found["to"]
    if len(start) == 1:
        start += "曜日"
    of = "の" if found.string.startswith("分", found.end()) else ""
    return f"{start}から{end}まで{of}"
