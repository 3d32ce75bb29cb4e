"""A sentence with spaces between its phrases, readings behind its kanji, and words explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from nlu.easy.dictionary import load_explanations
from nlu.easy.phrases import starts_phrase
from nlu.easy.readings import Part, is_elementary, read_token
from nlu.easy.words import words_of
from nlu.tokenizer import Token

LONGEST = 8  # kanji with one reading behind them
SHORT_MEANING = 8  # characters that may stand behind a word
MOST_WORDS = 5  # explained at the end of an answer
_QUOTES, _UNQUOTES = ("「", "『"), ("」", "』")
_ERAS = frozenset({"令和", "平成", "昭和", "大正"})  # they stand beside the western year, as everywhere in the counter
_NOUN = ("名詞", "接尾辞", "接頭辞")
_MAY_FOLLOW = ("数詞", "助数詞", "助数詞可能", "副詞可能")  # a word behind these stands alone all the same


@dataclass
class Glossary:
    """The words of an answer that need explaining: short meanings stand behind the word, `words` at the end."""

    words: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def explain(self, term: str) -> str:
        """What is to stand behind the word where it is met; empty when nothing is."""
        if term in self.seen:
            return ""
        self.seen.add(term)
        meaning = load_explanations()[term]
        if len(meaning) <= SHORT_MEANING:
            return f"＜{render(meaning)}＞"
        if len(self.words) < MOST_WORDS:
            self.words[add_readings(term)] = render(meaning)
        return ""


def render(sentence: str, glossary: Glossary | None = None) -> str:
    """The sentence as a learner reads it; with a glossary its hard words are explained."""
    tokens = words_of(sentence)
    terms = dict(_find_terms(tokens)) if glossary else {}
    said: list[str] = []
    group: list[Part] = []
    quotes = 0
    for place, token in enumerate(tokens):
        is_new = not quotes and starts_phrase(tokens, place)
        is_era = any(word.surface in _ERAS for word in tokens[max(0, place - 2) : place + 1])
        parts = [Part(token.surface)] if is_era else read_token(token, tokens[:place])
        if is_new or not _belongs(group, parts, tokens, place):
            said.append(_write(group))
            group = []
        if is_new:
            said.append(" ")
        group += parts
        quotes += (token.surface in _QUOTES) - (token.surface in _UNQUOTES)
        if glossary and not quotes and place in terms and (meaning := glossary.explain(terms[place])):
            said += (_write(group), meaning)
            group = []
    return "".join((*said, _write(group)))


def add_readings(text: str) -> str:
    """The text with readings behind its kanji and nothing else changed: titles, labels, cells."""
    return "\n".join(_add_readings(line) for line in text.split("\n"))


@lru_cache(maxsize=2_000)
def _add_readings(line: str) -> str:
    tokens = words_of(line)
    said: list[str] = []
    group: list[Part] = []
    for place, token in enumerate(tokens):
        parts = read_token(token, tokens[:place])
        if starts_phrase(tokens, place) or not _belongs(group, parts, tokens, place):
            said.append(_write(group))
            group = []
        group += parts
    return "".join((*said, _write(group)))


def _belongs(group: Sequence[Part], parts: Sequence[Part], tokens: Sequence[Token], place: int) -> bool:
    """Whether one reading is given for both: 国民健康保険料, but 18歳 and 以上 apart, and no more than can be read."""
    if not group or not all(part.reading for part in (*group, *parts)):
        return not group
    is_counter = place > 1 and "数詞" in tokens[place - 2].part
    is_name = "固有名詞" in (tokens[place].part[1], tokens[place - 1].part[1])
    length = sum(len(part.text) for part in (*group, *parts))
    return not is_counter and not is_name and (length <= LONGEST or len(tokens[place].surface) == 1)


def _write(parts: Sequence[Part]) -> str:
    """Kanji that stand together with one reading behind them."""
    if len(parts) > 1 and all(part.reading for part in parts):
        parts = [Part("".join(part.text for part in parts), "".join(part.reading for part in parts))]
    return "".join(
        part.text if not part.reading or is_elementary(part.text) else f"{part.text}（{part.reading}）"
        for part in parts
    )


def _find_terms(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Terms that have no other noun beside them, the longest first, with the place of their last word."""
    known = load_explanations()
    place = 0
    while place < len(tokens):
        end, term = place, ""
        if not _is_noun(tokens[place - 1] if place else None):
            words = ""
            for last in range(place, min(place + 8, len(tokens))):
                token = tokens[last]
                words += token.surface
                key = words[: len(words) - len(token.surface)] + token.base if token.part[0] == "動詞" else words
                if key in known and not _is_noun(tokens[last + 1] if last + 1 < len(tokens) else None, behind=True):
                    end, term = last, key
        if term:
            yield _find_last(tokens, end), term
        place = end + 1


def _find_last(tokens: Sequence[Token], place: int) -> int:
    """Of a verb the end of what is conjugated, so that no form is torn apart."""
    if tokens[place].part[0] != "動詞":
        return place
    while place + 1 < len(tokens) and tokens[place + 1].part[0] == "助動詞":
        place += 1
    return place


def _is_noun(token: Token | None, *, behind: bool = False) -> bool:
    if token is None or token.part[0] not in _NOUN:
        return False
    if behind:
        return token.part[1] != "数詞" and "副詞可能" not in token.part
    return not any(one in token.part for one in _MAY_FOLLOW)
