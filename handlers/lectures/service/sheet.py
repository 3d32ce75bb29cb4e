"""A file of lectures as rows of cells by our names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.services.sheets import Columns, Sheet, fold, read_lines, read_rows
from bot.yaml_files import parse_yaml

__all__ = ["COLUMNS", "WORDS", "Sheet", "fold", "read_sheet"]

WORDS: dict[str, Any] = parse_yaml(Path(__file__).parents[1].joinpath("columns.yml").read_text("utf-8"))
COLUMNS: dict[str, list[str]] = WORDS["columns"]
_KNOWN = Columns(COLUMNS, WORDS["required"], WORDS["ignored"])


def read_sheet(name: str, content: bytes) -> Sheet:
    """Raises InputFileError where it is no table of lectures at all: another encoding, columns that are missing."""
    return read_rows(name, read_lines(name, content), _KNOWN)
