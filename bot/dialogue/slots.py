"""Slots: values a handler needs. Each asks, recognises, checks and, when not understood, asks in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from bot.errors import UserError
from bot.messages import Choice as Button
from bot.messages import InboundKind
from nlu.interpreter import CONFIDENT
from nlu.normalize import normalize

if TYPE_CHECKING:
    from bot.dialogue.turn import Turn


LEAVE = ("cancel", "back")
LONGEST_NUMBER = 9  # digits
_NUMBER = re.compile(r"(?<![\d.,])\d+(?![\d.,])")
NAMES_BETWEEN = "/"  # in the text that says what people call a slot


@dataclass(frozen=True)
class Slot:
    """A value with a prompt: text keys `<handler>.ask_<name>` and, the second time, `<handler>.ask_<name>_again`.

    `<handler>.name_<name>` is what people call it, its names with `/` between them; the first is shown. One that is
    not `is_asked` is taken when it is said, and asked for only where the citizen wants to change it.
    """

    is_asked: ClassVar[bool] = True

    name: str

    def applies(self, turn: Turn) -> bool:
        """Whether it is asked at all, as far as the other slots tell: who has it posted is not asked where to come."""
        return True

    def holds(self, value: Any, turn: Turn) -> bool:
        """Whether a value that was taken still stands beside what was said for the other slots; if not, it is asked."""
        return True

    def list_candidates(self, turn: Turn) -> tuple[Any, ...]:
        """What may be meant by words said at any time: one value is it, several are asked back."""
        return ()

    def is_whole(self, value: Any) -> bool:
        """Whether a candidate is a value already; a day is not yet a moment."""
        return True

    def prefill(self, turn: Turn) -> Any | None:
        """The value said before it was asked for, or None."""
        found = self.list_candidates(turn)
        return found[0] if len(found) == 1 and self.is_whole(found[0]) else None

    def recognise(self, turn: Turn) -> Any | None:
        """The value said in answer to the prompt, or None. Raises UserError for a value that is not allowed."""
        return self.prefill(turn)

    def pick(self, turn: Turn) -> Any | None:
        """The value in words that name the slot, or None."""
        return self.prefill(turn)

    def say(self, value: Any, turn: Turn) -> str:
        """The value in words."""
        return str(value)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        """Quick replies under the prompt."""
        return ()

    def ask(self, text_key: str, turn: Turn, room: str) -> tuple[str, tuple[Button, ...]]:
        """The question, and the quick replies under it."""
        return turn.text(text_key), self.buttons(turn, room)

    def ask_back(self, among: Sequence[Any], turn: Turn) -> tuple[str, tuple[Button, ...]]:
        """The question which of several candidates is meant, and a button for each."""
        buttons = tuple(self._button(turn.room, self.say(value, turn), value) for value in among)
        return turn.text("dialogue.which_of_these"), buttons

    def names(self, turn: Turn) -> tuple[str, ...]:
        """What people call the slot."""
        return tuple(turn.text(f"{turn.room}.name_{self.name}").split(NAMES_BETWEEN))

    def _button(self, room: str, label: str, value: Any) -> Button:
        return Button(label, postback=f"{room}.fill?{self.name}={value}")


@dataclass(frozen=True)
class Option(Slot):
    """One of a few; labels are `<handler>.<name>_<option>`, also recognised when typed.

    `entity` names the entity whose values are the options; a word for several of them is asked back.
    """

    options: Sequence[str] = ()
    entity: str = ""

    def recognise(self, turn: Turn) -> str | None:
        said = turn.postback_params.get(self.name) or turn.utterance
        return said if said in self.list_options(turn) else self.prefill(turn)

    def list_options(self, turn: Turn) -> Sequence[str]:
        return self.options

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        named = find_named({option: self.list_names(turn, option) for option in self.list_options(turn)}, turn.wanted)
        return tuple(self._list_values(turn)) or ((named,) if named else ())

    def list_names(self, turn: Turn, option: str) -> tuple[str, ...]:
        """What a citizen may call the option."""
        return (turn.text(f"{self.name}_{option}"),)

    def say(self, value: str, turn: Turn) -> str:
        return turn.text(f"{self.name}_{value}")

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return tuple(
            self._button(room, turn.text(f"{room}.{self.name}_{option}"), option) for option in self.list_options(turn)
        )

    def _list_values(self, turn: Turn) -> Iterator[str]:
        """The options among the entity's values; what may be several things is only what all of them may be."""
        for value in dict.fromkeys(map(_freeze, turn.interpretation.values(self.entity))):
            yield from (one for one in value if one in self.list_options(turn))


