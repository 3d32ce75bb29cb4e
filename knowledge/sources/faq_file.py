"""FAQ files as staff keep them: CSV (UTF-8, or Shift_JIS as Excel writes it) and JSON."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from bot.cells import unquote_cell
from bot.db import Database
from bot.errors import InputFileError
from bot.yaml_files import parse_yaml
from knowledge.entries import NewEntry, clean_text, faq_passages, short_id
from knowledge.models import EntryKind
from knowledge.sources.dates import parse_date
from knowledge.store import StoreReport, store_faq

REQUIRED = ("question", "answer")
MAX_CHARACTERS = 20_000  # of one cell
_WIDE = re.compile("[\u3000-\U0010ffff]")
_NOT_SHIFT_JIS = re.compile("[\x80-\xa0\ufffd\uf8f0-\uf8f3]")  # what Python's codec makes of bytes without a letter
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]+)?")
_ADDRESS = re.compile(r"https?://\S+")
_PAIR = re.compile(r"Question:\s*(?P<question>.*?)\s*\nAnswer:\s*(?P<answer>.*)", re.DOTALL)
ALIAS_SIGNS = re.compile(r"[|\uff5c]")
_HEADERS: dict[str, list[str]] = parse_yaml(Path(__file__).with_name("faq_columns.yml").read_text("utf-8"))
COLUMNS = {header.lower(): name for name, headers in _HEADERS.items() for header in (name, *headers)}


@dataclass(frozen=True)
class FaqFile:
    """The FAQ of one file, in its order. `warnings` name rows that are taken but deserve a look."""

    entries: tuple[NewEntry, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    stored: StoreReport
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self.stored), "warnings": list(self.warnings)}


@dataclass
class _Seen:
    """What earlier rows said, to find ids that come twice and questions with two answers."""

    ids: dict[str, str] = field(default_factory=dict)
    questions: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def import_faq_file(database: Database, path: Path, source: str = "", *, replace: bool = False) -> ImportReport:
    """Add and update the FAQ of a file, all or none; with `replace`, FAQ that are not in it are taken back.

    `source` is what citizens see as the source of an answer without a URL; empty: the file's name.
    Raises InputFileError in one line that names the file and the row.
    """
    faq = read_faq_file(path)
    return ImportReport(store_faq(database, faq.entries, source or path.name, replace=replace), faq.warnings)


def read_faq_file(path: Path) -> FaqFile:
    """Read and check a whole file. Raises InputFileError in one line that names the file and the row."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputFileError(f"{path}: can't be read: {error.strerror}") from error
    text = decode_faq_file(path, content)
    rows = _json_rows(path, text) if path.suffix.lower() == ".json" else _csv_rows(path, text)
    seen = _Seen()
    entries = tuple(_entry(place, row, seen) for place, row in rows)
    if not entries:
        raise InputFileError(f"{path}: there is no FAQ in it")
    return FaqFile(entries, tuple(seen.warnings))


