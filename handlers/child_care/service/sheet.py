"""A file of the city as rows of cells by our names, and which kind of file it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.errors import InputFileError
from bot.services.sheets import Columns, Sheet, read_lines, read_rows
from bot.yaml_files import parse_yaml
from handlers.child_care.models import Kind

WORDS: dict[str, Any] = parse_yaml(Path(__file__).parents[1].joinpath("columns.yml").read_text("utf-8"))
KINDS: dict[Kind, Columns] = {
    Kind(kind): Columns(facts["columns"], facts["required"], WORDS["ignored"]) for kind, facts in WORDS["kinds"].items()
}


def read_sheet(name: str, content: bytes) -> tuple[Kind, Sheet]:
    """Raises InputFileError where it is no table, or none of ours."""
    lines = read_lines(name, content)
    kind = next((kind for kind, known in KINDS.items() if set(known.required) <= set(known.name(lines[0]))), None)
    if kind is None:
        wanted = "; ".join(f"{one}: {_list_required(known)}" for one, known in KINDS.items())
        raise InputFileError(f"{name}, row 1: it has the columns of no kind of file ({wanted})")
    return kind, read_rows(name, lines, KINDS[kind])


def say_column(kind: Kind, column: str) -> str:
    """Its first header."""
    return KINDS[kind].headers[column][0]


def _list_required(known: Columns) -> str:
    return ", ".join(known.headers[column][0] for column in known.required)
