"""Questions that must go on finding the same FAQ."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from sqlmodel import Session, col, select

from bot.cells import unquote_cell
from bot.db import insert_if_new
from bot.errors import InputFileError
from bot.models.faq import FaqEntry, FaqExpectation
from bot.models.staff import Role
from bot.services.faq.access import Doing
from bot.services.faq.actions import FaqAction
from bot.services.faq.content import LONGEST_QUESTION, Wrong
from bot.texts import LANGUAGES
from knowledge.entries import clean_text
from knowledge.sources.faq_file import decode_faq_file

MOST = 5_000
Row = tuple[str, str, str]  # question, id of the FAQ, language


def list_expectations(session: Session) -> list[FaqExpectation]:
    return list(session.exec(select(FaqExpectation).order_by(col(FaqExpectation.id))))


def add_expectations(session: Session, doing: Doing, rows: Iterable[tuple[int, Row]]) -> int:
    """The number of new ones; what is there already gets the FAQ that is expected now. All or nothing.

    Raises Wrong that names the row for an unknown FAQ, an empty question or a language that is none.
    """
    known = set(session.exec(select(FaqEntry.external_id)))
    there = {(one.language, one.question): one for one in list_expectations(session)}
    added = 0
    for number, (said, expected, language) in rows:
        question = " ".join(clean_text(said).split())
        if not question or len(question) > LONGEST_QUESTION or language not in LANGUAGES:
            raise Wrong("question", "answers.expectation_wrong", row=number)
        if expected not in known:
            raise Wrong("expected", "answers.expectation_unknown", row=number, id=expected[:40])
        if same := there.get((language, question)):
            same.expected_id = expected
            session.add(same)
            continue
        values = {"question": question, "language": language, "expected_id": expected}
        made = insert_if_new(session, FaqExpectation, {**values, "added_at": doing.now, "added_by": doing.staff.name})
        added += made is not None
    if len(there) + added > MOST:
        raise Wrong("file", "answers.file_long", most=MOST)
    doing.record(session, FaqAction.EXPECTATIONS_CHANGED, _role(doing), "", "faq", "", new={"added": added})
    return added


def remove_expectation(session: Session, doing: Doing, expectation_id: int) -> None:
    row = session.get(FaqExpectation, expectation_id)
    if row is not None:
        session.delete(row)
        old = {"expected": row.expected_id}
        doing.record(session, FaqAction.EXPECTATIONS_CHANGED, _role(doing), "", "faq", "", old=old)


def read_expectations(content: bytes) -> list[tuple[int, Row]]:
    """Of a CSV with question, id and perhaps language; a header may stand above. Raises Wrong for the file."""
    try:
        rows = list(csv.reader(StringIO(decode_faq_file("file", content), newline=""), strict=True))
    except (InputFileError, csv.Error) as fault:
        raise Wrong("file", "answers.file_unreadable") from fault
    cells = [(number, [unquote_cell(cell).strip() for cell in row]) for number, row in enumerate(rows, 1) if any(row)]
    if cells and cells[0][1][1:2] in (["id"], ["expected"], ["expected_id"]):
        cells = cells[1:]
    if short := [number for number, row in cells if len(row) < 2]:
        raise Wrong("file", "answers.expectation_wrong", row=short[0])
    return [(number, (row[0], row[1], row[2] if len(row) > 2 and row[2] else "ja")) for number, row in cells]


def _role(doing: Doing) -> Role:
    return Role.EDITOR if doing.staff.may(Role.EDITOR) else Role.APPROVER
