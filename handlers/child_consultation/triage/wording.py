"""A text as the words of the table are looked for in it: sentence by sentence, as written and as read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from nlu.language import guess_language
from nlu.normalize import normalize
from nlu.romaji import read_romaji
from nlu.sieve import Sifted
from nlu.tokenizer import list_tokens, to_hiragana

MOST = 1_200  # characters of one message that are judged; the time for a text grows with it
SHORT = 80
MASKED, LONG_VOWEL = "#", chr(0x30FC)
PARTICLES = (chr(0x52A9) + chr(0x8A5E), chr(0x52A9) + chr(0x52D5) + chr(0x8A5E))  # begin no word of the table
Span = tuple[int, int]
Spelling = tuple[re.Pattern[str], str]

_JAPANESE = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}]")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_LATIN = regex.compile(r"[\p{Latin}\p{Hangul}]{2}")
_OTHER = regex.compile(r"\p{Latin}{2}|[\p{Hangul}\p{Han}]")
_KANA_ONLY = regex.compile(r"(?=.*\p{Hiragana})[\p{Hiragana}\u30fc\s\W\d]+")
_GAPS = re.compile(r"[^\w!?。、,.\n]+|_+|(?<=\D)[.,](?=\d)")
_END = re.compile(r"(?:[。!?]|\.(?!\d))+")
_MARKS = re.compile(r"[、,\n]+")


@dataclass(frozen=True)
class Face:
    """One way to look at a sentence. In a reading (`starts` are where its words begin) a word of the table begins
    only where one of its words does: 受け付けられ is not つけられ."""

    text: str
    starts: frozenset[int] | None = None

    def spans(self, pattern: re.Pattern[str]) -> Iterator[Span]:
        for match in pattern.finditer(self.text):
            if self.starts is None or match.start() in self.starts:
                yield match.span()

    def has(self, pattern: re.Pattern[str]) -> bool:
        """As `spans`, where the place does not matter."""
        if self.starts is None:
            return pattern.search(self.text) is not None
        return any(True for _ in self.spans(pattern))


@dataclass(frozen=True)
class Sentence:
    """`japanese` are its faces for Japanese words, `other` for those of other languages."""

    japanese: tuple[Face, ...]
    other: tuple[Face, ...]


@dataclass(frozen=True)
class Wording:
    """A normalised text; `masks` take out what only sounds like a sign."""

    text: str
    spellings: tuple[Spelling, ...]
    masks: Sifted
    other_masks: Sifted
    known: dict[str, Sentence]  # Japanese ones, by what was written

    @classmethod
    def of(
        cls, text: str, spellings: Iterable[Spelling], masks: Sifted, other_masks: Sifted, known: dict[str, Sentence]
    ) -> Wording:
        """What was written, ready to be looked at."""
        return cls(normalize(text)[:MOST], tuple(spellings), masks, other_masks, known)

    @cached_property
    def is_kana_only(self) -> bool:
        """Written as a small child writes."""
        return _KANA_ONLY.fullmatch(self.text) is not None

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        """Its sentences; a short text is looked at as a whole too: 「ままが かえってこない。こわい。5さい」."""
        japanese, others = self._japanese(), self._others()
        parts = [*_END.split(japanese)]
        if len([part for part in parts if part]) > 1 and len(self.text) <= SHORT:
            parts.append(_END.sub("、", japanese))
        more = [*_END.split(others)]
        if len([part for part in more if part.strip()]) > 1 and len(self.text) <= 2 * SHORT:
            more.append(_END.sub(" ", others))
        return [*(self._sentence(part) for part in parts if part), *map(_foreign, filter(str.strip, more))]

    @property
    def unmasked(self) -> str:
        """The text without what only sounds like a sign."""
        japanese = self.masks.replace(self._japanese(), MASKED)
        return japanese or self.other_masks.replace(self.text.lower(), MASKED)

    def _japanese(self) -> str:
        text = self.text
        if not _JAPANESE.search(text):
            text = read_romaji(text) or ""
        if not text or (guess_language(text) == "zh" and not _KANA.search(text)):
            return ""
        for pattern, plain in self.spellings:
            text = pattern.sub(plain, text)
        return _GAPS.sub("", fold(text.lower()))

    def _sentence(self, written: str) -> Sentence:
        if written not in self.known:
            self.known[written] = Sentence(self._faces(written), ())
        return self.known[written]

    def _faces(self, sentence: str) -> tuple[Face, ...]:
        sentence = self.masks.replace(_MARKS.sub("、", sentence), MASKED)
        face, read = Face(sentence), _read(sentence.replace("、", ""), self.masks)
        return (face,) if read.text == sentence else (face, read)

    def _others(self) -> str:
        if not _OTHER.search(self.text) or (_KANA.search(self.text) and not _LATIN.search(self.text)):
            return ""
        text = _JAPANESE.sub(" ", self.text) if _KANA.search(self.text) else self.text
        return self.other_masks.replace(plain_letters(text), MASKED)


def fold(text: str) -> str:
    """Katakana as hiragana, and no drawn-out vowels."""
    return to_hiragana(text).replace(LONG_VOWEL, "")


def plain_letters(text: str) -> str:
    """Lower case, and Latin letters without their marks; Korean syllables stay whole."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("’", "'"))
    return unicodedata.normalize("NFC", "".join(part for part in parts if not "\u0300" <= part <= "\u036f"))


def _foreign(sentence: str) -> Sentence:
    return Sentence((), (Face(sentence.strip()),))


def _read(sentence: str, masks: Sifted) -> Face:
    starts, said = set(), ""
    for token in list_tokens(sentence):
        if token.part[0] not in PARTICLES:
            starts.add(len(said))
        said += fold(token.reading)
    for mask in masks.list_possible(said):
        said = mask.sub(lambda found: MASKED * len(found.group()), said)
    return Face(said, frozenset(starts))
