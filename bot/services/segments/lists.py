"""Lists of people who agreed elsewhere to be written to: read from a file, row by row.

A row names somebody by their account with the city, since a name is nobody's alone and a telephone number is not
confirmed here. Only the account's mark is kept, which finds the LINE that its owner has linked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.models.subscriptions import ContactList, ContactListEntry
from bot.services.account_marks import LINKS, make_mark
from bot.services.sheets import Columns, read_lines, read_rows
from bot.yaml_files import parse_yaml

LONGEST = 120
_HEADERS: dict[str, list[str]] = parse_yaml(Path(__file__).with_name("columns.yml").read_text("utf-8"))
COLUMNS = Columns(_HEADERS, tuple(_HEADERS))


@dataclass(frozen=True)
class Row:
    account: str
    consented_on: date
    source: str


@dataclass(frozen=True)
class Refusal:
    """A row of the file that is not taken, and why: `cells`, `account`, `twice`, `date`, `future` or `source`."""

    row: int
    why: str


@dataclass(frozen=True)
class ReadList:
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True)
class Standing:
    """A list as it is now: how many are on it, and how many of them have linked their LINE."""

    row: ContactList
    entries: int
    linked: int


def read_list(name: str, content: bytes, today: date) -> ReadList:
    """Raises InputFileError where it is no such table at all."""
    sheet = read_rows(name, read_lines(name, content), COLUMNS)
    taken: dict[str, Row] = {}
    refused = [Refusal(number, "cells") for number, _ in sheet.misfits]
    for number, cells in sheet.rows:
        why = _find_fault(cells, taken, today)
        if why:
            refused.append(Refusal(number, why))
        else:
            account = cells["account"].strip()
            taken[account] = Row(account, _read_date(cells["consented_on"]), cells["source"].strip())
    return ReadList(tuple(taken.values()), tuple(sorted(refused, key=lambda one: one.row)))


def store_list(
    session: Session, secret_key: str, name: str, rows: Sequence[Row], staff_id: int | None, now: datetime
) -> ContactList:
    """In place of the list of that name: who is on the file no more has no consent any more."""
    insert_if_new(session, ContactList, {"name": name, "changed_at": now})
    held = session.exec(select(ContactList).where(ContactList.name == name).with_for_update()).one()
    held.changed_at, held.changed_by = now, staff_id
    session.add(held)
    session.execute(delete(ContactListEntry).where(col(ContactListEntry.list_id) == held.id))
    session.add_all(
        ContactListEntry(
            list_id=held.id or 0,
            account_mark=make_mark(secret_key, "account", row.account),
            consented_on=row.consented_on,
            source=row.source,
        )
        for row in rows
    )
    session.flush()
    return held


def list_standing(session: Session) -> list[Standing]:
    """All lists by name."""
    linked = LINKS.c.account_fingerprint == col(ContactListEntry.account_mark)
    counts = (
        select(ContactList, func.count(col(ContactListEntry.id)), func.count(LINKS.c.conversation_id))
        .outerjoin(ContactListEntry, col(ContactListEntry.list_id) == col(ContactList.id))
        .outerjoin(LINKS, linked)
        .group_by(col(ContactList.id))
        .order_by(col(ContactList.name))
    )
    return [Standing(row, entries, found) for row, entries, found in session.execute(counts)]


def _find_fault(cells: dict[str, str], taken: dict[str, Row], today: date) -> str:
    account, said, source = (cells.get(name, "").strip() for name in ("account", "consented_on", "source"))
    if not account or len(account) > LONGEST:
        return "account"
    if account in taken:
        return "twice"
    try:
        agreed = _read_date(said)
    except ValueError:
        return "date"
    if agreed > today:
        return "future"
    return "" if 0 < len(source) <= LONGEST else "source"


def _read_date(said: str) -> date:
    """2026-04-01 or 2026/4/1. Raises ValueError."""
    year, month, day = (int(part) for part in said.strip().replace("/", "-").split("-"))
    return date(year, month, day)
