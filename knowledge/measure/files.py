"""The files a measurement reads and writes: queries, judgements, runs, and utterances nothing answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import InputFileError
from bot.yaml_files import parse_yaml

NEGATIVES_FORM = "a list of utterances, or lists of them by category"
RUN_FORM = '{"qid": {"ranked": ["id", …], "answer": "id" or null, "confidence": 0–1}}'

Qrels = Mapping[str, Mapping[str, int]]  # query → FAQ → grade; 2 correct, 1 related, 0 wrong


@dataclass(frozen=True)
class RunRow:
    """What was found for one query: ids best first, the one said as the answer, how sure (0–1)."""

    ranked: tuple[str, ...]
    answer: str | None
    confidence: float
    declined: bool = False  # False as well where a file does not tell it from candidates

    def to_json(self) -> dict[str, Any]:
        return {"ranked": list(self.ranked), "answer": self.answer, "confidence": round(self.confidence, 4)}


def read_queries(path: Path) -> dict[str, str]:
    """`{"qid": "text"}`. Raises InputFileError."""
    return _read(path, lambda value: isinstance(value, str), '{"qid": "text"}')


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """`{"qid": {"id": grade}}`. Raises InputFileError."""
    return _read(path, _is_graded, '{"qid": {"id": grade}}')


def read_run(path: Path) -> dict[str, RunRow]:
    """A file that `--run` wrote. Raises InputFileError."""
    rows = _read(path, _is_run_row, RUN_FORM)
    return {
        query: RunRow(tuple(row["ranked"]), row.get("answer"), float(row["confidence"])) for query, row in rows.items()
    }


def read_negatives(path: Path) -> dict[str, list[str]]:
    """Utterances by category, from YAML or JSON; a plain list is one category, the file's name. InputFileError."""
    try:
        data = parse_yaml(_text_of(path))
    except (yaml.YAMLError, ValueError) as error:
        raise InputFileError(f"{path}: not readable as YAML: {' '.join(str(error).split())}") from error
    by_category = {path.stem: data} if isinstance(data, list) else data
    if not isinstance(by_category, dict) or not by_category:
        raise InputFileError(f"{path}: expected {NEGATIVES_FORM}")
    for category, utterances in by_category.items():
        if not isinstance(utterances, list) or not utterances:
            raise InputFileError(f"{path}, category {category!r}: expected {NEGATIVES_FORM}")
        for number, utterance in enumerate(utterances, 1):
            if not isinstance(utterance, str):
                raise InputFileError(f"{path}, category {category!r}, entry {number}: expected text, put it in quotes")
    return {str(category): utterances for category, utterances in by_category.items()}


def _is_graded(value: object) -> bool:
    return isinstance(value, dict) and all(type(grade) is int and 0 <= grade <= 10 for grade in value.values())


def _is_run_row(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("ranked"), list):
        return False
    confidence, answer = value.get("confidence"), value.get("answer")
    sure = isinstance(confidence, int | float) and 0 <= confidence <= 1
    return sure and all(isinstance(id_, str) for id_ in value["ranked"]) and (answer is None or isinstance(answer, str))


def _read(path: Path, fits: Callable[[object], bool], form: str) -> dict[str, Any]:
    try:
        data = json.loads(_text_of(path))
    except ValueError as error:
        raise InputFileError(f"{path}: not readable as JSON: {error}") from error
    if not isinstance(data, dict):
        raise InputFileError(f"{path}: expected {form}")
    for key, value in data.items():
        if not fits(value):
            raise InputFileError(f"{path}, id {key!r}: expected {form}")
    return data


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise InputFileError(f"{path}: can't be read: {error.strerror}") from error
