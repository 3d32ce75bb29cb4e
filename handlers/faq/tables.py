"""Lines of a stored answer that are rows of a table, as tables again."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import Table
from knowledge.sources.table_rows import split_tables


def read_tables(text: str) -> tuple[str, tuple[Table, ...]]:
    """The words before the first table, and the tables, each with the words that follow it.

    Of a long table one row may be shown alone, which is a table all the same.
    """
    before, tables = "", list[Table]()
    for part in split_tables(text, least=1):
        if not isinstance(part, str):
            tables.append(Table(part.headers, part.rows, part.caption))
        elif tables:
            tables[-1] = replace(tables[-1], below=part)
        else:
            before = part
    return before, tuple(tables)
