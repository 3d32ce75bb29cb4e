"""What publishing would change among the questions to keep, over real HTTP."""

from __future__ import annotations

import json
import threading

import pytest

from bot.models.faq import FaqExpectation
from tests.admin.answers.conftest import Desk
from tests.admin.staff_house import StaffBrowser

FEE = "住民票の写しの手数料はいくらですか。"


def wait_for_trial(browser: StaffBrowser, path: str) -> dict[str, object]:
    for _ in range(300):
        state: dict[str, object] = json.loads(browser.asks("GET", f"{path}/trial").text)
        if state["state"] not in ("waiting", "running"):
            return state
        threading.Event().wait(0.1)
    raise AssertionError(state)


def test_what_becomes_worse_is_seen_before_it_is_published(desk: Desk) -> None:
    editor, approver = desk.sign_in("editor"), desk.sign_in("approver")
    editor.goes_to("/admin/faq/expectations")
    for question, expected in ((FEE, "residents-001"), ("犬を飼い始めたときの届け出は。", "dog-1")):
        editor.sends("/admin/faq/expectations", question=question, expected=expected, language="ja")
    path = desk.path("residents-001")
    editor.goes_to(f"{path}/edit")
    editor.sends(
        f"{path}/edit", department="residents", question_ja="印鑑を登録したい。", answer_ja="窓口へ来てください。"
    )
    editor.sends(f"{path}/send", version="2")
    approver.goes_to(path)
    assert f"{path}/publish" not in approver.page.text
    approver.sends(f"{path}/publish", version="2")
    assert "公開の前に" in approver.page.text
    assert desk.entry("residents-001").live == 1
    approver.sends(f"{path}/trial")
    assert wait_for_trial(approver, path) == {"state": "done", "done": 2, "total": 2}
    approver.goes_to(path)
    assert "2件のうち1件が、正しい答えから間違いに変わります。" in approver.page.text
    assert 'badge-bad">正 → 誤' in approver.page.text
    assert desk.knowledge.search(FEE).hits[0].id == "residents-001"  # nothing was published yet
    approver.sends(f"{path}/publish", version="2")
    assert desk.entry("residents-001").live == 2


def test_one_that_changes_nothing_says_so(desk: Desk) -> None:
    editor, approver = desk.sign_in("editor"), desk.sign_in("approver")
    editor.goes_to("/admin/faq/expectations")
    editor.sends("/admin/faq/expectations", question=FEE, expected="residents-001", language="ja")
    editor.goes_to("/admin/faq/new")
    editor.sends("/admin/faq/new", department="residents", question_ja="プールは。", answer_ja="七月です。")
    path = editor.path
    editor.sends(f"{path}/send", version="1")
    approver.goes_to(path)
    approver.sends(f"{path}/trial")
    wait_for_trial(approver, path)
    assert "1件の答えはどれも変わりません。" in approver.goes_to(path).text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"question": "", "expected": "dog-1"}, "question"),
        ({"question": "何。", "expected": "cat-1"}, "expected"),
        ({"question": "何。", "expected": "dog-1", "language": "xx"}, "question"),
    ],
)
def test_what_can_t_be_expected_is_refused(desk: Desk, fields: dict[str, str], field: str) -> None:
    editor = desk.sign_in("editor")
    editor.goes_to("/admin/faq/expectations")
    assert editor.sends("/admin/faq/expectations", **fields).status == 422
    assert list(editor.errors()) == [field]
    assert not desk.house.rows(FaqExpectation)


def test_an_expectation_is_removed(desk: Desk) -> None:
    editor = desk.sign_in("editor")
    editor.goes_to("/admin/faq/expectations")
    editor.sends("/admin/faq/expectations", question=FEE, expected="residents-001", language="ja")
    editor.sends(f"/admin/faq/expectations/{desk.house.rows(FaqExpectation)[0].id}/remove")
    assert not desk.house.rows(FaqExpectation)
