"""What a generator is: messages in, the words of a model out. Nothing it answers is trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """`role` is `system` or `user`."""

    role: str
    content: str


class Generator(Protocol):
    """A model the city runs or has chosen."""

    def generate(self, messages: Sequence[Message]) -> str | None:
        """The model's answer as it came; None when it is switched off.

        Raises TemporaryFault when there is none in time, PermanentFault when the endpoint will never take this.
        """


class NullGenerator:
    """The default: no generator, so that every answer is in the city's own words."""

    def generate(self, messages: Sequence[Message]) -> str | None:
        """None."""
        return None
