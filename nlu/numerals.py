"""Kanji numbers as digits, where they are numbers.

A kanji numeral becomes digits only in front of a counter or unit (三通 → 3通), after a word that counts (第二), when
several stand alone (二十三), or when the whole utterance is one. 三輪, 七五三, 十分 (enough) and 一部 (a part) stay.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {
    character: value
    for value, group in enumerate(("〇零", "一壱", "二弐", "三参", "四", "五", "六", "七", "八", "九"))
    for character in group
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1_000}
_LARGE = {"万": 10_000, "億": 100_000_000}
_LONGEST = 23  # 九千九百九十九億九千九百九十九万九千九百九十九 is as long
_NUMERAL = "〇零一壱二弐三参四五六七八九十拾百千万億"

_COUNTERS = (
    "通|部|枚|人|名|歳|才|円|年|月|日|時|分|秒|週|か月|ヶ月|ケ月|カ月|ヵ月|箇月|か所|カ所|ヶ所|階|回|件|個|つ|本|冊|丁目|番|号|"
    "世帯|台|匹|頭|度|割|倍|点|袋|箱|組|席|泊|坪|キロ|メートル|リットル|平米|パーセント|%"
)
# Words that begin with a kanji number and a counter but do not count.
_WORDS = (
    r"一人(?:暮|親|っ子|娘|息子|ひとり|一人|前)|二人三脚|百人一首|十人十色|"
    r"一番(?!線|地|目|窓|号|の窓|ホーム)|二番煎じ|[一二三四五六七八九十]番町|"
    r"一度|二度と|一時(?!半|に|から|まで|頃|ごろ|過ぎ|ちょうど|以降|台|[〇一二三四五六七八九十0-9]+分|[、。\s]|$)|"
    r"一部(?!くださ|下さい|ほし|欲し|必要|お願|頼|だけ|ずつ|[、。\s]|$)|"
    r"十分(?!前|後|間|おき|くらい|ぐらい|ほど|遅|早|以内)|"
    r"五月(?:雨|病|晴|人形)|三日(?:月|坊主)|二日酔|百日(?:草|咳)|千日|四日市|五日市|八日市|十日町|六日町|廿日市|一日市|三日市|"
    r"[一二三五六八]本(?:松|木|柳|杉|槍)|二階堂|一本化|百年戦争|千円札|万年|百貨|千本|一時的|一日千秋|四六時中|"
    r"[一二三四五六七八九]{2}(?=[日人回個歳])"  # 二三日: two or three
)
_STRUCTURED = f"(?=[{_NUMERAL}]*[十百千])[{_NUMERAL}]{{2,}}"
_PATTERN = re.compile(
    rf"(?P<time>(?<=午[前後])一(?=時))|(?P<minutes>(?<=時)[{_NUMERAL}]+(?=分))|"
    rf"(?P<word>{_WORDS})|"
    rf"(?<![0-9万千百])(?P<counted>[{_NUMERAL}]+)(?={_COUNTERS})|"
    rf"(?<=第)(?P<ordinal>[{_NUMERAL}]+)|"
    rf"(?<![一-龥々])(?P<alone>{_STRUCTURED})(?![一-龥々])"
)
# Alone: a digit, a number with units, or four digits by place and more; 七五三 is a festival.
_WHOLE = re.compile(
    rf"(?P<number>[{_NUMERAL}]|{_STRUCTURED}|[{_NUMERAL}]{{4,}})"
    r"(?P<rest>(?:です|でお願いします|でいいです|で)?[。.!]*)"
)


def numerals_to_digits(text: str) -> str:
    """The text with kanji numbers as ASCII digits where they are numbers."""
    whole = _WHOLE.fullmatch(text)
    if whole:
        return _digits(whole["number"]) + whole["rest"]
    return _PATTERN.sub(_replace, text)


def read_number(text: str) -> str:
    """A number that stands alone in an input, as ASCII digits without leading zeros; 年, 月 or 日 behind it do no harm
    and 元 is 1. What is no number comes back as it is, so that it can be told from an empty input.
    """
    said = unicodedata.normalize("NFKC", text).strip().rstrip("年月日").strip()
    digits = "1" if said == "元" else numerals_to_digits(said)
    return digits.lstrip("0") or digits[:1]


def _replace(match: re.Match[str]) -> str:
    numeral = match["time"] or match["minutes"] or match["counted"] or match["ordinal"] or match["alone"]
    return match[0] if match["word"] or not numeral else _digits(numeral)


def _digits(numeral: str) -> str:
    """By place (二〇二六, 〇九〇) or by unit (二千二十六); unchanged when it forms no number."""
    if all(character in _DIGITS for character in numeral):
        return "".join(str(_DIGITS[character]) for character in numeral)
    total = section = digit = 0
    for character in numeral[:_LONGEST]:
        if character in _DIGITS:
            if digit:
                return numeral
            digit = _DIGITS[character]
        elif character in _SMALL:
            section += (digit or 1) * _SMALL[character]
            digit = 0
        else:
            total += (section + digit or 1) * _LARGE[character]
            section = digit = 0
    return str(total + section + digit) if len(numeral) <= _LONGEST else numeral
