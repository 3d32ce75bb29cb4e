"""More than 200 changes between two crawls: after one check no outdated fee, date or number is served."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.embedding import embed_passages
from knowledge.living.check import check_living
from knowledge.models import EntryState
from tests.knowledge.living.city import after_crawl, faq_entry, list_planted, publish, read_states, read_tasks, store

TODAY, NEXT_DAY = date(2026, 11, 24), date(2026, 11, 25)


def test_no_outdated_answer_is_served_and_none_is_withheld_in_vain(database: Database) -> None:
    planted = list_planted()
    changed = [one for one in planted if one.after != one.before]
    assert len(changed) >= 200
    store(database, *(faq_entry(one) for one in planted))
    publish(database, *(one.before for one in planted))
    embed_passages(database, HashingEncoder())
    linked = check_living(database, TODAY)
    assert (linked.linked, linked.tasks_opened) == (len(planted), 0)
    assert set(read_states(database).values()) == {EntryState.CURRENT}

    publish(database, *after_crawl(planted))
    report = check_living(database, NEXT_DAY)

    states = read_states(database)
    wrong = {one.id: (one.kind, one.expects, states[one.id]) for one in planted if states[one.id] != one.expects}
    outdated_served = [one.id for one in planted if one.expects == "withheld" and EntryState(states[one.id]).is_served]
    withheld_in_vain = [one.id for one in planted if one.expects != "withheld" and states[one.id] == "withheld"]
    assert (outdated_served, withheld_in_vain, wrong) == ([], [], {})
    assert Counter(states.values())["withheld"] >= 140
    assert {task.entry_id for task in read_tasks(database)}
    assert report.changed.keys() == {one.id for one in planted if one.expects != "current"}
