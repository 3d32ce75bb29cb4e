"""Slots: values a handler needs. Each asks, recognises, checks and, when not understood, asks in other words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.messages import Choice as Button
from bot.messages import InboundKind
from nlu.interpreter import CONFIDENT
from nlu.normalize import normalize

if TYPE_CHECKING:
    from bot.dialogue.turn import Turn


@dataclass(frozen=True)
class Slot:
    """A value with a prompt: text keys `<handler>.ask_<name>` and, the second time, `<handler>.ask_<name>_again`."""

    name: str

    def recognise(self, turn: Turn) -> Any | None:
        """The value said in answer to the prompt, or None. Raises UserError for a value that is not allowed."""
        raise NotImplementedError

    def prefill(self, turn: Turn) -> Any | None:
        """The value said before anything was asked, or None."""
        return None

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        """Quick replies under the prompt."""
        return ()


@dataclass(frozen=True)
class Option(Slot):
    """One of a few; labels are `<handler>.<name>_<option>`, also recognised when typed."""

    options: Sequence[str] = ()

    def recognise(self, turn: Turn) -> str | None:
        said = turn.postback_params.get(self.name) or turn.utterance
        return said if said in self.options else self._find_named(turn, said)

    def prefill(self, turn: Turn) -> str | None:
        return self._find_named(turn, turn.utterance)

    def list_names(self, turn: Turn, option: str) -> tuple[str, ...]:
        """What a citizen may call the option."""
        return (turn.text(f"{self.name}_{option}"),)

    def _find_named(self, turn: Turn, said: str) -> str | None:
        """The one option whose label is in what was said; a label that is part of a longer one doesn't count."""
        said = said.casefold()
        pairs = ((name, option) for option in self.options for name in self.list_names(turn, option))
        labels = {normalize(name).casefold(): option for name, option in pairs}
        named = [label for label in labels if _is_word_in(label, said)]
        longest = [label for label in named if not any(label != other and label in other for other in named)]
        meant = {labels[label] for label in longest}
        return meant.pop() if len(meant) == 1 else None

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return tuple(
            Button(turn.text(f"{room}.{self.name}_{option}"), postback=f"{room}.fill?{self.name}={option}")
            for option in self.options
        )


def _is_word_in(label: str, said: str) -> bool:
    """Latin words count only whole; Japanese has no spaces to look for."""
    return bool(label) and re.search(rf"(?<![a-z0-9]){re.escape(label)}(?![a-z0-9])", said) is not None


@dataclass(frozen=True)
class Confirm(Slot):
    """Yes or no."""

    def recognise(self, turn: Turn) -> bool | None:
        said = turn.postback_params.get(self.name)
        if said in ("yes", "no"):
            return said == "yes"
        meant = turn.interpretation.intent
        return {"affirm": True, "deny": False}.get(meant.name) if meant.confidence >= CONFIDENT else None

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return tuple(
            Button(turn.text(f"dialogue.{answer}"), postback=f"{room}.fill?{self.name}={answer}")
            for answer in ("yes", "no")
        )


@dataclass(frozen=True)
class Integer(Slot):
    """A whole number from `minimum` to `maximum`."""

    minimum: int = 1
    maximum: int = 100

    def recognise(self, turn: Turn) -> int | None:
        said = turn.utterance.strip()
        counts = turn.interpretation.values("count")
        value = int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else self._count(counts)
        if value is not None and not self.minimum <= value <= self.maximum:
            raise UserError("dialogue.number_out_of_range", minimum=self.minimum, maximum=self.maximum)
        return value

    def prefill(self, turn: Turn) -> int | None:
        value = self._count(turn.interpretation.values("count"))
        return value if value is not None and self.minimum <= value <= self.maximum else None

    @staticmethod
    def _count(values: list[Any]) -> int | None:
        number = values[0].get("number") if len(values) == 1 and isinstance(values[0], dict) else None
        return int(number) if number is not None else None


@dataclass(frozen=True)
class Words(Slot):
    """Free words, at most `longest` characters."""

    longest: int = 500

    def recognise(self, turn: Turn) -> str | None:
        if turn.inbound.kind is not InboundKind.TEXT or not turn.utterance.strip():
            return None
        if len(turn.utterance) > self.longest:
            raise UserError("dialogue.too_long", longest=self.longest)
        return turn.utterance.strip()
