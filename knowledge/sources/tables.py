"""HTML tables to lines that stand alone: one a row, each cell with the headers above it, spans carried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from selectolax.lexbor import LexborNode

from knowledge.sources.inline import inline_text
from knowledge.sources.table_rows import Fact, TableRow, fold_cell, render_row

MAX_COLUMNS = 60  # a span of 10,000 is a mistake or an attack
_MAX_SPAN_DOWN = 2_000
_MAX_HEADER_ROWS = 5  # more than that, and the whole table is set in header cells
_PARTS_OF_PAGES = "table, td h1, td h2, td h3, td h4, td h5, td h6"


@dataclass(frozen=True)
class _Cell:
    text: str
    is_header: bool


def table_lines(table: LexborNode) -> Iterator[str]:
    """`label: header: cell / header: cell` for each row of data; a caption comes first, on a line of its own.

    `parse_table_lines` reads them back.
    """
    caption = next((node for node in table.iter() if node.tag == "caption"), None)
    if caption is not None and (title := inline_text(caption)):
        yield fold_cell(title)
    rows = _grid(table)
    heads: list[list[_Cell]] = []
    for row in rows:
        if len(heads) > _MAX_HEADER_ROWS or not all(cell.is_header for cell in row):
            rows = chain([row], rows)
            break
        heads.append(row)
    else:
        rows = iter([])
    if len(heads) > _MAX_HEADER_ROWS:
        rows, heads = chain(heads, rows), []
    yield from _data_lines(rows, heads)


def is_layout(table: LexborNode) -> bool:
    """Whether it places parts of the page rather than holding data: its cells hold tables or headings."""
    named = (table.attributes.get("role") or "").lower() in ("presentation", "none")
    return named or any(part.mem_id != table.mem_id for part in table.css(_PARTS_OF_PAGES))


def _data_lines(rows: Iterator[list[_Cell]], heads: list[list[_Cell]]) -> Iterator[str]:
    width = max((len(head) for head in heads), default=0)
    headers = [_joined(head[column] for head in heads if column < len(head)) for column in range(width)]
    is_empty = True
    for row in rows:
        is_empty = False
        if line := _row_line(row, headers):
            yield line
    if is_empty:  # header cells alone are the data
        yield from (line for head in heads if (line := _row_line(head, [])))


def _row_line(row: list[_Cell], headers: list[str]) -> str:
    labels: list[str] = []
    facts: list[Fact] = []
    for column, cell in enumerate(row):
        if cell.is_header and not facts:  # a header cell among data is only set in bold
            labels.append(cell.text)
        elif cell.text:
            facts.append(Fact(headers[column] if column < len(headers) else "", cell.text))
    return render_row(TableRow(" ".join(dict.fromkeys(filter(None, labels))), tuple(facts)))


def _grid(table: LexborNode) -> Iterator[list[_Cell]]:
    """Rows of equal meaning: a cell that spans is repeated in every place it covers."""
    carried: dict[int, tuple[_Cell, int]] = {}  # column → cell from above, rows it still covers
    for tr in _rows(table):
        row: list[_Cell] = []
        for node in (node for node in tr.iter() if node.tag in ("td", "th")):
            _carry(row, carried)
            cell = _Cell(inline_text(node), node.tag == "th")
            down = _span(node, "rowspan", _MAX_SPAN_DOWN)
            for _ in range(min(_span(node, "colspan", MAX_COLUMNS), MAX_COLUMNS - len(row))):
                if down > 1:
                    carried[len(row)] = (cell, down)
                row.append(cell)
        _carry(row, carried)
        carried = {column: (cell, left - 1) for column, (cell, left) in carried.items() if left > 1}
        if row:
            yield row


def _carry(row: list[_Cell], carried: dict[int, tuple[_Cell, int]]) -> None:
    while len(row) in carried:
        row.append(carried[len(row)][0])


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """The table's own rows, not those of a table inside it: the parser puts every row into a group."""
    for group in table.iter():
        if group.tag in ("thead", "tbody", "tfoot"):
            yield from (tr for tr in group.iter() if tr.tag == "tr")


def _span(node: LexborNode, name: str, most: int) -> int:
    value = (node.attributes.get(name) or "1").strip()
    return max(1, min(int(value), most)) if value.isascii() and value.isdigit() and len(value) < 12 else 1


def _joined(cells: Iterator[_Cell]) -> str:
    return " ".join(dict.fromkeys(cell.text for cell in cells if cell.text))
