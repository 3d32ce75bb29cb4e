"""Clauses of a long sentence as sentences of their own, where that is grammatical and changes no condition."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from nlu.easy.conjugation import Verb
from nlu.easy.notes import is_long
from nlu.easy.words import words_of
from nlu.tokenizer import Token

_LEAST = 6  # characters of a sentence
_CONDITION = regex.compile(r"とき|場合|なら|れば|たら|[てで]も、|[るい]と|うちは")
_SET_PHRASE = regex.compile(r"(?:恐れ入り|申し訳|すみま|失礼).*$|(?:について|こと|件)です$")
_RELATES = regex.compile(r"人(?!数)|とき|もの|場合|ため|方は")
_OPEN, _CLOSE = ("（", "「", "『"), ("）", "」", "』")
_BUT, _SO = "でも、", "だから、"
_STATES = regex.compile(r"(?:[0-9０-９][\p{Han}か]{1,3}|対象|無料|半額|予約制|抽選|休み|禁止)で、")
_POLITE_END = regex.compile(r"(?:です|ます|ません|でした|ました)。?$")
_PARTICLES = frozenset({"助詞", "副詞"})
_TO_PERSON = regex.compile(r"へ。$")
_BRINGING = regex.compile(r"持って|用意して|準備して")
_NUMBER_TO_CALL = regex.compile(r"(?:番|[#＃][0-9]+|[0-9]{3})へ。$")


def connect_plainly(sentence: str) -> str:
    """「書き、」 → 「書いて、」; 「渡さず、」 → 「渡さないで、」: as it is said, not as it is written."""
    tokens = words_of(sentence)
    said: list[str] = []
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.surface in _OPEN) - (token.surface in _CLOSE)
        if depth > 0:
            said.append(token.surface)
            continue
        behind = tokens[place + 1] if place + 1 < len(tokens) else None
        before = tokens[place - 1] if place else None
        if token.base == "ず" and before is not None and behind is not None and before.part[0] == "動詞":
            if behind.surface in ("、", "に"):
                said[-1] = Verb(before.base, before.kind).conjugate("未然形-一般")
                said.append("ないで")
                continue
        elif behind is not None and behind.surface == "、" and _is_pausing(token, before):
            verb = Verb(token.base, token.kind)
            verb = verb.potential if token.mood == "命令形" else verb
            said.append(verb.conjugate("連用形-一般", before_te=True) + ("で" if verb.has_voiced_te else "て"))
            continue
        if token.surface == "に" and before is not None and before.base == "ず" and said[-1] == "ないで":
            continue
        said.append(token.surface)
    return "".join(said)


def _is_pausing(token: Token, before: Token | None) -> bool:
    """A verb in the form that goes on, where no noun is meant: 窓口で申し込み、.

    Nobody is ordered about before a comma: 出せ、 is of 出せる.
    """
    if token.part[0] != "動詞" or not token.mood.startswith(("連用形", "命令形")) or before is None:
        return False
    is_done = before.part[0] == "名詞" and (token.base in ("する", "できる") or "副詞可能" in before.part)
    return is_done or (before.part[0] in _PARTICLES and before.surface not in ("の", "て"))


def end_fully(sentence: str) -> str:
    """「…センターへ。」 → 「…センターへ連絡してください。」"""
    if _NUMBER_TO_CALL.search(sentence):
        return f"{sentence[:-1]}電話してください。"
    if _TO_PERSON.search(sentence):
        return f"{sentence[:-1]}{'来て' if _BRINGING.search(sentence) else '連絡して'}ください。"
    return sentence


def split_clauses(sentence: str) -> list[str]:
    """Sentences that say the same, each shorter."""
    if not is_long(sentence):
        return [sentence]
    return _split_at_conjunction(sentence) or _split_at_state(sentence) or [sentence]


def _split_at_conjunction(sentence: str) -> list[str]:
    tokens = words_of(sentence)
    start = 0
    for place, token in enumerate(tokens):
        joint, said = _read_conjunction(tokens, place)
        first, rest = sentence[:start], sentence[start + len(said) :]
        start += len(token.surface)
        if not joint or len(rest) < _LEAST or not _is_main(first):
            continue
        if joint == _BUT and _CONDITION.search(first):
            continue  # what comes behind may hold under the same condition only
        if whole := _finish(first, tokens[:place]):
            return [whole, *split_clauses(joint + rest)]
    return []


def _read_conjunction(tokens: Sequence[Token], place: int) -> tuple[str, str]:
    """What a sentence of its own begins with instead of the が or ので at this place, and how that is written."""
    ahead = [token.surface for token in tokens[place : place + 3]]
    if ahead[:2] == ["が", "、"] and tokens[place].part[1] == "接続助詞":
        return _BUT, "が、"
    return (_SO, "ので、") if ahead == ["の", "で", "、"] or ahead[:2] == ["ので", "、"] else ("", "")


def _is_main(clause: str) -> bool:
    inside = clause.count("「") > clause.count("」") or clause.count("（") > clause.count("）")
    return len(clause) >= _LEAST and not (inside or _SET_PHRASE.search(clause))


def _finish(clause: str, tokens: Sequence[Token]) -> str:
    """The clause as a polite sentence; empty when it can't be told how."""
    if _POLITE_END.search(clause):
        return f"{clause}。"
    last, before = tokens[-1], tokens[-2] if len(tokens) > 1 else None
    if last.part[0] == "動詞" and last.mood.startswith(("終止形", "連体形")):
        polite = Verb(last.base, last.kind).conjugate("連用形-一般") + "ます"
        return f"{clause.removesuffix(last.surface)}{polite}。"
    if last.base == "ない" and last.part[0] == "助動詞" and before is not None and before.part[0] == "動詞":
        polite = Verb(before.base, before.kind).conjugate("連用形-一般") + "ません"
        return f"{clause.removesuffix(before.surface + last.surface)}{polite}。"
    if last.surface == "な" and last.kind == "助動詞-ダ":
        return f"{clause[:-1]}です。"
    return ""


def _split_at_state(sentence: str) -> list[str]:
    """「1歳からの子どもが対象で、1日2,000円です。」: two statements, where neither is a part of another."""
    for match in _STATES.finditer(sentence):
        first, rest = sentence[: match.end() - 2], sentence[match.end() :]
        is_whole = len(rest) >= _LEAST and _POLITE_END.search(rest) and not _RELATES.search(rest)
        if is_whole and _is_main(first) and not _CONDITION.search(first):
            return [f"{first}です。", *split_clauses(rest)]
    return []
