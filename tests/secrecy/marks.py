"""Values that stand nowhere else, so that one sees where they get to.

Each begins with one of a few signs, by which all of them are found at once, however they were written down.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from random import Random
from urllib.parse import quote

WORD, READING, LOT, PHONE = "ゑゐぢづ", "ヱヰヂヅ", "ZQXJ7W", "0901147"
KANA = "ゐゑぢづぬぺぽ"  # of which no word is made that could mean something
SIGNS = (WORD, READING, LOT, PHONE, "090-1147")


class Marks:
    """Makes them, each once, and counts them."""

    def __init__(self, seed: int = 20261130) -> None:
        self._random = Random(seed)
        self.made: set[str] = set()

    def word(self) -> str:
        """A name or anything else in hiragana."""
        return self._keep(lambda: WORD + self._letters(KANA, 5))

    def reading(self) -> str:
        """A name in katakana."""
        return self._keep(lambda: READING + "".join(chr(ord(one) + 0x60) for one in self._letters(KANA, 5)))

    def lot(self) -> str:
        return self._keep(lambda: LOT + self._letters("ABCDEFGHJK23456789", 6))

    def phone(self) -> str:
        """With hyphens."""
        digits = self._keep(lambda: PHONE + self._letters("0123456789", 4))
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"

    def sentence(self, before: str, after: str) -> str:
        return f"{before}{self.word()}{after}"

    def _keep(self, make: Callable[[], str]) -> str:
        while (value := make()) in self.made:
            pass
        self.made.add(value)
        return value

    def _letters(self, among: str, count: int) -> str:
        return "".join(self._random.choices(among, k=count))


def find_signs(content: bytes) -> Iterator[str]:
    """Each sign that stands in it, with how it was written."""
    for sign in SIGNS:
        for way, written in list_ways(sign):
            if written in content:
                yield f"{sign} as {way}"


def find_in(places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Where something marked lies in plain text."""
    return [f"{place}: {sign}" for place, content in places for sign in find_signs(content)]


def list_ways(sign: str) -> Iterator[tuple[str, bytes]]:
    """As text, escaped, percent-encoded, in base64 wherever it may begin, in hex, backwards in bytes of two."""
    plain = sign.encode("utf-8")
    yield "UTF-8", plain
    for encoding in ("utf-16-le", "utf-16-be", *(("cp932", "euc-jp") if not sign.isascii() else ())):
        yield encoding, sign.encode(encoding)
    yield "hex", plain.hex().encode()
    yield "escaped bytes", "".join(f"\\x{one:02x}" for one in plain).encode()  # as Redis writes them
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + plain)
        yield f"base64 at {offset}", whole[(offset * 4 + 2) // 3 : (offset + len(plain)) * 4 // 3]
    if not sign.isascii():
        escaped = json.dumps(sign)[1:-1].encode()
        yield "JSON escapes", escaped
        yield "JSON escapes twice", escaped.replace(b"\\", b"\\\\")
        yield "percent encoding", quote(sign).encode()
