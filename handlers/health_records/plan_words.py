"""The lines of a plan in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.dialogue.dates import say_date
from bot.dialogue.words import Speaks
from bot.service_facts import words_in
from handlers.health_records.schedule.telling import Line, Sentence, Value

ROOM = "schedule"  # of the texts
MISSED = "missed"  # a state beside those of a plan


@dataclass(frozen=True)
class Said:
    """`status` is its name, for what is shown by it; `state` says it in words."""

    rule_id: str
    kind: str
    status: str
    state: str
    name: str
    sentences: tuple[str, ...]
    until: date | None


def say_lines(words: Speaks, lines: Sequence[Line]) -> list[Said]:
    return [
        Said(
            line.rule_id,
            line.kind.value,
            status := MISSED if line.is_missed else line.status.value,
            words.text(f"{ROOM}.status_{status}"),
            words_in(dict(line.name), words.language),
            tuple(_say(words, sentence) for sentence in line.sentences),
            line.until,
        )
        for line in lines
    ]


def _say(words: Speaks, sentence: Sentence) -> str:
    values = {name: _say_value(words, value) for name, value in sentence.values.items()}
    return words.text(f"{ROOM}.plan_{sentence.key}", **values)


def _say_value(words: Speaks, value: Value) -> str:
    if isinstance(value, tuple):
        return words.text(f"{ROOM}.comma").join(say_date(words, day) for day in value)
    return say_date(words, value) if isinstance(value, date) else str(value)
