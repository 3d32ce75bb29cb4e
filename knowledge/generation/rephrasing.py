"""An answer in a generator's words, where every check passes; otherwise None, and the city's own words are shown."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import PermanentFault, TemporaryFault
from knowledge.generation.check import check_draft
from knowledge.generation.masking import mask_personal
from knowledge.generation.passages import Passage, Source, make_passages
from knowledge.generation.prompt import LANGUAGES, write_messages
from knowledge.generation.protocol import Generator, NullGenerator
from knowledge.generation.refusals import Refusal
from knowledge.generation.reply import Draft, parse_reply
from knowledge.generation.suspicion import is_suspect

log = logging.getLogger(__name__)

APPROVED = frozenset({"faq"})
MOST_PASSAGES = 3
MOST_CHARACTERS = 4_000  # of all passages; small models lose what is in the middle of more


@dataclass(frozen=True)
class CitedSentence:
    """`sources` are places in the sequence of sources that was given, from 0."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Rephrased:
    """What may be shown, one sentence after the other, under the sources' links and offices as ever."""

    sentences: tuple[CitedSentence, ...]

    @property
    def text(self) -> str:
        """A sentence on each line."""
        return "\n".join(sentence.text for sentence in self.sentences)


def rephrase(
    generator: Generator,
    question: str,
    sources: Sequence[Source],
    language: str,
    kinds: frozenset[str] = APPROVED,
) -> Rephrased | None:
    """The sources' answer to the question in other words, or None: use the city's own.

    `sources` are hits of a search, best first; the first three are used. Other `kinds` than FAQ, which staff have
    approved, are refused: who can write plain sentences on a page is believed by every check. Never raises for what a
    generator does. May take as long as it (6 s), so it belongs behind the webhook and outside of any transaction.
    """
    outcome = _attempt(generator, question, sources[:MOST_PASSAGES], language, kinds)
    if isinstance(outcome, Refusal):
        OUTCOMES.add(outcome.value)
        if outcome is not Refusal.OFF:
            log.info("own words: %s", outcome.value)
        return None
    OUTCOMES.add("rephrased")
    return outcome


class Outcomes:
    """How often what came of it, since the process started: `rephrased` or the code of a refusal."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, outcome: str) -> None:
        with self._lock:
            self._counts[outcome] += 1

    def read(self) -> Mapping[str, int]:
        with self._lock:
            return dict(self._counts)


OUTCOMES = Outcomes()


def _attempt(
    generator: Generator, question: str, sources: Sequence[Source], language: str, kinds: frozenset[str]
) -> Rephrased | Refusal:
    if isinstance(generator, NullGenerator):
        return Refusal.OFF
    if any(source.kind not in kinds for source in sources):
        return Refusal.KIND
    passages = make_passages(sources)
    if reason := _check_input(question, sources, passages, language):
        return reason
    messages = write_messages(mask_personal(question), passages, language)
    try:
        answer = generator.generate(messages)
    except (TemporaryFault, PermanentFault) as fault:
        log.warning("%s", fault)
        return Refusal.NO_ANSWER
    if answer is None:
        return Refusal.OFF
    draft = parse_reply(answer)
    if draft is None:
        return Refusal.FORM
    return check_draft(draft, passages, messages[0].content) or _show(draft)


def _check_input(
    question: str, sources: Sequence[Source], passages: Sequence[Passage], language: str
) -> Refusal | None:
    if language not in LANGUAGES or any(source.language not in LANGUAGES for source in sources):
        return Refusal.LANGUAGE
    length = sum(len(passage.title) + len(passage.text) for passage in passages)
    if length > MOST_CHARACTERS or not any(passage.sentences for passage in passages):
        return Refusal.NO_PASSAGES
    if is_suspect(question):
        return Refusal.SUSPECT_QUESTION
    if any(is_suspect(f"{source.title}\n{source.heading}\n{source.text}") for source in sources):
        return Refusal.SUSPECT_PASSAGE
    return None


def _show(draft: Draft) -> Rephrased:
    return Rephrased(
        tuple(
            CitedSentence(sentence.text, tuple(int(cite.removeprefix("p")) - 1 for cite in sentence.cites))
            for sentence in draft.sentences
        )
    )
