"""Names of files as people gave them, made safe to keep, to show and to save under."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60  # characters before the ending; with it no file system refuses it
_FORBIDDEN = re.compile(r'[<>:"|?*;%&\'`$#{}\[\]]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # Windows opens something else


def clean_name(name: str, ending: str, instead: str = "file") -> str:
    """The last part of a path with `ending` (".pdf"), in visible characters that mean nothing to a shell, a header or
    HTML; `instead` where nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Controls, line ends, and what turns the direction of writing or can't be seen: "fdp.exe" may not look like a PDF.
    visible = "".join(sign for sign in last.replace("\u3000", " ") if sign == " " or _is_visible(sign))
    words = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", visible)).strip()
    stem = words[: -len(ending)] if words.lower().endswith(ending) else words
    stem = stem.strip(" ._")[:LONGEST].rstrip(" ._") or instead
    return f"_{stem}{ending}" if _DEVICES.fullmatch(stem) else stem + ending


def _is_visible(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "CZ"
