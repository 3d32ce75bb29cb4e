"""Applications as a file for another system: cells in the columns that the city wants, in its encoding."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from bot.cells import quote_cell
from handlers.certificates.service.columns import Encoding

MISSING = "\u3013"  # 〓 stands for a letter that Shift_JIS has not, as in print
# Signs that Unicode has twice; Shift_JIS, as Windows has it, knows the other one.
_TWINS = str.maketrans("\u301c\u2212\u2016\u00a2\u00a3\u00ac\u2014", "\uff5e\uff0d\u2225\uffe0\uffe1\uffe2\u2015")


@dataclass(frozen=True)
class Lost:
    """Letters of one cell that the encoding has not; `row` and `column` count from 0."""

    row: int
    column: int
    letters: str


def write_file(headers: Sequence[str], rows: Sequence[Sequence[str]], encoding: Encoding) -> bytes:
    """CSV as Excel and other systems read it; no cell begins as a formula does. What can't be written is a 〓."""
    written = StringIO(newline="")
    table = csv.writer(written)
    table.writerow([quote_cell(_fit(header, encoding)) for header in headers])
    table.writerows([quote_cell(_fit(cell, encoding)) for cell in row] for row in rows)
    if encoding == Encoding.UTF_8:
        return written.getvalue().encode("utf-8-sig")
    return written.getvalue().encode("cp932")


def list_lost(rows: Sequence[Sequence[str]], encoding: Encoding) -> Iterator[Lost]:
    """What of the cells can't be written."""
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            letters = "".join(dict.fromkeys(letter for letter in cell if not _can_write(letter, encoding)))
            if letters:
                yield Lost(number, place, letters)


def _fit(cell: str, encoding: Encoding) -> str:
    if encoding == Encoding.UTF_8:
        return cell
    return "".join(letter if _can_write(letter, encoding) else MISSING for letter in cell.translate(_TWINS))


def _can_write(letter: str, encoding: Encoding) -> bool:
    if encoding == Encoding.UTF_8:
        return True
    try:
        letter.translate(_TWINS).encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
