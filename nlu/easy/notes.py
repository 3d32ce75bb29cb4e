"""What makes a sentence long without being said in it: words in brackets, and lists of things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from nlu.easy.words import words_of

LONG = 30  # characters: what the guideline for やさしい日本語 allows a sentence
_SHORT = 8  # characters in brackets that may stay
_ITEMS = 3
_BRACKETS = regex.compile(r"（([^（）]*)）")
_QUOTED = regex.compile(r"(?:「[^」]*」|『[^』]*』)$")
_LATIN = regex.compile(r"(?<![\w-])[A-Za-z][A-Za-z-]*$")
_DIGIT = regex.compile(r"[0-9０-９]")
_PHONE = regex.compile(r"(?<![0-9-])0\d{1,4}-\d{1,4}-\d{3,4}(?![0-9-])")
_STAYS = regex.compile(rf"^(?:{_PHONE.pattern})$|^(?:または|又は|もしくは|若しくは|か|と)")
_NAMED = regex.compile(r"(?:電話|ファクス|FAX|TEL)[ 　：:]?$", regex.IGNORECASE)
_ENDS = regex.compile(r"(?:ます|です|ました|でした|ません|ください)$")
_ENDS_WITH_PHONE = regex.compile(r"電話 ?0\d{1,4}-\d{1,4}-\d{3,4} ?$")
_TELEPHONE = "電話"
_SELF_CONTAINED = regex.compile(r"は|など$")
SPLIT = regex.compile(r"、(?![^「]*」)(?![^（]*）)")
_PREDICATES = regex.compile(
    r"(?P<particle>を)(?P<verb>(?:持って|用意し|準備し|出し|一緒に出し|見せ|送っ|入れ|書い).*)"
    r"|(?P<particle>が)(?P<verb>(?:必要です|要ります|いります)。?)"
)
_GENERAL = ("書類", "もの", "物", "人", "方", "とき", "場合", "日", "ところ")  # no name for what the words are about
_THINGS_TO_BRING = regex.compile(r"持ってくるものは、(.+)です。$")
_NOUNS = frozenset({"名詞", "接尾辞", "代名詞"})
_LEADS = frozenset({"は", "に", "で", "も", "から", "が"})


@dataclass
class Plain:
    """A sentence, with lines that belong under it."""

    sentence: str
    below: list[str] = field(default_factory=list)


def is_long(sentence: str) -> bool:
    """Longer than a learner can hold; a telephone number is no words."""
    return len(_PHONE.sub("", sentence)) > LONG


def take_out_notes(sentence: str, note: str) -> Plain:
    """Of a long sentence what stands in brackets goes to lines of its own: 「名前：…」 behind the mark `note`.

    Short words stay, and those that say what a bracket alone can't be torn from.
    """
    plain = Plain(sentence)
    if not is_long(sentence):
        return plain
    kept, end = "", 0
    for match in _BRACKETS.finditer(sentence):
        before, inside = sentence[end : match.start()], match[1]
        kept, end = kept + before, match.end()
        can_stay = len(inside) < _SHORT or _STAYS.search(inside) or _is_quoting(kept)
        words = "" if can_stay else _write_note(kept, inside, note)
        if words:
            plain.below.append(words)
        else:
            kept += match[0]
    plain.sentence = kept + sentence[end:]
    return plain


def _is_quoting(before: str) -> bool:
    return before.count("「") > before.count("」") or before.count("『") > before.count("』")


def _write_note(before: str, inside: str, note: str) -> str:
    if _ENDS.search(inside) and _ENDS.search(before):
        return f"{inside}。"
    name = _find_name(before)
    if not name and not _SELF_CONTAINED.search(inside):
        return ""
    ending = "。" if _ENDS.search(inside) else ""
    said = _PHONE.sub(lambda found: found[0] if _NAMED.search(inside[: found.start()]) else f"電話{found[0]}", inside)
    return f"{note}{name}：{said}{ending}" if name else f"{note}{said}{ending}"


def _find_name(before: str) -> str:
    """The noun that stands at the end. None with digits, which would be said twice, nor one that names nothing."""
    if _ENDS_WITH_PHONE.search(before):
        return _TELEPHONE
    if quoted := _QUOTED.search(before):
        return str(quoted[0])
    if latin := _LATIN.search(before):
        return str(latin[0])
    name = ""
    for token in reversed(words_of(before[-30:])):
        if token.part[0] not in (*_NOUNS, "接頭辞"):
            break
        name = token.surface + name
    return "" if _DIGIT.search(name) or name in _GENERAL else name


def list_things(plain: Plain, thing: str, mark: str) -> Plain:
    """Three things or more that are to be brought become a list, announced as `thing` (次のもの)."""
    if not is_long(plain.sentence):
        return plain
    if match := _THINGS_TO_BRING.match(plain.sentence):
        items = SPLIT.split(match[1])
        if len(items) >= _ITEMS and all(map(_is_thing, items)):
            return Plain(f"{thing}を持ってきてください。", [*(f"{mark}{item}" for item in items), *plain.below])
    for match in _PREDICATES.finditer(plain.sentence):
        listed, rest = plain.sentence[: match.start()], match["particle"] + match["verb"]
        parts = SPLIT.split(listed)
        leads = count_leads(parts)
        items = parts[leads:]
        if len(items) >= _ITEMS and all(map(_is_thing, items)):
            said = "、".join((*parts[:leads], f"{thing}{rest}"))
            return Plain(said, [*(f"{mark}{item}" for item in items), *plain.below])
    return plain


def count_leads(parts: Sequence[str]) -> int:
    """How many parts of a sentence, from its beginning, say when, where or who."""
    count = 0
    for part in parts:
        last = words_of(part)[-1] if part else None
        if last is None or not (last.part[0] == "助詞" and last.surface in _LEADS):
            break
        count += 1
    return count


def _is_thing(item: str) -> bool:
    tokens = words_of(item)
    if not tokens or not (tokens[-1].part[0] in _NOUNS or tokens[-1].surface in ("）", "」", "など")):
        return False
    return not any(token.surface == "は" and token.part[0] == "助詞" for token in tokens)


def split_sentences(line: str) -> Iterator[str]:
    """The sentences of a line; what stands in quotation marks or brackets is not torn apart."""
    depth, start = 0, 0
    for place, character in enumerate(line):
        depth += (character in "「『（(") - (character in "」』）)")
        if character in "。！？" and depth <= 0:
            yield line[start : place + 1]
            start = place + 1
    if line[start:].strip():
        yield line[start:]
