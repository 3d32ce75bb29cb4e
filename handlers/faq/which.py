"""One question back instead of a list of long titles, where the best hits differ in one thing alone."""

from __future__ import annotations

from functools import reduce

from bot.dialogue.choices import person_choice
from bot.dialogue.turn import Turn
from bot.messages import Text
from handlers.faq.cards import RELATED, none_choice, show_choice, title_of
from handlers.faq.easy import read_words
from knowledge.difference import Difference, find_difference
from knowledge.search import Band, Hit, SearchResult
from nlu.language import guess_language
from nlu.tokenizer import content_words

# Of the best hit's score. Measured with the bundled encoder: titles that are asked for alike are within 0.94 of it, and
# one that is meant leaves the others behind at 0.84 or less.
CLOSE = 0.9


def find_alike(found: SearchResult) -> tuple[tuple[Hit, ...], Difference] | None:
    """The two or three best hits and what sets them apart, unless one is ahead or the utterance says which.

    Whether it says so can be seen only in the titles' own language.
    """
    if found.band is Band.DECLINE or not _speaks_as(found.query, found.hits[0].language):
        return None
    hits = tuple(hit for hit in found.hits[:RELATED] if hit.score >= CLOSE * found.hits[0].score)
    for count in range(len(hits), 1, -1):
        difference = find_difference([title_of(hit) for hit in hits[:count]])
        if difference is not None and not _says_which(found.query, difference):
            return hits[:count], difference
    return None


def ask_which(hits: tuple[Hit, ...], difference: Difference, key: str, turn: Turn) -> Text:
    """The question, with a button for each hit named by its own word."""
    names = [read_words(word, hit, turn) for word, hit in zip(difference.words, hits, strict=True)]
    words = reduce(lambda before, word: turn.text("which_or", before=before, word=word), names)
    choices = tuple(show_choice(word, key, hit, turn) for word, hit in zip(difference.words, hits, strict=True))
    out = (person_choice(turn), none_choice(turn, key))
    if not difference.topic:
        return turn.say("which_of", (*choices, *out), words=words)
    return turn.say("which_of_topic", (*choices, *out), topic=read_words(difference.topic, hits[0], turn), words=words)


def _speaks_as(utterance: str, language: str) -> bool:
    guessed = guess_language(utterance)
    return guessed is None or guessed == language.partition("-")[0]


def _says_which(utterance: str, difference: Difference) -> bool:
    """Whether it has a word that only some of the names have."""
    names = [content_words(word) for word in difference.words]
    said = set(content_words(utterance))
    return any(0 < sum(word in name for name in names) < len(names) for word in said)
