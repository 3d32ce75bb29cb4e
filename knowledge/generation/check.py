"""The check: whether every sentence of a draft says only what the passages it cites say. In doubt it does not."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.entries import clean_text
from knowledge.generation.agreement import agrees
from knowledge.generation.evidence import read_sentences
from knowledge.generation.passages import Passage
from knowledge.generation.refusals import Refusal
from knowledge.generation.reply import Draft, DraftSentence
from knowledge.generation.suspicion import gives_orders, hides_characters
from knowledge.generation.turns import Turn
from knowledge.generation.values import check_values
from knowledge.generation.wording import coverage, find_unsupported, is_writable, known_words, squeeze

LEAST_COVERAGE = 0.6  # of a sentence's words, those the passages have
_LEAKED_CHARACTERS = 16  # in a row, of letters and digits


def check_draft(draft: Draft, passages: Sequence[Passage], told: str = "") -> Refusal | None:
    """The first reason to refuse the whole draft; None when there is none. `told` is what the model was instructed."""
    by_id = {passage.id: passage for passage in passages}
    if draft.abstains:
        return Refusal.ABSTAINED
    if any(cite not in by_id for sentence in draft.sentences for cite in sentence.cites):
        return Refusal.CITATION
    cited = {cite: by_id[cite] for sentence in draft.sentences for cite in sentence.cites}
    length = sum(len(sentence.text) for sentence in draft.sentences)
    if not draft.sentences or length > sum(len(passage.text) for passage in cited.values()):
        return Refusal.LENGTH
    for sentence in draft.sentences:
        if reason := _check_sentence(sentence, [by_id[cite] for cite in sentence.cites], told):
            return reason
    return None


def _check_sentence(drafted: DraftSentence, cited: Sequence[Passage], told: str) -> Refusal | None:
    text = drafted.text
    if text != clean_text(text) or hides_characters(text) or not is_writable(text):
        return Refusal.WRITING
    if gives_orders(text):
        return Refusal.ORDERS
    source = "\n".join(passage.plain for passage in cited)
    if _leaks(text, told, source):
        return Refusal.LEAK
    evidence = [sentence for passage in cited for sentence in passage.sentences]
    source_words = frozenset[str]().union(*(passage.words for passage in cited))
    source_turns = frozenset[Turn]().union(*(passage.turns for passage in cited))
    for sentence in read_sentences(text, drafted=True):
        if reason := check_values(sentence, evidence, cited):
            return reason
        known = known_words(sentence.kinds, source_words)
        if next(find_unsupported(sentence.bare, source, known), None) is not None:
            return Refusal.WORD
        if coverage(sentence.bare, known) < LEAST_COVERAGE:
            return Refusal.COVERAGE
        if not sentence.turns <= source_turns:
            return Refusal.TURN
        if not agrees(sentence, evidence):
            return Refusal.POLARITY
    return None


def _leaks(text: str, told: str, source: str) -> bool:
    said, secret, known = squeeze(text), squeeze(told), squeeze(source)
    pieces = (said[start : start + _LEAKED_CHARACTERS] for start in range(len(said) - _LEAKED_CHARACTERS + 1))
    return any(piece in secret and piece not in known for piece in pieces)
