"""Understanding of one utterance: normalise, danger, universal words, entities, engine; put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.clock import tokyo_now
from nlu.danger import Danger
from nlu.denied import is_in, without_denied
from nlu.entities import NO_NAMES, Lookup, find_entities
from nlu.interpretation import FALLBACK_INTENT, Engine, Interpretation, RankedIntent
from nlu.keywords import Keywords
from nlu.language import guess_language
from nlu.negation import find_denials
from nlu.normalize import is_command, normalize
from nlu.parts import is_question, split_parts

# What the dialogue may go by: below the first an intent is not acted on; with the best two nearer than the second
# the citizen is asked which.
CONFIDENT = 0.7
CLEAR_MARGIN = 0.15


class Interpreter:
    """The way from text to `Interpretation`, the same for every engine. Safe for several threads."""

    def __init__(
        self,
        engine: Engine,
        keywords: Keywords | None = None,
        today: Callable[[], date] = tokyo_now,
        names: Lookup = NO_NAMES,
    ) -> None:
        """`today` gives the day, or the moment, from which relative dates count; `names` are the city's."""
        self._engine = engine
        self._keywords = keywords or Keywords()
        self._danger = Danger()
        self._today = today
        self._names = names

    def interpret(self, text: str) -> Interpretation:
        """What the citizen means; for any text, never an error.

        `extra` has `language` (a guess or None) and `margin` (the best intent's lead over the second, 0-1); of an
        emergency also `danger`, its kind; of what may be one `danger` is `nlu.danger.PERHAPS`.
        """
        normal = normalize(text)
        found = self._read(text, normal)
        return replace(found, parts=tuple(self._read_parts(split_parts(normal, found.entities))))

    def _read_parts(self, parts: Sequence[str]) -> Iterator[Interpretation]:
        """Each by itself. Beside a wish for a service a question may ask for one; else the knowledge answers it."""
        told = {part: self._read(part, part) for part in parts if not is_question(part) or self._keywords.find(part)}
        is_wanted = any(_is_service(found) for found in told.values())
        for part in parts:
            yield told.get(part) or (self._read(part, part) if is_wanted else self._leave(part))

    def _leave(self, part: str) -> Interpretation:
        """A part whose intent nobody asks for, with its entities."""
        return replace(_not_understood(part), entities=find_entities(part, self._today(), self._names))

    def _read(self, text: str, normal: str) -> Interpretation:
        found = self._find(text, normal)
        entities = found.entities
        if denials := find_denials(normal):
            found = without_denied(found, denials, lambda words: self._find(words, words))
            entities = tuple(entity for entity in entities if not is_in(entity, denials))
        extra = {**found.extra, "language": guess_language(normal), "margin": margin(found)}
        return replace(found, text=normal, entities=entities, extra=extra)

    def _find(self, text: str, normal: str) -> Interpretation:
        entities = find_entities(normal, self._today(), self._names)  # the same whatever the engine found
        return replace(self._understand(text, normal), entities=entities)

    def _understand(self, text: str, normal: str) -> Interpretation:
        danger = self._danger.find(normal)
        if danger is not None:
            return self._danger.look_back(danger, self._engine)
        if not normal or is_command(text):  # "/affirm" would be an order to an engine, not speech
            return _not_understood(normal)
        return self._keywords.find(normal) or self._danger.look_again(self._engine.parse(normal))


def margin(found: Interpretation) -> float:
    """The lead of the best intent over the second, fallback left out; 1 when there is only one."""
    likely = [intent.confidence for intent in found.ranking if intent.name != FALLBACK_INTENT]
    return round(likely[0] - likely[1], 4) if len(likely) > 1 else 1.0


def _is_service(found: Interpretation) -> bool:
    """Whether it may be one that is asked for; the dialogue knows which are."""
    return found.intent.confidence >= CONFIDENT and found.intent.name not in (FALLBACK_INTENT, "faq_question")


def _not_understood(text: str) -> Interpretation:
    fallback = RankedIntent(FALLBACK_INTENT, 1.0)
    return Interpretation(text, fallback, (fallback,), engine="keyword")
