"""Two answers to one question."""

from __future__ import annotations

from datetime import date

import pytest

from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.embedding import embed_passages
from knowledge.living.check import check_living
from knowledge.living.staff import dismiss_task
from knowledge.living.worklist import list_open_tasks
from tests.knowledge.living.city import make_faq, store

TODAY = date(2026, 11, 24)
ASKED = "住民票の写しの手数料はいくらですか。"


@pytest.mark.parametrize(
    ("question", "answer", "found"),
    [
        (ASKED, "手数料は、1通400円です。", [("contradiction", "300円")]),
        ("住民票の写しの手数料は、いくらですか？", "手数料は四百円です。", [("contradiction", "300円")]),
        ("住民票の写しの手数料は、いくらですか？", "手数料は三百円です。", [("duplicate", "")]),
        ("印鑑登録証明書の手数料はいくらですか。", "手数料は、1通400円です。", []),
        (ASKED, "手数料は、1通400円です。郵送では手数料300円です。", []),
    ],
)
def test_pairs(database: Database, question: str, answer: str, found: list[tuple[str, str]]) -> None:
    store(database, make_faq("1", ASKED, "手数料は、1通300円です。"), make_faq("2", question, answer))
    embed_passages(database, HashingEncoder())
    check_living(database, TODAY)
    tasks = list_open_tasks(database)
    assert [(task.kind, "".join(fact["text"] for fact in task.facts)) for task in tasks] == found
    assert [(task.before, task.after) for task in tasks] == [("手数料は、1通300円です。", answer)] * len(found)


def test_the_same_words_are_found_without_vectors(database: Database) -> None:
    store(database, make_faq("1", "電話は？", "026-226-4911です。"), make_faq("2", "電話は?", "026-226-4912です。"))
    assert check_living(database, TODAY).contradictions == 1


def test_another_language_is_no_duplicate(database: Database) -> None:
    store(database, make_faq("1", "A?", "300円です。"), make_faq("1-en", "A?", "400 yen.", language="en"))
    assert check_living(database, TODAY).contradictions == 0


def test_a_dismissed_pair_comes_again_when_it_changes(database: Database) -> None:
    store(database, make_faq("1", ASKED, "300円です。"), make_faq("2", ASKED, "400円です。"))
    check_living(database, TODAY)
    dismiss_task(database, list_open_tasks(database)[0].id)
    assert check_living(database, TODAY).tasks_opened == 0
    store(database, make_faq("2", ASKED, "500円です。"))
    assert check_living(database, TODAY).tasks_opened == 1
    store(database, make_faq("2", ASKED, "300円です。"))
    check_living(database, TODAY)
    assert [task.kind for task in list_open_tasks(database)] == ["duplicate"]
