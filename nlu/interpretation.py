"""What an engine found in an utterance; shaped like the answer of Rasa's `/model/parse`."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

FALLBACK_INTENT = "nlu_fallback"


@dataclass(frozen=True)
class Entity:
    """A value found in the text. `value` is JSON (dates ISO 8601); `start` and `end` index the normalised text."""

    entity: str
    value: Any
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class RankedIntent:
    name: str
    confidence: float  # 0-1


@dataclass(frozen=True)
class Interpretation:
    """`text` is normalised. `ranking` is best first and never empty; its first is `intent`.

    Of a text with something `denied` (英語じゃなくて中国語で) the intent is that of `meant`, the text without it.
    """

    text: str
    intent: RankedIntent
    ranking: tuple[RankedIntent, ...]
    entities: tuple[Entity, ...] = ()
    engine: str = ""  # which engine answered: "embedded", "rasa", "keyword", "danger"
    extra: dict[str, Any] = field(default_factory=dict)
    parts: tuple[Interpretation, ...] = ()  # of a message of several parts, each by itself, in their order
    denied: tuple[Interpretation, ...] = ()  # what the citizen does not want
    meant: str = ""

    @property
    def wanted(self) -> str:
        """The text without what is denied."""
        return self.meant if self.denied else self.text

    def values(self, entity: str) -> list[Any]:
        """The values of all entities of one name, in the order they were said."""
        return [found.value for found in self.entities if found.entity == entity]

    def to_json(self) -> dict[str, Any]:
        """Rasa's `/model/parse` answer, with `engine` added."""
        return {
            "text": self.text,
            "intent": asdict(self.intent),
            "intent_ranking": [asdict(intent) for intent in self.ranking],
            "entities": [asdict(entity) for entity in self.entities],
            "engine": self.engine,
        }


class Engine(Protocol):
    """An engine of understanding: embedded, or a Rasa server."""

    name: str

    def parse(self, text: str) -> Interpretation: ...
