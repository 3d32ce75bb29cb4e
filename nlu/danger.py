"""Whether somebody is in danger now: rules that come before every keyword and engine.

To miss a danger costs a life, a false alarm costs a second. So a sign of danger alarms unless the sentence is plainly
about something else, and a few signs alarm whatever else is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from bot.yaml_files import parse_yaml
from nlu.gentle import load_gentle
from nlu.interpretation import FALLBACK_INTENT, Engine, Interpretation, RankedIntent
from nlu.language import guess_language
from nlu.sieve import Sieve, Sifted
from nlu.tokenizer import list_readings, to_hiragana

ENGINE = "danger"
INTENT = "emergency"
FILE = Path(__file__).parent / "data" / "danger.yml"
SUSPECT = "suspected"  # the kind of what only an engine took for an emergency

PERHAPS = "perhaps"  # the kind of what may be a danger: the ordinary answer, and the numbers beside it

_SUSPICIOUS = 0.5  # an engine's probability of an emergency from which it is one: likelier than all else together
_UNEASY = 0.2  # from which the numbers are given beside the answer
_RULED_OUT = 0.003  # what an engine thinks of one emergency in 400 that it has not learned from
_SURE = 0.8  # of another intent
NEVER_CALMED = ("suicide", "plea")
SENTENCE_LENGTH = 60  # characters; what is longer no engine reads as a whole
_PIECE = 500  # characters read at once: the time for a text grows faster than its length
_OVERLAP = 100
_HINTS = 2
_REST = 40  # characters beside what is meant otherwise, of which an engine's suspicion may be

_JAPANESE = re.compile(r"[ぁ-ヺ一-鿿]")
_LATIN = re.compile(r"[A-Za-zÀ-ỹ]{3}")
MASKED = "・"  # stands where something was taken out
_GAPS = re.compile(r"[^\w!?。、,.\n]+|_+|(?<=\D)[.,](?=\d)")
_SENTENCE = re.compile(r"[。.!?\n]+")
# All of a clause as far as a topic that ends it, or about which something is asked.
_TOPIC = (
    r"(?:(?!です|ます|した(?:が|けど)|けど|けれど)[^、,。.!?\n])*(?:{})"
    r"(?=$|[、,。.!?\n]|を|は|って|について|に(?:参加|申|つい|行き|関|出)|が(?:ほし|欲|あ[りる]|知|見|必)"
    r"|の(?:日|申|予約|費用|内容|結果|参加|案内|予定|場所|時間|資料|仕方|方法|受講|開催|情報)|で(?:す|きま))"
)
_CLAUSE = re.compile(r"[、,]|(?<=です)が|(?<=ます)が|(?<=した)が|けれども|けれど|けど|それより|(?<![るたな])ところが")
_SEVERAL = re.compile(rf"{_CLAUSE.pattern}|[。.!?\n].*\w|あと|それと|それから|ついでに", re.DOTALL)
_MARKS = re.compile(r"[。、.,?\n]+")
_BREAKS = re.compile(r"[.?!,。、;\n]+|\b(?:but|however|nhung|mas)\b|但是|不过|可是|그런데|는데|지만")


@dataclass(frozen=True, eq=False)
class _Sign:
    """One way to say that there is a danger."""

    pattern: re.Pattern[str]


class _Signs(NamedTuple):
    """One kind's."""

    kind: str
    sure: tuple[_Sign, ...]
    likely: tuple[_Sign, ...]
    hint: tuple[_Sign, ...]


class _Face(NamedTuple):
    """A text and below it its reading. `marks` is as long, with "^" where a sign may begin; `possible` are all signs
    that may be in it.

    In the text that is everywhere; in the reading only where a word begins: 受け付けられ is not つけられ.
    """

    text: str
    marks: str
    possible: frozenset[_Sign]

    def find(self, sign: _Sign) -> str | None:
        found = sign.pattern.search(self.text) if sign in self.possible else None
        while found and self.marks[found.start()] != "^":
            found = sign.pattern.search(self.text, found.start() + 1)
        return found.group().strip() if found else None