def _freeze(value: Any) -> tuple[str, ...]:
    return tuple(value["candidates"]) if isinstance(value, dict) else (value,)


def find_named(labels: Mapping[str, Sequence[str]], said: str) -> str | None:
    """The one of whose labels one is in what was said; a label that is part of a longer one doesn't count."""
    said = said.casefold()
    owners = {normalize(label).casefold(): name for name, own in labels.items() for label in own}
    named = [label for label in owners if _is_word_in(label, said)]
    longest = [label for label in named if not any(label != other and label in other for other in named)]
    meant = {owners[label] for label in longest}
    return meant.pop() if len(meant) == 1 else None


def _is_word_in(label: str, said: str) -> bool:
    """Latin words count only whole; Japanese has no spaces to look for (住民票2通)."""
    if not label:
        return False
    before = "(?<![a-z0-9])" if label[0].isascii() else ""
    after = "(?![a-z0-9])" if label[-1].isascii() else ""
    return re.search(f"{before}{re.escape(label)}{after}", said) is not None


@dataclass(frozen=True)
class Confirm(Slot):
    """Yes or no."""

    def recognise(self, turn: Turn) -> bool | None:
        said = turn.postback_params.get(self.name)
        if said in ("yes", "no"):
            return said == "yes"
        found = turn.interpretation
        if found.denied and not found.meant and all(one.intent.name not in LEAVE for one in found.denied):
            return False
        return {"affirm": True, "deny": False}.get(found.intent.name) if found.intent.confidence >= CONFIDENT else None

    def say(self, value: bool, turn: Turn) -> str:
        return turn.text("dialogue.yes" if value else "dialogue.no")

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return tuple(self._button(room, turn.text(f"dialogue.{answer}"), answer) for answer in ("yes", "no"))


@dataclass(frozen=True)
class Integer(Slot):
    """A whole number from `minimum` to `maximum`; with `units`, only what is counted in one of them (人, 通)."""

    minimum: int = 1
    maximum: int = 100
    units: Sequence[str] = ()

    def recognise(self, turn: Turn) -> int | None:
        said = turn.utterance.strip()
        pressed = turn.postback_params.get(self.name, "")
        value = _whole_number(said) if said else _whole_number(pressed)
        return self._check(self._count(turn) if value is None else value)

    def list_candidates(self, turn: Turn) -> tuple[int, ...]:
        value = self._count(turn)
        return (value,) if value is not None and self.minimum <= value <= self.maximum else ()

    def pick(self, turn: Turn) -> int | None:
        numbers = _NUMBER.findall(turn.wanted)
        alone = _whole_number(numbers[0]) if len(numbers) == 1 else None
        return self._check(self._count(turn) if alone is None else alone)

    def _check(self, value: int | None) -> int | None:
        if value is not None and not self.minimum <= value <= self.maximum:
            raise UserError("dialogue.number_out_of_range", minimum=self.minimum, maximum=self.maximum)
        return value

    def _count(self, turn: Turn) -> int | None:
        """The one count that was said."""
        counts = [value for value in turn.interpretation.values("count") if isinstance(value, dict)]
        own = [value for value in counts if not self.units or value.get("unit") in self.units]
        number = own[0].get("number") if len(own) == 1 else None
        return int(number) if number is not None else None


def _whole_number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER else None


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
