"""One answer and its page through crawls, edits and what staff say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.db import Database
from bot.errors import NotFound
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.embedding import embed_passages
from knowledge.living.check import check_living
from knowledge.living.models import CloseReason, EvidenceStatus, KnowledgeEvidence, TaskKind
from knowledge.living.staff import confirm_answer, confirm_evidence, dismiss_task, reject_evidence
from knowledge.living.worklist import list_held_passages, list_open_tasks
from knowledge.models import EntryState, KnowledgeEntry
from knowledge.sources.pages import SavedPage
from tests.knowledge.living.city import SITE, html, make_faq, publish, read_states, read_tasks, store

TODAY = date(2026, 11, 24)
LATER = date(2026, 11, 26)
FEE = make_faq("fee", "住民票の手数料は。", "1通300円です。", url=f"{SITE}a.html", department="市民窓口課")
OTHER = html("b.html", "<h1>図書館</h1><p>図書館は月曜日が休みです。")


def page(fee: str = "300円", more: str = "") -> SavedPage:
    return html("a.html", f"<h1>住民票</h1><h2>手数料</h2><p>住民票の写しは、1通{fee}です。{more}</p>")


@pytest.fixture
def linked(database: Database) -> Database:
    store(database, FEE)
    publish(database, page(), OTHER)
    assert check_living(database, TODAY).changed == {"fee": "current"}
    return database


def test_another_fee_is_withheld_until_the_page_says_the_same_again(linked: Database) -> None:
    publish(linked, page("350円"), OTHER)
    report = check_living(linked, LATER)
    assert (report.changed, report.outcomes) == ({"fee": "withheld"}, {"facts_changed": 1})
    (task,) = list_open_tasks(linked)
    assert (task.kind, task.department, task.faq_id) == ("facts_changed", "市民窓口課", "fee")
    assert [fact["text"] for fact in task.facts] == ["300円"]
    assert {"change": "removed", "text": "300"} in task.difference
    assert {"change": "added", "text": "350"} in task.difference
    assert (state_on(linked), check_living(linked, LATER).changed) == (LATER, {})

    publish(linked, page("４００円"), OTHER)
    assert check_living(linked, LATER).tasks_updated == 1
    assert "400円" in list_open_tasks(linked)[0].after

    publish(linked, page("三百円"), OTHER)
    assert check_living(linked, LATER).changed == {"fee": "current"}
    assert list_open_tasks(linked) == []
    assert [task.reason for task in read_tasks(linked)] == [CloseReason.SAME_AGAIN]


def test_other_words_are_served_with_the_day_they_changed(linked: Database) -> None:
    publish(linked, page(more="郵送もできます。"), OTHER)
    assert check_living(linked, LATER).changed == {"fee": "stale"}
    assert state_on(linked) == LATER
    assert EntryState.STALE.is_served


def test_an_edited_answer_is_served_again(linked: Database) -> None:
    publish(linked, page("350円"), OTHER)
    check_living(linked, LATER)
    store(linked, make_faq("fee", FEE.title, "1通350円です。", url=FEE.url))
    assert check_living(linked, LATER).changed == {"fee": "current"}
    assert [task.reason for task in read_tasks(linked)] == [CloseReason.ANSWER_CHANGED]


def test_an_edit_that_keeps_the_old_fee_stays_withheld(linked: Database) -> None:
    publish(linked, page("350円"), OTHER)
    check_living(linked, LATER)
    store(linked, make_faq("fee", FEE.title, "手数料は、1通300円です。", url=FEE.url))
    assert check_living(linked, LATER).changed == {}
    assert read_states(linked) == {"fee": "withheld"}


def test_an_import_of_the_same_file_does_not_clear_a_mark(linked: Database) -> None:
    publish(linked, page("350円"), OTHER)
    check_living(linked, LATER)
    store(linked, FEE)
    assert read_states(linked) == {"fee": "withheld"}


def test_staff_confirm(linked: Database) -> None:
    publish(linked, page("350円"), OTHER)
    check_living(linked, LATER)
    assert confirm_answer(linked, "fee", LATER) is EntryState.CURRENT
    assert [task.reason for task in read_tasks(linked)] == [CloseReason.CONFIRMED]
    assert check_living(linked, LATER).changed == {}
    with linked.read() as session:
        entry = session.exec(select(KnowledgeEntry).where(KnowledgeEntry.external_id == "fee")).one()
    assert (entry.state, entry.checked_on) == ("current", LATER)
    publish(linked, page("360円"), OTHER)
    assert check_living(linked, LATER).changed == {"fee": "stale"}  # 300 is what staff know better


def test_staff_reject_a_passage(linked: Database) -> None:
    (held,) = list_held_passages(linked, "fee")
    confirm_evidence(linked, held.id)
    assert list_held_passages(linked, "fee")[0].status == EvidenceStatus.CONFIRMED
    reject_evidence(linked, held.id, LATER)
    assert read_states(linked) == {"fee": "unchecked"}
    publish(linked, page("350円"), OTHER)
    check_living(linked, LATER)
    assert read_states(linked) == {"fee": "unchecked"}


def test_only_answers_on_the_changed_pages_are_checked(linked: Database) -> None:
    store(linked, make_faq("library", "図書館の休みは。", "図書館は月曜日が休みです。", url=f"{SITE}b.html"))
    check_living(linked, TODAY)
    publish(linked, page("350円"), html("b.html", "<h1>図書館</h1><p>図書館は火曜日が休みです。"))
    assert check_living(linked, LATER, [f"{SITE}b.html"]).changed == {"library": "withheld"}
    assert check_living(linked, LATER, ["http://www.city.example/a.html#top"]).changed == {"fee": "withheld"}


def test_an_answer_without_an_address_is_linked_to_the_nearest_passage(database: Database) -> None:
    text = "図書館は月曜日が休みです。祝日のときは、次の火曜日に休みます。"
    store(database, make_faq("library", "図書館の休みは。", text), make_faq("none", "空の色は。", "青です。"))
    publish(database, page(), html("b.html", f"<h1>図</h1><p>{text}"))
    embed_passages(database, HashingEncoder())
    assert check_living(database, TODAY).changed == {"library": "current"}
    publish(database, page(), html("b.html", f"<h1>図</h1><p>{text.replace('月', '水')}"))
    assert check_living(database, LATER).changed == {"library": "withheld"}


def test_a_translation_is_no_truer_than_what_it_translates(database: Database) -> None:
    english = make_faq("fee-en", "How much is it?", "It depends.", url=f"{SITE}b.html", language="en")
    store(database, FEE, english)
    publish(database, page(), OTHER)
    check_living(database, TODAY)
    publish(database, page("350円"), OTHER)
    assert check_living(database, LATER).changed == {"fee": "withheld", "fee-en": "withheld"}
    publish(database, page(), OTHER)
    check_living(database, LATER)
    assert set(read_states(database).values()) <= {"current", "unchecked"}


def test_an_answer_taken_back_has_no_open_tasks(linked: Database) -> None:
    publish(linked, page("350円"), OTHER)
    check_living(linked, LATER)
    store(linked, make_faq("new", "質問", "答え"), replace=True)
    check_living(linked, LATER)
    assert [task.reason for task in read_tasks(linked)] == [CloseReason.RESOLVED]


def test_expiry(database: Database) -> None:
    store(database, make_faq("pool", "プールはいつまで。", "夏の間です。", expires_on=date(2026, 8, 31)))
    assert check_living(database, date(2026, 7, 1)).tasks_opened == 0
    assert check_living(database, date(2026, 8, 1)).tasks_opened == 1
    assert list_open_tasks(database)[0].kind == TaskKind.EXPIRES_SOON
    assert check_living(database, date(2026, 8, 31)).changed == {}
    assert check_living(database, date(2026, 9, 1)).changed == {"pool": "expired"}
    assert [task.kind for task in list_open_tasks(database)] == [TaskKind.EXPIRED]
    assert not EntryState.EXPIRED.is_served
    assert confirm_answer(database, "pool", date(2026, 9, 1)) is EntryState.EXPIRED
    assert confirm_answer(database, "pool", date(2026, 9, 1), date(2027, 8, 31)) is EntryState.UNCHECKED
    assert list_open_tasks(database) == []


def test_a_dismissed_notice_is_not_given_again(database: Database) -> None:
    store(database, make_faq("pool", "プールはいつまで。", "夏の間です。", expires_on=date(2026, 8, 31)))
    check_living(database, date(2026, 8, 1))
    dismiss_task(database, list_open_tasks(database)[0].id)
    assert check_living(database, date(2026, 8, 2)).tasks_opened == 0
    assert check_living(database, date(2026, 8, 31) + timedelta(days=1)).tasks_opened == 1


def test_what_is_not_there_is_said(linked: Database) -> None:
    publish(linked, page("350円"), OTHER)
    check_living(linked, LATER)
    with pytest.raises(NotFound, match="'none'"):
        confirm_answer(linked, "none", LATER)
    with pytest.raises(NotFound, match="no evidence 99"):
        reject_evidence(linked, 99, LATER)
    with pytest.raises(NotFound, match="answered by `confirm`"):
        dismiss_task(linked, list_open_tasks(linked)[0].id)
    with pytest.raises(NotFound, match="'none'"):
        list_held_passages(linked, "none")


def test_each_passage_is_held_once(linked: Database) -> None:
    check_living(linked, TODAY)
    with linked.read() as session:
        assert len(session.exec(select(KnowledgeEvidence)).all()) == 1


def state_on(database: Database) -> date | None:
    with database.read() as session:
        return session.exec(select(KnowledgeEntry.state_on).where(KnowledgeEntry.external_id == "fee")).one()
