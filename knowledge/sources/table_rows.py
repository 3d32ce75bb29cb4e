"""A table's row as a line that stands alone, and back: `label: header: cell / header: cell`.

The lines are what is searched and stored; a card or a page that shows them as a table reads them back from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

_NAME_END = ": "
_BETWEEN = " / "
_MOST_NAME = 60  # characters of a label or header; a longer one is a sentence with a colon in it


@dataclass(frozen=True)
class Fact:
    """One cell with the header above it, which may be empty."""

    header: str
    value: str


@dataclass(frozen=True)
class TableRow:
    """`label` is what the row is about, empty when no cell names it."""

    label: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Table:
    """Rows that stand below each other. Every row has as many cells as there are headers; the first is its label."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def fold_cell(text: str) -> str:
    """A cell's text without what separates cells and headers in a line."""
    folded = " ".join(text.split())
    before = ""
    while folded != before:
        before = folded
        folded = folded.replace(_BETWEEN, "/").replace(_NAME_END, ":").removeprefix("/ ").removesuffix(" /")
        folded = folded.rstrip(": ") if folded != "/" else ""
    return folded


def render_row(row: TableRow) -> str:
    """The line of a row. Texts are folded; facts that say nothing or the same again are left out."""
    facts: dict[str, None] = {}
    for fact in row.facts:
        header, value = fold_cell(fact.header), fold_cell(fact.value)
        if value:
            facts[f"{header}{_NAME_END}{value}" if header else value] = None
    label, cells = fold_cell(row.label), list(facts)
    if label:
        cells[:1] = [f"{label}{_NAME_END}{cells[0]}" if cells else label]
    return _BETWEEN.join(dict.fromkeys(cells))


def parse_table_lines(text: str) -> list[TableRow]:
    """The lines of a stored text that have a row's form.

    `render_row` gives each line again. A label with a single fact that has no header can't be told from a header
    with its cell, and means the same; it comes as the latter.
    """
    return [row for line in text.splitlines() if (row := _parse(line)) is not None]


def find_tables(text: str) -> list[Table]:
    """Tables of at least two rows in a stored text, each with the short line above it as its caption."""
    return [part for part in split_tables(text) if isinstance(part, Table)]


def split_tables(text: str, least: int = 2) -> list[str | Table]:
    """A stored text in its order: tables as `find_tables` has them, and the words between them.

    With `least` 1, a row alone is a table too, unless it is but a name and one value, as in a sentence.
    """
    parts: list[str | Table] = []
    lines, rows = list[str](), list[TableRow]()  # the last lines may be those of the rows
    for line in [*text.splitlines(), ""]:
        row = _parse(line)
        if row is None or (rows and not _belongs(row, rows[-1])):
            is_table = len(rows) >= least and not (len(rows) == 1 and _is_pair(rows[0]))
            if is_table:
                table = _table(lines, rows)
                above = lines[: -len(rows) - (table.caption != "")]
                parts += ["\n".join(above), table]
                lines = []
            rows = []
        if row is not None:
            rows.append(row)
        lines.append(line)
    parts.append("\n".join(lines))
    return [part for part in (part.strip() if isinstance(part, str) else part for part in parts) if part]


def _parse(line: str) -> TableRow | None:
    if _NAME_END not in line:
        return None
    cells = [cell.split(_NAME_END) for cell in line.removesuffix(" /").split(_BETWEEN)]
    label = cells[0].pop(0) if len(cells[0]) == 3 else ""
    if any(len(cell) > 2 or not all(part.strip() for part in cell) for cell in cells):
        return None
    facts = tuple(Fact(cell[0] if len(cell) == 2 else "", cell[-1]) for cell in cells)
    if any(len(name) > _MOST_NAME for name in (label, *(fact.header for fact in facts))):
        return None
    return TableRow(label, facts)


def _belongs(row: TableRow, above: TableRow) -> bool:
    if _is_pair(row) or _is_pair(above):
        return (_is_pair(row) and _is_pair(above)) or _headers([row]) == _headers([above])
    return bool(row.label) == bool(above.label) and bool(set(_headers([row])) & set(_headers([above])))


def _is_pair(row: TableRow) -> bool:
    return not row.label and len(row.facts) == 1


def _table(lines: Sequence[str], rows: Sequence[TableRow]) -> Table:
    """The table of the last lines, which have these rows."""
    above = lines[-len(rows) - 1] if len(lines) > len(rows) else ""
    is_caption = _parse(above) is None and len(above) <= _MOST_NAME and any(map(str.isalnum, above))
    caption = above if is_caption else ""
    if all(_is_pair(row) for row in rows):
        names = dict.fromkeys(row.facts[0].header for row in rows)
        if len(names) > 1:  # two columns: names and what they are
            return Table(caption, ("", ""), tuple((row.facts[0].header, row.facts[0].value) for row in rows))
    headers = dict.fromkeys(_headers(rows))
    labelled = any(row.label for row in rows)
    cells = [{fact.header: fact.value for fact in row.facts} for row in rows]
    body = [(*((row.label,) if labelled else ()), *(cell.get(header, "") for header in headers))
            for row, cell in zip(rows, cells, strict=True)]  # fmt: skip
    return Table(caption, (*(("",) if labelled else ()), *headers), tuple(body))


def _headers(rows: Iterable[TableRow]) -> list[str]:
    return [fact.header for row in rows for fact in row.facts]