class Danger:
    """The rules of a danger file. Safe for several threads."""

    def __init__(self, file: Path = FILE) -> None:
        rules = parse_yaml(file.read_text("utf-8"))
        words = rules["words"]
        masks, self._worries = _compile(rules["masks"], words), _compile(rules["worries"], words)
        self._masks, self._calm_masks = Sifted(masks), Sifted([*masks, *self._worries])
        topics = _TOPIC.format("|".join(_lines(rules["topics"])))
        self._topics = _compile("\n".join([topics, *_lines(rules["news"])]), words)
        self._things = re.compile(_fold(_fill("|".join(_lines(rules["things"])), words)))
        self._now = re.compile(_fold("|".join(_lines(rules["now"]))))
        self._harmless = re.compile(_fold("|".join(_lines(rules["harmless"]))))
        self._signs = [_read_signs(kind, levels, words) for kind, levels in rules["signs"].items()]
        self._foreign_masks = Sifted(re.compile(line) for line in _lines(rules["foreign_masks"]))
        self._foreign_harmless = re.compile("|".join(_lines(rules["foreign_harmless"])))
        self._foreign = [_read_signs(kind, levels, words) for kind, levels in rules["foreign"].items()]
        listed = [*self._signs, *self._foreign]
        signs = (sign for kind in listed for sign in (*kind.sure, *kind.likely, *kind.hint))
        self._sieve = Sieve({sign: sign.pattern for sign in signs})

    def find(self, text: str) -> Interpretation | None:
        """An emergency with confidence 1 and `extra["danger"]` its kind, when a normalised text tells of one."""
        kind = self.find_kind(text)
        return _alarm(text, kind) if kind else None

    def find_kind(self, text: str) -> str | None:
        """What kind of danger a normalised text tells of; what is meant otherwise (`nlu.gentle`) is none."""
        kind = self._find_kind(text)
        rest = load_gentle().take_out(text) if kind else None
        return self._find_kind(rest.text) if rest else kind

    def _find_kind(self, text: str) -> str | None:
        pieces = (text[start : start + _PIECE + _OVERLAP] for start in range(0, len(text), _PIECE))
        return next((kind for piece in pieces if (kind := self._find_in_piece(piece))), None)

    def look_back(self, alarm: Interpretation, engine: Engine) -> Interpretation:
        """An alarm of the rules, once more, when all that was said is one short sentence.

        Where an engine is sure of something else and all but rules an emergency out, that is done, and the numbers are
        given beside it. Nobody is calmed who may want to die, and nothing that an engine can't read as a whole.
        """
        if alarm.extra["danger"] in NEVER_CALMED or len(alarm.text) > SENTENCE_LENGTH or _SEVERAL.search(alarm.text):
            return alarm
        found = engine.parse(alarm.text)
        likely = next((intent.confidence for intent in found.ranking if intent.name == INTENT), 0.0)
        if likely >= _RULED_OUT or found.intent.name == FALLBACK_INTENT or found.intent.confidence < _SURE:
            return alarm
        return replace(found, extra={**found.extra, "danger": PERHAPS})

    def look_again(self, found: Interpretation) -> Interpretation:
        """The second net, for what an engine found: an emergency when it is likelier than all else together.

        What is less likely, or a worry that need not be a danger now, keeps its intent and has `PERHAPS` as its kind;
        what is nothing but a request is none.
        """
        likely = next((intent.confidence for intent in found.ranking if intent.name == INTENT), 0.0)
        mild = self._look_gently(found, likely)
        if mild is not None:
            return mild
        worried = self._is_worry(found.text)
        if likely < _UNEASY and not worried:
            return found
        if not worried and self._is_request(found.text):
            return _without_emergency(found)
        if likely >= _SUSPICIOUS and not worried:
            return _alarm(found.text, SUSPECT)
        calm = _without_emergency(found)
        return replace(calm, extra={**calm.extra, "danger": PERHAPS})

    def _look_gently(self, found: Interpretation, likely: float) -> Interpretation | None:
        """What sounds dangerous and is meant otherwise has the numbers beside the answer, and is no alarm.

        `extra["mild"]` says that nobody need act on it. None where nothing sounds so.
        """
        if likely < _UNEASY and not self._find_kind(found.text):
            return None
        rest = load_gentle().take_out(found.text)
        if rest is None or len(rest.text) > _REST:
            return None
        calm = _without_emergency(found)
        return replace(calm, extra={**calm.extra, "danger": PERHAPS, "mild": not rest.asks})

    def _find_in_piece(self, text: str) -> str | None:
        kind = self._find_japanese(text) if _is_japanese(text) else None
        return kind or self._find_foreign(text)

    def _find_japanese(self, text: str) -> str | None:
        folded = _mask(_squeeze(text), self._topics)
        masks = self._masks
        if not self._now.search(folded):
            masks = self._calm_masks
            folded = _mask(folded, self._worries)
        bare = _MARKS.sub("", folded)
        whole = self._face(bare, masks)
        sure = next((signs.kind for signs in self._signs if _shows(whole, signs.sure)), None)
        if sure:
            return sure
        faces = [whole if clause == bare else self._face(clause, masks) for clause in self._open_clauses(folded)]
        if not self._harmless.search(folded):
            faces.append(whole)  # marks may stand within a word: "火…事"
        likely = (signs.kind for signs in self._signs if any(_shows(face, signs.likely) for face in faces))
        return next(likely, None) or self._add_hints(faces)

    def _face(self, text: str, masks: Sifted) -> _Face:
        """Text and reading, both without what only looks like a danger."""
        text = masks.replace(text, MASKED)
        words = [word for word in map(_fold, list_readings(text)) if word]
        said, marks = "".join(words), "".join("^".ljust(len(word)) for word in words)
        for mask in masks.list_possible(said):
            for cut in reversed([*mask.finditer(said)]):
                said, marks = (
                    f"{old[: cut.start()]}{new}{old[cut.end() :]}" for old, new in ((said, MASKED), (marks, "^"))
                )
        both = f"\n{text}\n{said}"
        return _Face(both, f"^{'^' * len(text)}^{marks}", self._sieve.list_possible(both))

    def _open_clauses(self, text: str) -> Iterator[str]:
        """Clauses that are about no request: neither they nor what follows in their sentence."""
        for sentence in _SENTENCE.split(text):
            clauses = _CLAUSE.split(sentence)
            for index, clause in enumerate(clauses):
                if clause and not self._harmless.search("、".join(clauses[index:])):
                    yield clause

    def _add_hints(self, faces: list[_Face]) -> str | None:
        found: dict[str, str] = {}  # a word to its kind: 苦しい and the 苦し in it are one
        for signs in self._signs:
            for word in filter(None, (_first(faces, hint) for hint in signs.hint)):
                if not any(word in other or other in word for other in found):
                    found[word] = signs.kind
        return next(iter(found.values())) if len(found) >= _HINTS else None

    def _is_worry(self, text: str) -> bool:
        folded = _squeeze(text)
        return not self._now.search(folded) and any(worry.search(folded) for worry in self._worries)

    def _is_request(self, text: str) -> bool:
        """Whether every clause is about something harmless, or what sounds dangerous in it is not."""
        clauses = [*self._open_clauses(_squeeze(text))] if _is_japanese(text) else [*self._open_parts(text)]
        return all(self._things.search(clause) or self._masks.replace(clause, MASKED) != clause for clause in clauses)

    def _find_foreign(self, text: str) -> str | None:
        if guess_language(text) == "ja" and not _LATIN.search(text):
            return None
        faces = [_Face(part, "^" * len(part), self._sieve.list_possible(part)) for part in self._open_parts(text)]
        return next((signs.kind for signs in self._foreign if any(_shows(face, signs.sure) for face in faces)), None)

    def _open_parts(self, text: str) -> Iterator[str]:
        """As `_open_clauses`, for other languages: each part for itself."""
        plain = self._foreign_masks.replace(_without_accents(text.lower().replace("’", "'")), "-")
        return (
            part for part in map(str.strip, _BREAKS.split(plain)) if part and not self._foreign_harmless.search(part)
        )


