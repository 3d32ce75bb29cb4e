"""Why a row, or what staff entered, is no lecture: in English on the command line, in staff's language on pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.yaml_files import parse_yaml
from handlers.lectures.service.sheet import COLUMNS

SAID: dict[str, str] = parse_yaml(Path(__file__).parents[1].joinpath("reasons.yml").read_text("utf-8"))


@dataclass(frozen=True)
class Reason:
    """`column` is ours, or empty for the whole row; `key` names the wording here, and in the texts as
    `admin_wrong_<key>`."""

    key: str
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        said = SAID[self.key].format(**self.values)
        return f"{COLUMNS[self.column][0]}: {said}" if self.column else said


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, counted as a spreadsheet shows it: the header is row 1."""

    row: int
    reason: Reason

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"
