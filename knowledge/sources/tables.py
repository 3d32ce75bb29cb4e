"""HTML tables to lines that stand alone: one a row, each cell with the headers above it, spans carried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

MAX_COLUMNS = 60  # a span of 10,000 is a mistake or an attack
MAX_ROWS = 2_000


@dataclass(frozen=True)
class _Cell:
    text: str
    is_header: bool


def table_lines(table: LexborNode) -> list[str]:
    """`label: header: cell / header: cell` for each row of data; a caption comes first, on a line of its own."""
    grid = _grid(table)
    heads = _count_header_rows(grid)
    headers = [_joined(row[column] for row in grid[:heads] if column < len(row)) for column in range(_width(grid))]
    body = grid[heads:] if heads < len(grid) else grid
    lines = [line for row in body if (line := _row_line(row, headers if body is not grid else []))]
    caption = table.css_first("caption")
    title = cell_text(caption) if caption else ""
    return [title, *lines] if title else lines


def cell_text(node: LexborNode) -> str:
    """All words in a node on one line."""
    return " ".join(node.text(separator=" ").split())


def _row_line(row: list[_Cell], headers: list[str]) -> str:
    labels: list[str] = []
    facts: list[str] = []
    for column, cell in enumerate(row):
        header = headers[column] if column < len(headers) else ""
        if cell.is_header and not facts:  # a header cell among data is only set in bold
            labels.append(cell.text)
        elif cell.text:
            facts.append(f"{header}: {cell.text}" if header else cell.text)
    label, rest = " ".join(dict.fromkeys(filter(None, labels))), " / ".join(dict.fromkeys(facts))
    return f"{label}: {rest}" if label and rest else label or rest


def _grid(table: LexborNode) -> list[list[_Cell]]:
    """Rows of equal meaning: a cell that spans is repeated in every place it covers."""
    grid: list[list[_Cell]] = []
    carried: dict[int, tuple[_Cell, int]] = {}  # column → cell from above, rows it still covers
    for tr in _rows(table):
        row: list[_Cell] = []
        for node in _cells(tr):
            _carry(row, carried)
            cell = _Cell(cell_text(node), node.tag == "th")
            down = _span(node, "rowspan", MAX_ROWS)
            for _ in range(min(_span(node, "colspan", MAX_COLUMNS), MAX_COLUMNS - len(row))):
                if down > 1:
                    carried[len(row)] = (cell, down)
                row.append(cell)
        _carry(row, carried)
        carried = {column: (cell, left - 1) for column, (cell, left) in carried.items() if left > 1}
        if row:
            grid.append(row)
    return grid


def _carry(row: list[_Cell], carried: dict[int, tuple[_Cell, int]]) -> None:
    while len(row) in carried:
        row.append(carried[len(row)][0])


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """The table's own rows, not those of a table inside it."""
    found = 0
    for tr in table.css("tr"):
        if found < MAX_ROWS and _owner(tr) == table:
            found += 1
            yield tr


def _owner(node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return parent


def _cells(tr: LexborNode) -> Iterator[LexborNode]:
    return (node for node in tr.iter() if node.tag in ("td", "th"))


def _span(node: LexborNode, name: str, most: int) -> int:
    value = (node.attributes.get(name) or "1").strip()
    return max(1, min(int(value), most)) if value.isascii() and value.isdigit() else 1


def _count_header_rows(grid: list[list[_Cell]]) -> int:
    count = 0
    while count < len(grid) and all(cell.is_header for cell in grid[count]):
        count += 1
    return count


def _width(grid: list[list[_Cell]]) -> int:
    return max((len(row) for row in grid), default=0)


def _joined(cells: Iterator[_Cell]) -> str:
    return " ".join(dict.fromkeys(cell.text for cell in cells if cell.text))
