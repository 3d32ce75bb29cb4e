"""One script of several modules, one sheet of several style sheets; put together once, at start.

Only as much of a bundler as our own files need: named imports of modules beside, no import in a circle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import (\{[\w, \n]+\}) from "(\.[\w./-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_LINE_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def bundle_script(entry: Path, head: str = "") -> str:
    """The module and all it imports as one classic script; each keeps a scope of its own, and sees `head`.

    Raises ValueError for an import or export in another form than `import { … } from "./x.js"` and `export function`.
    """
    pieces: dict[Path, str] = {}
    _collect(entry, pieces)
    return "(() => {\n" + head + "".join(pieces.values()) + "})();\n"


def bundle_styles(paths: Iterable[Path]) -> str:
    """The sheets in their order, without comments and needless space; `url()` as it is written."""
    text = _BLOCK_COMMENT.sub("", "".join(path.read_text("utf-8") for path in paths))
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,]) ?", r"\1", text).strip()


def _collect(path: Path, pieces: dict[Path, str]) -> None:
    """Put what the module needs into the pieces, and then the module."""
    source = path.read_text("utf-8")
    for found in _IMPORT.finditer(source):
        if (needed := _find(path, found)) not in pieces:
            _collect(needed, pieces)
    names = ", ".join(found[2] for found in _EXPORT.finditer(source))
    text = _IMPORT.sub(lambda found: f"const {found[1]} = {_name(_find(path, found))};\n", source)
    text = _EXPORT.sub(r"\1 \2", text)
    if odd := _OTHER.search(text):
        raise ValueError(f"{path.name}: {odd[0]}")
    text = _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", text))
    pieces[path] = f"const {_name(path)} = (() => {{\n{text}return {{ {names} }};\n}})();\n"


def _find(path: Path, found: re.Match[str]) -> Path:
    return (path.parent / found[2]).resolve()


def _name(path: Path) -> str:
    """What the module's exports are called in the bundle."""
    return f"_{path.parent.name}_{path.stem}"