def decode_faq_file(path: Path | str, content: bytes) -> str:
    """UTF-8, or Shift_JIS as Excel writes it. Raises InputFileError for anything else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputFileError(f"{path}, row 1: the encoding is UTF-16; save it as CSV in UTF-8 or Shift_JIS")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8")
        if _WIDE.search(before):  # Shift_JIS would have failed at its first Japanese letter
            row = before.count("\n") + 1
            raise InputFileError(f"{path}, row {row}: a letter is broken; what stands before is UTF-8") from fault
        text = content.decode("cp932", "replace")
        broken = _NOT_SHIFT_JIS.search(text)
        if broken:
            row = text.count("\n", 0, broken.start()) + 1
            raise InputFileError(f"{path}, row {row}: the encoding is neither UTF-8 nor Shift_JIS") from fault
        return text


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, cells by our names); rows are counted as a spreadsheet shows them, the header is row 1."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    columns: list[str] = []
    number = 0
    while True:
        number += 1
        place = f"{path}, row {number}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputFileError(f"{place}: not readable as CSV: {error}") from error
        if not columns:
            columns = _columns(place, cells)
        elif any(cell.strip() for cell in cells):
            if len(cells) != len(columns):
                raise InputFileError(f"{place}: {len(cells)} cells, but the header has {len(columns)}")
            yield place, dict(zip(columns, cells, strict=True))


def _columns(place: str, headers: list[str]) -> list[str]:
    columns = [_column(place, header.strip()) for header in headers]
    for name in REQUIRED:
        if name not in columns:
            raise InputFileError(f"{place}: the column {name!r} ({_HEADERS[name][0]}) is missing")
    for name in columns:
        if columns.count(name) > 1:
            raise InputFileError(f"{place}: the column {name!r} is there twice")
    return columns


def _column(place: str, header: str) -> str:
    name = COLUMNS.get(header.lower())
    if name is None:
        raise InputFileError(f"{place}: the column {header!r} is not known; known are {', '.join(_HEADERS)}")
    return name


def _json_rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        row = getattr(error, "lineno", 1)
        raise InputFileError(f"{path}, row {row}: not readable as JSON: {getattr(error, 'msg', error)}") from error
    if isinstance(data, dict):
        for key, value in data.items():
            pair = _PAIR.fullmatch(value.strip()) if isinstance(value, str) else None
            if pair is None:
                raise InputFileError(f'{path}, id {key!r}: expected "Question: …\\nAnswer: …"')
            yield f"{path}, id {key!r}", {"id": key, **pair.groupdict()}
    elif isinstance(data, list):
        for number, item in enumerate(data, 1):
            yield f"{path}, row {number}", _json_cells(f"{path}, row {number}", item)
    else:
        raise InputFileError(f"{path}, row 1: expected a list of FAQ")


def _json_cells(place: str, item: object) -> dict[str, str]:
    if not isinstance(item, dict):
        raise InputFileError(f"{place}: expected an object with question and answer")
    cells: dict[str, str] = {}
    for key, value in item.items():
        name = _column(place, str(key))
        if name == "aliases" and isinstance(value, list):
            value = "|".join(str(alias) for alias in value)
        if value is not None and not isinstance(value, str | int):
            raise InputFileError(f"{place}: {name} has to be text")
        cells[name] = "" if value is None else str(value)
    return cells


def _entry(place: str, cells: Mapping[str, str], seen: _Seen) -> NewEntry:
    row = {name: clean_text(unquote_cell(cells.get(name, ""))) for name in _HEADERS}
    _check_cells(place, row)
    row["language"] = row["language"] or "ja"
    row["id"] = row["id"] or short_id("faq", row["language"], row["question"])
    _compare_with_earlier(place, row, seen)
    aliases = tuple(dict.fromkeys(alias.strip() for alias in ALIAS_SIGNS.split(row["aliases"]) if alias.strip()))
    return NewEntry(
        external_id=row["id"],
        kind=EntryKind.FAQ,
        title=row["question"],
        text=row["answer"],
        passages=faq_passages(row["question"], row["answer"], aliases),
        aliases=aliases,
        url=row["url"],
        department=row["department"],
        language=row["language"],
        category=row["category"],
        checked_on=_date(place, row["checked_on"]),
        expires_on=_date(place, row["expires_on"]),
        starts_on=_date(place, row["starts_on"]),
        review_on=_date(place, row["review_on"]),
    )


def _check_cells(place: str, row: Mapping[str, str]) -> None:
    for name in REQUIRED:
        if not row[name]:
            raise InputFileError(f"{place}: the {name} is empty")
    for name, value in row.items():
        if len(value) > MAX_CHARACTERS:
            raise InputFileError(f"{place}: {name} has {len(value):,} characters, at most {MAX_CHARACTERS:,} are taken")
    if row["url"] and not _ADDRESS.fullmatch(row["url"]):
        raise InputFileError(f"{place}: the url has to begin with https:// or http://")
    if row["language"] and not _LANGUAGE.fullmatch(row["language"]):
        raise InputFileError(f"{place}: the language has to be a code such as ja, ja-easy or en")


def _compare_with_earlier(place: str, row: Mapping[str, str], seen: _Seen) -> None:
    if row["id"] in seen.ids:
        earlier = seen.ids[row["id"]].rsplit(", ", 1)[-1]
        raise InputFileError(f"{place}: the id {row['id']!r} is there already in {earlier}")
    seen.ids[row["id"]] = place
    question = (row["language"], row["question"])
    earlier, answer = seen.questions.setdefault(question, (place, row["answer"]))
    if answer != row["answer"]:
        seen.warnings.append(f"{place}: the same question as {earlier.rsplit(', ', 1)[-1]} with another answer")


def _date(place: str, text: str) -> date | None:
    found = parse_date(text) if text else None
    if text and found is None:
        raise InputFileError(f"{place}: {text[:20]!r} is not a date; write 2026-04-01")
    return found
