"""Counts of things and people, and money."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.spans import Rule, Value, apply_rules
from nlu.interpretation import Entity
from nlu.numerals import numerals_to_digits

_NUMBER = r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,9})"
_FIRST = r"(?<![\d.,])(?P<first>\d{1,6}|[一二三四五六七八九])"
_UNIT = (
    r"(?P<unit>通|部(?![屋長署門分局])|枚|人(?![暮前])|名(?!義|前|称)|個|つ(?![いき])|冊|本(?![人当日庁])|台|件|回(?![線覧])|匹|頭(?!部)|"
    r"世帯|セット|袋|箱|点|席|組)(?:様|さま)?(?!目|め)"
)
_WORDS = {"ひとつ": 1, "ふたつ": 2, "みっつ": 3, "よっつ": 4, "いつつ": 5, "むっつ": 6, "ななつ": 7, "やっつ": 8}
_WORDS |= {"ここのつ": 9, "ひとり": 1, "ふたり": 2}
_KANA_NUMBERS = {
    "いっ": 1, "いち": 1, "に": 2, "さん": 3, "よん": 4, "よ": 4, "ご": 5, "ろく": 6, "なな": 7, "はっ": 8, "はち": 8,
    "きゅう": 9, "じゅっ": 10, "じゅう": 10,
}  # fmt: skip
_KANA_UNITS = {"まい": "枚", "つう": "通", "ぶ": "部", "にん": "人", "さつ": "冊", "けん": "件"}
_KANA = "|".join(sorted(_KANA_NUMBERS, key=len, reverse=True))
_WORD_ENDS = "(?![ぁ-んー](?<![をはでおくほだずとがの]))"  # nothing, or a particle or ください, ほしい … follows
_WORD_BEGINS = "(?:(?<![ぁ-ん])|(?<=[をはがも]))"
_PLAIN_UNIT = {"名": "人"}


def find(text: str) -> Iterator[Entity]:
    """Entities `count` and `money`."""
    yield from apply_rules("count", text, _COUNTS)
    yield from apply_rules("money", text, _MONEY)


def _integer(number: str) -> int:
    return int(number.replace(",", ""))


def _count(match: re.Match[str]) -> Value:
    return {"number": _integer(match["number"]), "unit": _PLAIN_UNIT.get(match["unit"], match["unit"])}


def _range(match: re.Match[str]) -> Value | None:
    first, last = _integer(numerals_to_digits(match["first"])), _integer(match["number"])
    unit = _PLAIN_UNIT.get(match["unit"], match["unit"])
    return {"from": first, "to": last, "unit": unit} if first < last else None


def _word(match: re.Match[str]) -> Value:
    return {"number": _WORDS[match[0]], "unit": "人" if match[0].endswith("り") else "つ"}


def _kana(match: re.Match[str]) -> Value:
    return {"number": _KANA_NUMBERS[match["kana"]], "unit": _KANA_UNITS[match["unit"]]}


def _yen(match: re.Match[str]) -> Value | None:
    parts = match.groupdict()
    scale = {"oku": 100_000_000, "man": 10_000, "sen": 1_000, "hyaku": 100}
    total = sum(float(parts[name]) * unit for name, unit in scale.items() if parts.get(name))
    total += _integer(parts["rest"]) if parts.get("rest") else 0
    return {"yen": round(total)} if any(parts.values()) else None


_COUNTS: list[Rule] = [
    (re.compile(_NUMBER + r"\s?" + _UNIT), _count),
    (re.compile(_FIRST + r"\s?(?:~|-|から|、|,|・)\s?(?P<number>\d{1,6})\s?" + _UNIT), _range),
    (re.compile(r"(?<![ぁ-ん])(?:" + "|".join(_WORDS) + r")(?!ひとり|目|め|親|っ子|暮|ぐらし|で(?:に|き))"), _word),
    (re.compile(rf"{_WORD_BEGINS}(?P<kana>{_KANA})(?P<unit>{'|'.join(_KANA_UNITS)}){_WORD_ENDS}"), _kana),
]  # fmt: skip
_MONEY: list[Rule] = [
    (re.compile(
        r"(?<![\d.,])(?:(?P<oku>\d{1,4}(?:\.\d+)?)億)?(?:(?P<man>\d{1,4}(?:\.\d+)?)万)?(?:(?P<sen>\d(?:\.\d+)?)千)?"
        r"(?:(?P<hyaku>\d)百)?(?P<rest>\d{1,3}(?:,\d{3})+|\d{1,12})?(?:円(?![形滑満高安卓周])|えん(?![ぁ-ん](?<![をはでとがの])))"
    ), _yen),
    (re.compile(r"[¥\\]\s?(?P<rest>\d{1,3}(?:,\d{3})+|\d{1,12})(?!\d)"), _yen),
]  # fmt: skip
