"""Several members of staff at one FAQ at the same moment, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import func, select

from bot.clock import tokyo_today, utc_now
from bot.db import Database
from bot.models.faq import FaqEntry, FaqState
from bot.services.faq.access import NotNow, list_steps, list_versions
from bot.services.faq.adopting import adopt
from bot.services.faq.editing import Changed, create, save
from bot.services.faq.reviewing import publish, send_to_review
from knowledge.sources.faq_file import import_faq_file
from tests.bot.faq.conftest import FILE
from tests.bot.faq.office import CITY, Office, content, open_office

MANY = 6


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database, tmp_path / "index", tokyo_today())


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What each of them gets, or the error it ends in."""
    barrier = Barrier(MANY)

    def run(number: int) -> Any:
        barrier.wait()
        try:
            return act(number)
        except (Changed, NotNow) as refused:
            return type(refused)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))


def test_of_many_who_save_one_is_first_and_the_others_are_told(office: Office) -> None:
    entry = office.do(create, office.editor, content())
    told = at_once(lambda n: office.do(save, office.editor, entry.external_id, 1, content(answer=f"{n}月です。")))
    assert sum(one is Changed for one in told) == MANY - 1
    with office.database.read() as session:
        assert len(list_versions(session, entry)) == 2


def test_of_many_who_publish_one_does(office: Office) -> None:
    entry = office.do(create, office.editor, content())
    office.do(send_to_review, office.editor, entry.external_id, 1)
    told = at_once(lambda _: office.do(publish, office.approver, entry.external_id, 1))
    assert sum(one is NotNow for one in told) == MANY - 1
    with office.database.read() as session:
        assert [step.state for step in list_steps(session, entry)].count(FaqState.PUBLISHED) == 1


def test_of_many_who_write_new_ones_each_gets_an_id_of_its_own(office: Office) -> None:
    made = at_once(lambda n: office.do(create, office.editor, content(question=f"{n}番目ですか。")))
    assert len({entry.external_id for entry in made}) == MANY


def test_of_many_processes_that_adopt_one_does(office: Office) -> None:
    import_faq_file(office.database, FILE)
    done = at_once(lambda _: adopt(office.database, CITY, utc_now()))
    assert sum(done) == 3
    with office.database.read() as session:
        assert session.exec(select(func.count()).select_from(FaqEntry)).one() == 3
