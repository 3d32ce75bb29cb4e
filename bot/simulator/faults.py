"""Trouble on demand: the next calls of an operation go wrong in a chosen way."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

ANY_OPERATION = "*"


class FaultKind(StrEnum):
    """`ACCEPTED_…` does what was asked first; the others do nothing."""

    ERROR = "error"  # status 500
    RATE = "rate"  # status 429
    TIMEOUT = "timeout"  # hangs, then status 500
    ACCEPTED_ERROR = "accepted-error"  # done, status 500
    ACCEPTED_TIMEOUT = "accepted-timeout"  # done, hangs, then status 500
    ACCEPTED_CUT = "accepted-cut"  # done, the connection is cut without an answer

    @property
    def is_accepted(self) -> bool:
        return self.value.startswith("accepted")


@dataclass
class Fault:
    """`times` more calls of `operation` (an operationId of LINE's specification, or `*`) fail this way, after the next
    `after` of them have passed."""

    operation: str
    kind: FaultKind
    times: int = 1
    seconds: float = 0.0
    after: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Faults:
    """The waiting faults, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, operation: str, kind: FaultKind | str, times: int = 1, seconds: float = 0.0, after: int = 0) -> None:
        """Make the next `times` calls of `operation` fail, once `after` have passed; `seconds` is how long a time-out
        hangs.

        Raises ValueError for an unknown kind.
        """
        with self._lock:
            self._waiting.append(Fault(operation, FaultKind(kind), times, seconds, after))

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, operation: str) -> Fault | None:
        """The fault this call of `operation` has to suffer; counted down."""
        with self._lock:
            for fault in self._waiting:
                if fault.operation in (operation, ANY_OPERATION):
                    if fault.after > 0:
                        fault.after -= 1
                        continue
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None

    def list_waiting(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.to_json() for fault in self._waiting]
