"""Many members of staff decide on one answer at the same moment. On PostgreSQL, since SQLite would hide it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bot.city import City
from bot.db import Database
from bot.desk.room import Taken
from bot.models.outbox import OutboxRow
from nlu.interpreter import Interpreter
from tests.bot.desk.approving import FEE, approving, open_checked
from tests.bot.desk.conftest import DONE, add_operator, demo_city, interpreter, open_city  # noqa: F401

MANY = 20

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_of_many_one_sends_or_closes(
    database: Database,
    tmp_path: Path,
    open_city: City,  # noqa: F811
    interpreter: Interpreter,  # noqa: F811
) -> None:
    checked = open_checked(database, tmp_path, approving(open_city, "residents"), interpreter)
    checked.citizen.says(FEE, expects="faq.held")
    before, request_id, (draft,) = len(checked.citizen.rows(OutboxRow)), checked.desk.request_id, checked.drafts
    assert draft.id is not None
    draft_id, barrier = draft.id, Barrier(MANY)
    operators = [add_operator(database, f"operator{number}") for number in range(MANY)]

    def decide(number: int) -> str:
        by = operators[number]
        barrier.wait(30)
        try:
            if number % 2:
                checked.approvals.close(request_id, draft_id, by, "まちがい")
            else:
                checked.approvals.send(request_id, draft_id, by, draft.entry_mark)
        except Taken:
            return ""
        return by.id

    with ThreadPoolExecutor(MANY) as pool:
        (winner,) = [by for by in pool.map(decide, range(MANY)) if by]
    assert len(checked.citizen.rows(OutboxRow)) == before + 1
    assert (checked.desk.request.state, checked.desk.request.done_by) == (DONE, winner)
    ((_, actor),) = checked.desk.list_acts()
    assert actor == winner
