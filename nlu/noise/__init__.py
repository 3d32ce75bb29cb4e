"""Training examples as people really type them. For training only: test sentences are varied by other means."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from nlu.language import guess_language
from nlu.noise.kana import drop_particles, read_some_nouns, space_words, to_katakana, to_romaji
from nlu.noise.politeness import add_trailer, change_ending, open_politely, speak
from nlu.noise.typos import (
    convert_wrongly,
    drop_marks,
    drop_or_double,
    drop_spaces,
    slip_flick,
    slip_size,
    slip_voice,
    swap_letters,
)
from nlu.tokenizer import reading

Change = Callable[[str, Random], str]

Kind = tuple[int, tuple[Change, ...]]

# How many copies of a kind an example has, and the changes that one of is made by.
KINDS: dict[str, Kind] = {
    "kana": (1, (read_some_nouns, drop_particles, space_words, to_katakana, to_romaji)),
    "typos": (
        2,
        (convert_wrongly, drop_or_double, slip_flick, slip_size, slip_voice, swap_letters, drop_marks, drop_spaces),
    ),
    "politeness": (1, (change_ending, open_politely, add_trailer, speak)),
}
_FEWEST = 5  # letters a slip of the fingers leaves recognisable
_MANY = 12  # letters among which two slips happen
_READ = 0.4  # of the slips in Japanese, those that happen to one who writes in hiragana alone


def make_copies(text: str) -> list[str]:
    """Copies of a normalised text: as it is read and some of each kind. For the same text always the same."""
    copies = [reading(text)] if guess_language(text) == "ja" else []
    for kind in KINDS:
        copies += make_copies_of(kind, text)
    return [copy for copy in dict.fromkeys(copies) if copy != text]


def make_copies_of(kind: str, text: str) -> list[str]:
    """Those of one of `KINDS`, each changed in another way; none where nothing of the kind applies."""
    random = Random(f"{kind} {text}")
    count, changes = KINDS[kind]
    japanese = guess_language(text) == "ja"
    letters = sum(character.isalpha() for character in text)
    if (kind == "kana" and not japanese) or (kind == "typos" and letters < _FEWEST):
        return []
    found: list[str] = []
    for change in random.sample(changes, len(changes)):
        base = reading(text) if kind == "typos" and japanese and random.random() < _READ else text
        changed = change(base, random)
        if changed not in (base, text, *found):
            again = kind == "typos" and letters >= _MANY and random.random() < 0.5
            found.append(random.choice(changes)(changed, random) if again else changed)
        if len(found) == count:
            break
    return found
