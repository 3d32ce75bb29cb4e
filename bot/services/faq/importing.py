"""A file of FAQ that staff give: checked row by row, all of it or nothing, and drafts for the reviewer."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import StringIO
from typing import Any

from sqlmodel import Session, select

from bot.cells import unquote_cell
from bot.city import City
from bot.errors import InputFileError
from bot.models.faq import FaqEntry, FaqState, Origin
from bot.models.staff import Role
from bot.services.faq.access import Doing, read_content
from bot.services.faq.actions import FaqAction
from bot.services.faq.content import FaqContent, Wording, Wrong, check, name_id
from bot.services.faq.editing import add_entry
from bot.services.faq.sheets import MOST_ROWS, read_workbook
from bot.services.faq.writing import append_version, take_step
from bot.texts import LANGUAGES
from knowledge.index.build import base_id
from knowledge.sources.dates import parse_date
from knowledge.sources.faq_file import ALIAS_SIGNS, COLUMNS, decode_faq_file

_DAYS = {"starts_on": "valid_from", "expires_on": "valid_until", "review_on": "review_on"}


@dataclass(frozen=True)
class Fault:
    """Of one row, as a spreadsheet counts them: the column's name and what is wrong with it."""

    row: int
    column: str
    text_key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Plan:
    """What a file would do. `faults` forbid it."""

    faults: list[Fault] = field(default_factory=list)
    contents: dict[str, FaqContent] = field(default_factory=dict)  # by id; an empty id is given one
    rows: dict[str, int] = field(default_factory=dict)  # where each begins


@dataclass(frozen=True)
class Imported:
    added: int
    changed: int
    unchanged: int


def read_rows(name: str, content: bytes) -> list[tuple[int, dict[str, str]]]:
    """(row, cells by our names) of CSV in UTF-8 or Shift_JIS, or of a workbook. Raises Wrong for the file."""
    try:
        rows = list(read_workbook(content, name) if content.startswith(b"PK") else _read_csv(name, content))
    except InputFileError as fault:
        raise Wrong("file", "answers.file_unreadable") from fault
    if len(rows) > MOST_ROWS:
        raise Wrong("file", "answers.file_long", most=MOST_ROWS)
    header = [cell.strip() for cell in rows[0]] if rows else []
    while header and not header[-1]:
        header.pop()
    columns = [COLUMNS.get(cell.lower(), "") for cell in header]
    if "" in columns:
        raise Wrong("file", "answers.file_column", column=header[columns.index("")][:40])
    if missing := [column for column in ("question", "answer") if columns.count(column) != 1]:
        raise Wrong("file", "answers.file_missing", column=missing[0])
    filled = ((number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row))
    return [(number, dict(zip(columns, map(unquote_cell, row), strict=False))) for number, row in filled]


def _read_csv(name: str, content: bytes) -> Iterable[list[str]]:
    try:
        yield from csv.reader(StringIO(decode_faq_file(name, content), newline=""), strict=True)
    except csv.Error as fault:
        raise InputFileError(f"{name}: not readable as CSV") from fault


def make_plan(session: Session, rows: Sequence[tuple[int, Mapping[str, str]]], city: City, doing: Doing) -> Plan:
    """What the rows would do to what there is; every fault of every row."""
    plan = Plan()
    seen: set[tuple[str, str]] = set()
    for number, cells in rows:
        language = cells.get("language", "").strip() or "ja"
        given = cells.get("id", "").strip()
        name = base_id(given, language) or f"+{number}"
        if (name, language) in seen or len(name) > 100:
            plan.faults.append(Fault(number, "id", "answers.id_twice"))
            continue
        seen.add((name, language))
        plan.rows.setdefault(name, number)
        _read_row(plan, session, name, (number, language, given), cells, city)
    for name, content in plan.contents.items():
        try:
            plan.contents[name] = check(content)
        except Wrong as wrong:
            plan.faults.append(Fault(plan.rows[name], wrong.place, wrong.text_key, wrong.values))
        if not all(doing.staff.may(Role.EDITOR, place) for place in _list_owners(session, name, content)):
            plan.faults.append(Fault(plan.rows[name], "department", "answers.not_yours"))
    plan.faults.sort(key=lambda fault: fault.row)
    return plan


def _list_owners(session: Session, name: str, content: FaqContent) -> set[str]:
    entry = _find(session, name)
    return {content.department} | ({entry.department} if entry else set())


def _read_row(
    plan: Plan, session: Session, name: str, place: tuple[int, str, str], cells: Mapping[str, str], city: City
) -> None:
    number, language, given = place

    def fault(column: str, text_key: str, **values: object) -> None:
        plan.faults.append(Fault(number, column, text_key, values))

    if language not in LANGUAGES:
        fault("language", "answers.language_unknown")
    entry = _find(session, name)
    before = plan.contents.get(name) or (read_content(session, entry, entry.version) if entry else FaqContent())
    aliases = tuple(filter(None, (alias.strip() for alias in ALIAS_SIGNS.split(cells.get("aliases", "")))))
    url = cells.get("url", before.url).strip()
    one = Wording(cells.get("question", ""), cells.get("answer", ""), aliases)
    if given and given != name_id(name, language, one):
        one = replace(one, id=given)
    values = _read_common(cells, city, fault)
    if language == "ja" or not before.wordings:
        before = replace(before, url=url, **values)
    elif url != before.url:
        one = replace(one, url=url)
    plan.contents[name] = replace(before, wordings={**before.wordings, language: one})


def _read_common(cells: Mapping[str, str], city: City, fault: Callable[..., None]) -> dict[str, Any]:
    """What the row says of the whole FAQ; a column that is not there says nothing."""
    values: dict[str, Any] = {}
    if "department" in cells:
        said = cells["department"].strip()
        office = next((one.id for one in city.departments if said in (one.id, one.name)), None)
        values["department"] = office or said
        if office is None:
            fault("department", "answers.department_unknown")
    if "category" in cells:
        values["category"] = cells["category"]
    for column, name in _DAYS.items():
        if column in cells:
            values[name] = _read_day(cells[column].strip(), column, fault)
    return values


def _read_day(text: str, column: str, fault: Callable[..., None]) -> date | None:
    found = parse_date(text) if text else None
    if text and found is None:
        fault(column, "answers.day_wrong")
    return found


def store_plan(session: Session, plan: Plan, doing: Doing, source: str) -> Imported:
    """Drafts of all that is new or other. The plan has no faults."""
    added = changed = 0
    for name, content in plan.contents.items():
        entry = _find(session, name, lock=True)
        if entry is None:
            add_entry(session, doing, content, "" if name.startswith("+") else name, Origin.IMPORTED, source)
            added += 1
        elif content != read_content(session, entry, entry.version):
            append_version(session, entry, content, Origin.IMPORTED, doing.now, doing.staff, source)
            take_step(session, entry, FaqState.DRAFT, doing.now, doing.staff)
            changed += 1
    counts = Imported(added, changed, len(plan.contents) - added - changed)
    new = {"added": added, "changed": changed}
    doing.record(session, FaqAction.IMPORTED, Role.EDITOR, "", "faq", "", new=new)
    return counts


def _find(session: Session, name: str, *, lock: bool = False) -> FaqEntry | None:
    statement = select(FaqEntry).where(FaqEntry.external_id == name)
    return session.exec(statement.with_for_update() if lock else statement).first()
