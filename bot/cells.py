"""Cells of a table that a spreadsheet opens: no text in them becomes a formula."""

from __future__ import annotations

# What a spreadsheet takes for the beginning of a formula, in full width too.
_FORMULA_SIGNS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def quote_cell(text: str) -> str:
    """For a CSV file: an apostrophe in front keeps a spreadsheet from calculating."""
    return f"'{text}" if text.lstrip(" '").startswith(_FORMULA_SIGNS) else text


def unquote_cell(text: str) -> str:
    """Without the apostrophe of `quote_cell`."""
    return text[1:] if text[:1] == "'" and quote_cell(text[1:]) == text else text
