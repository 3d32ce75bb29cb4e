"""Where a phrase (文節) begins: one word that says something, with the particles that lean on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import regex

from bot.yaml_files import parse_yaml
from nlu.tokenizer import Token

_CONTENT = frozenset({"名詞", "動詞", "形容詞", "副詞", "連体詞", "接続詞", "感動詞", "形状詞", "代名詞", "接頭辞"})
_NOUNS = frozenset({"名詞", "接尾辞", "接頭辞", "形状詞", "代名詞"})
_OPEN = "（「『(【〈＜・／/〜~"
_MARK = frozenset({"補助記号", "空白", "記号"})
_DIGIT = regex.compile(r"[0-9０-９]")
_LOOSE = regex.compile(r"\p{Latin}$")
_SIZES = frozenset("大中小")
_VOICES = frozenset({"助動詞-レル", "下一段-サ行"})
_DATES = {"年": "月", "月": "日", "時": "分"}
_COMPOUND = {"に": frozenset({"よる", "つく", "対する", "とる", "関する"}), "と": frozenset({"する"})}


def starts_phrase(tokens: Sequence[Token], place: int) -> bool:
    """Whether a space belongs before this word."""
    token, before = tokens[place], tokens[place - 1] if place else None
    if before is None or token.part[0] not in _CONTENT or before.surface[-1:] in _OPEN:
        return False
    if before.part[0] in _MARK:
        is_dated = place > 2 and tokens[place - 2].surface in ("年", "年度") and _DIGIT.match(token.surface)
        return before.part[1] == "括弧閉" and not is_dated
    if before.surface + token.surface in _follows()["together"]:
        return False
    if before.surface in _SIZES and _DIGIT.match(token.surface):
        return True
    if before.part[1] == "助動詞語幹":
        return token.part[0] != "助動詞"
    if before.part[0] == "接頭辞" or token.part[1] == "助動詞語幹":
        return False
    if token.part[0] in ("動詞", "形容詞"):
        return not _leans(tokens, place)
    if before.surface == "が" and token.surface in _follows()["named_after_ga"]:
        return False
    if (
        before.part[0] == "動詞"
        and before.mood == "連用形-一般"
        and token.part[0] == "名詞"
        and not _DIGIT.match(token.surface)
    ):
        return False  # 見守りシール
    if _is_nominal(before) and token.part[0] in _NOUNS:
        return _is_apart(tokens, place)
    return not (token.surface == "こと" and before.part[0] in ("動詞", "助動詞"))


def _is_nominal(token: Token) -> bool:
    return token.part[0] in _NOUNS and token.part[1] not in ("動詞的", "形容詞的")


def _leans(tokens: Sequence[Token], place: int) -> bool:
    """Whether a verb or adjective belongs to the word before it: 登録 する, 書いて ください, 住み 始める, では ない."""
    token, before = tokens[place], tokens[place - 1]
    if _is_nominal(before) and token.base in ("する", "できる", "いたす"):
        return True
    if before.part[0] == "動詞" or before.kind in _VOICES:
        return before.mood.startswith("連用形") and before.base != "ない"
    if token.base == "する" and before.surface == "なく":
        return True
    if before.surface in _COMPOUND and place + 1 < len(tokens):
        is_te = tokens[place + 1].surface == "て" or token.surface in ("つき", "よる", "対する", "関する")
        return is_te and token.base in _COMPOUND[before.surface]
    if before.surface in ("て", "で") and before.part[1] == "接続助詞":
        is_as = [word.surface for word in tokens[max(0, place - 3) : place]] == ["と", "し", "て"]
        return token.base in _follows()["after_te"] and not is_as
    is_lost = place + 1 < len(tokens) and tokens[place + 1].base == "する"  # 外で なくした
    if token.base in ("ある", "ない", "ござる") and before.surface in ("は", "も", "で") and not is_lost:
        first = before if before.surface == "で" else tokens[place - 2] if place > 1 else before
        return first.surface == "で" and first.part[0] in ("助動詞", "助詞", "接続詞")
    return False


def _is_apart(tokens: Sequence[Token], place: int) -> bool:
    """Whether of two nouns side by side each says its own thing: 1通 300円, 毎年 7月."""
    token, before = tokens[place], tokens[place - 1]
    follows = _follows()
    if before.surface in follows["apart_after"] or token.surface in follows["apart_before"]:
        return True
    is_counter = (
        place > 1
        and _DIGIT.search(tokens[place - 2].surface[-1]) is not None
        and ("助数詞" in before.part or "助数詞可能" in before.part)
    )
    if _DIGIT.match(token.surface):
        unit = tokens[place + 1].surface if place + 1 < len(tokens) else ""
        is_date = is_counter and unit != "" and _DATES.get(before.surface) == unit
        return not (is_date or before.surface in follows["number_after"] or _LOOSE.search(before.surface)) and not (
            _DIGIT.search(before.surface[-1])
        )
    if is_counter and before.surface not in follows["counts_a_noun"]:
        return token.surface not in follows["joined"] and token.part[0] != "接尾辞"
    return False


@cache
def _follows() -> dict[str, frozenset[str]]:
    read: dict[str, str] = parse_yaml(Path(__file__).with_name("phrases.yml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in read.items()}
