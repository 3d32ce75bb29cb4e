"""What an operation of the API is given and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.simulator.line import SimulatedLine


@dataclass(frozen=True)
class RawCall:
    """An HTTP request: `path` without prefix and query; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes = b""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One authenticated call. `args` are the path's placeholders, `body` has been checked against its shape."""

    line: SimulatedLine
    operation: str
    args: Mapping[str, str]
    body: Any
    request: RawCall
    request_id: str


@dataclass(frozen=True)
class Answer:
    """`body` is JSON or, with `content_type`, bytes. `cut`: drop the connection instead of answering."""

    status: int = 200
    body: dict[str, Any] | bytes = field(default_factory=dict)
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True)
class Operation:
    """`name` is the operationId of LINE's specification; `shape` a name in rules.yml, empty for no JSON body."""

    name: str
    method: str
    path: str
    perform: Callable[[Call], Answer]
    shape: str = ""
