"""Why the city's own words are used instead of a generator's. The code is all that is ever logged of it."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """In the order in which things are looked at."""

    OFF = "off"
    KIND = "kind"  # a source that staff have not approved word by word
    LANGUAGE = "language"  # the check can't read this language, or the passages are in another
    NO_PASSAGES = "no_passages"
    SUSPECT_QUESTION = "suspect_question"
    SUSPECT_PASSAGE = "suspect_passage"
    NO_ANSWER = "no_answer"  # not in time, or a fault
    ABSTAINED = "abstained"  # the model says that the passages do not answer
    FORM = "form"  # not the JSON that was asked for
    CITATION = "citation"  # a sentence cites nothing, or what was not given
    LENGTH = "length"  # longer than the passages it cites
    WRITING = "writing"  # markup, hidden characters, another alphabet
    ORDERS = "orders"  # speaks like an instruction or of one
    LEAK = "leak"  # repeats what the model was told
    VALUE = "value"  # a number, date, address … that the cited passages do not have
    ADDRESS = "address"  # of another host than the cited pages
    VALUE_MOVED = "value_moved"  # it is there, but said of something else
    WORD = "word"  # a name or a thing that the cited passages do not have
    COVERAGE = "coverage"  # too many words that the cited passages do not have
    TURN = "turn"  # until, before, only … of something else than in the passages
    POLARITY = "polarity"  # affirms what they deny, or the other way round
