"""What a check writes: the same on both databases, once for two checks at a time, nothing for what was edited."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.embedding import embed_passages
from knowledge.living import check as check_module
from knowledge.living.check import check_living
from knowledge.living.findings import Findings
from knowledge.living.models import CloseReason
from knowledge.living.record import write_findings
from knowledge.living.report import LivingReport
from knowledge.living.staff import confirm_answer
from knowledge.living.worklist import list_open_tasks
from tests.knowledge.living.city import SITE, html, make_faq, publish, read_states, read_tasks, store

TODAY, LATER = date(2026, 11, 24), date(2026, 11, 26)
FAQ = [make_faq(f"fee-{n}", f"{n}号の手数料は。", f"{n}号は300円です。", url=f"{SITE}{n}.html") for n in range(4)]


def crawl(database: Database, fee: str) -> None:
    publish(database, *(html(f"{n}.html", f"<h1>{n}号</h1><p>{n}号の手数料は{fee}です。") for n in range(4)))


def test_two_checks_at_a_time_open_each_task_once(every_database: Database) -> None:
    store(every_database, *FAQ)
    crawl(every_database, "300円")
    embed_passages(every_database, HashingEncoder())

    def check_twice() -> list[LivingReport]:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda _: check_living(every_database, LATER), range(2)))

    check_twice()
    assert set(read_states(every_database).values()) == {"current"}
    crawl(every_database, "350円")
    reports = check_twice()
    assert sum(report.tasks_opened for report in reports) == 4
    assert {task.kind for task in read_tasks(every_database)} == {"facts_changed"}
    assert set(read_states(every_database).values()) == {"withheld"}
    assert confirm_answer(every_database, "fee-0", LATER).value == "current"
    crawl(every_database, "300円")
    check_living(every_database, LATER)
    reasons = sorted(task.reason for task in read_tasks(every_database) if task.closed_at)
    assert reasons == [CloseReason.CONFIRMED] + [CloseReason.SAME_AGAIN] * 3


def test_an_answer_that_is_edited_while_the_check_runs_waits_for_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(database, *FAQ)
    crawl(database, "300円")
    check_living(database, TODAY)
    crawl(database, "350円")

    def edit_first(opened: Database, findings: Findings, today: date) -> LivingReport:
        store(opened, make_faq("fee-0", FAQ[0].title, "0号は350円です。", url=FAQ[0].url))
        confirm_answer(opened, "fee-1", today)
        return write_findings(opened, findings, today)

    with monkeypatch.context() as patched:
        patched.setattr(check_module, "write_findings", edit_first)
        assert check_living(database, LATER).skipped == 2
    assert {task.faq_id for task in list_open_tasks(database)} == {"fee-2", "fee-3"}
    assert read_states(database) == {"fee-0": "current", "fee-1": "current", "fee-2": "withheld", "fee-3": "withheld"}
    check_living(database, LATER)
    assert read_states(database)["fee-0"] == "current"
