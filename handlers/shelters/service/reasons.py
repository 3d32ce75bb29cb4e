"""Why a row is refused, and what is noticed: in English on the command line, in staff's language on their page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import MadoguchiError
from bot.yaml_files import parse_yaml

_SAID: dict[str, dict[str, str]] = parse_yaml(Path(__file__).parents[1].joinpath("reasons.yml").read_text("utf-8"))
WRONG, FINDINGS = _SAID["wrong"], _SAID["findings"]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, counted as a spreadsheet shows it (the header is row 1), or a feature, counted from
    1. `column` is its header, or empty for the whole row; `key` names the wording."""

    row: int
    key: str
    column: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        said = WRONG[self.key].format(**self.values)
        return f"row {self.row}: {self.column}: {said}" if self.column else f"row {self.row}: {said}"


@dataclass(frozen=True)
class Finding:
    """What a city should look at, and what keeps nothing from being imported."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return FINDINGS[self.key].format(**self.values)


class NotImported(MadoguchiError):
    """Nothing was taken over; every fault with its row."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.row)
        super().__init__("\n".join(map(str, self.faults)))
