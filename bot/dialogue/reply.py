"""What a handler's step returns. Only the engine sends and stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.messages import InboundKind, Message
from nlu.interpretation import Interpretation


@dataclass(frozen=True)
class Forgets:
    """What the citizen said is emptied everywhere, in the transaction that answers it: all since `since` (the second
    since 1970), this utterance among it, as far as it is of one of the `kinds` (`InboundKind`). `instead` is the text
    key that the desk reads in its place."""

    since: float
    instead: str
    kinds: tuple[str, ...] = (InboundKind.TEXT,)


@dataclass(frozen=True)
class Say:
    """Say something and stay at this step."""

    messages: tuple[Message, ...]
    forgets: Forgets | None = None


@dataclass(frozen=True)
class Ask:
    """Ask for a slot; without messages the slot's own prompt is used."""

    slot: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Done:
    """The service has done its work; a handler that waited underneath is resumed, at once or with the next turn."""

    messages: tuple[Message, ...] = ()
    resumes: bool = True  # False: its question is not repeated now
    forgets: Forgets | None = None
    leaves: Interpretation | None = None  # what else was said in the utterance: it is answered after the messages


@dataclass(frozen=True)
class HandOff:
    """Give the conversation to an operator."""

    reason: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class HandBack:
    """Take the conversation back from the operators."""

    by: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class ChooseLanguage:
    """Go on in another language; `messages` are said in it already."""

    language: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class GoTo:
    """Start another handler, with what is known already, and what is to be asked back."""

    handler: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    among: Mapping[str, Sequence[Any]] = field(default_factory=dict)


Reply = Say | Ask | Done | HandOff | HandBack | ChooseLanguage | GoTo
