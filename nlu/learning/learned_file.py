"""The file of a city's accepted examples, which every command that reads examples reads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nlu.model_store import replace_file
from nlu.training_data import LEARNED, VERSION, Example

HEAD = "# Accepted from use and kept in the database; written anew by the counter, so do not change it here."


def write_learned(folder: Path, examples: Iterable[Example]) -> Path:
    """Write them into `folder`, whole or not at all; an unchanged file is left alone. No examples: no file."""
    path, content = folder / LEARNED, _render(examples)
    if not content:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_text("utf-8") != content:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(path, lambda file: file.write(content.encode()))
    return path


def _render(examples: Iterable[Example]) -> str:
    texts: dict[str, list[str]] = {}
    for example in sorted(examples, key=lambda one: (one.intent, one.text)):
        texts.setdefault(example.intent, []).append(example.text)
    lines = [HEAD, f'version: "{VERSION}"', "nlu:"]
    for intent, said in texts.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in said)]
    return "\n".join([*lines, ""]) if texts else ""