def _alarm(text: str, kind: str) -> Interpretation:
    ranked = RankedIntent(INTENT, 1.0)
    return Interpretation(text, ranked, (ranked,), engine=ENGINE, extra={"danger": kind})


def _without_emergency(found: Interpretation) -> Interpretation:
    ranking = tuple(intent for intent in found.ranking if intent.name != INTENT)
    best = ranking[0] if ranking else RankedIntent(FALLBACK_INTENT, 1.0)
    return replace(found, intent=best, ranking=ranking or (best,))


def _fold(text: str) -> str:
    """Katakana as hiragana, and no drawn-out vowels."""
    return to_hiragana(text).replace("ー", "")


def _is_japanese(text: str) -> bool:
    return bool(_JAPANESE.search(text)) and guess_language(text) != "zh"


def _squeeze(text: str) -> str:
    """Nothing but letters, digits and the marks that part clauses: "か・じ だ" is "かじだ"."""
    return _GAPS.sub("", _fold(text.lower()))


def _without_accents(text: str) -> str:
    """Latin letters without their marks; Korean syllables stay whole."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return unicodedata.normalize("NFC", "".join(part for part in parts if not "\u0300" <= part <= "\u036f"))


def _mask(text: str, masks: Iterable[re.Pattern[str]]) -> str:
    for mask in masks:
        text = mask.sub(MASKED, text)
    return text


def _shows(face: _Face, signs: Iterable[_Sign]) -> bool:
    return any(face.find(sign) is not None for sign in signs)


def _first(faces: Iterable[_Face], sign: _Sign) -> str | None:
    return next((found for face in faces if (found := face.find(sign))), None)


def _read_signs(kind: str, levels: dict[str, Any], words: dict[str, str]) -> _Signs:
    return _Signs(
        kind, *(tuple(map(_Sign, _compile(levels.get(level, ""), words))) for level in ("sure", "likely", "hint"))
    )


def _compile(block: str, words: dict[str, str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_fold(_fill(line, words))) for line in _lines(block))


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip()]


def _fill(pattern: str, words: dict[str, str]) -> str:
    """`<person>` in a pattern stands for the list of that name."""
    for name, listed in words.items():
        pattern = pattern.replace(f"<{name}>", listed)
    return pattern
