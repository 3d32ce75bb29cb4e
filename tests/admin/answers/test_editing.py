"""Writing, reviewing and rolling back over real HTTP, on both databases."""

from __future__ import annotations

import re

import pytest

from bot.models.faq import FaqState
from tests.admin.answers.conftest import Desk
from tests.bot.faq.office import CITY

POOL = "プールはいつ開きますか。"
FIELDS = {"department": "residents", "question_ja": POOL, "answer_ja": "七月一日に開きます。"}


def test_from_an_editor_to_citizens_and_back(desk: Desk) -> None:
    editor, approver = desk.sign_in("editor"), desk.sign_in("approver")
    editor.goes_to("/admin/faq/new")
    editor.sends("/admin/faq/new", **FIELDS, save="1")
    path = editor.path
    assert "七月一日に開きます。" in editor.page.text
    editor.sends(f"{path}/send", version="1")
    approver.goes_to(path)
    approver.sends(f"{path}/publish", version="1")
    assert "公開しました" in approver.page.text
    assert desk.ask(POOL) == "七月一日に開きます。"
    editor.goes_to(f"{path}/edit")
    editor.sends(f"{path}/edit", **{**FIELDS, "answer_ja": "八月一日に開きます。"}, note="日付", save="1")
    assert re.search(r"<del>.*七月.*</del>|<del>.*七.*</del>", editor.page.text)
    editor.sends(f"{path}/send", version="2")
    approver.goes_to(path)
    approver.sends(f"{path}/publish", version="2")
    assert desk.ask(POOL) == "八月一日に開きます。"
    approver.sends(f"{path}/roll-back", number="1")
    assert desk.ask(POOL) == "七月一日に開きます。"
    approver.sends(f"{path}/withdraw")
    assert desk.ask(POOL) != "七月一日に開きます。"


def test_a_refusal_reaches_the_author(desk: Desk) -> None:
    editor, approver = desk.sign_in("editor"), desk.sign_in("approver")
    editor.goes_to("/admin/faq/new")
    editor.sends("/admin/faq/new", **FIELDS)
    path = editor.path
    editor.sends(f"{path}/send", version="1")
    approver.goes_to(path)
    approver.sends(f"{path}/refuse", version="1", reason="日付を確かめてください")
    editor.goes_to(path)
    assert "差し戻しの理由: 日付を確かめてください" in editor.page.text


def test_two_editors_lose_nothing(desk: Desk) -> None:
    first, second = desk.sign_in("editor"), desk.sign_in("approver")
    path = desk.path("residents-001", "/edit")
    for browser in (first, second):
        browser.goes_to(path)
    given = {"department": "residents", "question_ja": "住民票の写しの手数料はいくらですか。"}
    first.sends(path, **given, answer_ja="一通四百円です。")
    answer = second.sends(path, **given, answer_ja="一通五百円です。")
    assert answer.status == 409
    assert "山田 編集さんが版2を保存しています" in answer.text
    assert "一通五百円です。" in answer.text
    assert "<del>" in answer.text
    second.sends(path, **given, answer_ja="一通五百円です。")
    assert desk.entry("residents-001").version == 3


@pytest.mark.parametrize("rest", ["/send", "/publish", "/refuse", "/withdraw", "/roll-back", "/edit"])
def test_another_department_is_kept_out(desk: Desk, rest: str) -> None:
    stranger = desk.sign_in("stranger")
    assert stranger.goes_to(desk.path("residents-001")).status == 200
    fields = {"version": "1", "number": "1", "reason": "x", **FIELDS}
    assert stranger.sends(desk.path("residents-001", rest), **fields).status == 403
    assert desk.entry("residents-001").version == 1


def test_an_own_draft_is_not_published(desk: Desk) -> None:
    approver = desk.sign_in("approver")
    approver.goes_to("/admin/faq/new")
    approver.sends("/admin/faq/new", **FIELDS)
    path = approver.path
    approver.sends(f"{path}/send", version="1")
    assert "ほかの承認者が必要です" in approver.page.text
    assert "/publish" not in approver.page.text
    approver.sends(f"{path}/publish", version="1")
    assert desk.entry("residents-002").state == FaqState.IN_REVIEW


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"question_ja": ""}, "question_ja"),
        ({"answer_ja": ""}, "answer_ja"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"valid_from": "2026-12-02", "valid_until": "2026-12-01"}, "valid_until"),
        ({"question_en": "When?"}, "answer_en"),
        ({"department": "tax"}, "department"),
        ({"department": ""}, "department"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(desk: Desk, wrong: dict[str, str], field: str) -> None:
    editor = desk.sign_in("editor")
    editor.goes_to("/admin/faq/new")
    answer = editor.sends("/admin/faq/new", **{**FIELDS, **wrong})
    assert answer.status == 422
    assert list(editor.errors()) == [field]
    assert FIELDS["answer_ja"] in answer.text or field == "answer_ja"


def test_the_preview_is_what_citizens_will_see(desk: Desk) -> None:
    editor = desk.sign_in("editor")
    editor.goes_to("/admin/faq/new")
    english = {"question_en": "When does the pool open?", "answer_en": "On 1 July."}
    text = editor.sends("/admin/faq/new", **FIELDS, **english, preview="1").text
    assert text.count('class="seen-card"') == text.count('class="seen-bubble"') == 2
    assert "市民窓口課" in text
    assert CITY.departments[0].name_en in text


def test_a_reader_of_the_difference_hears_it(desk: Desk) -> None:
    editor = desk.sign_in("editor")
    path = desk.path("residents-001", "/edit")
    editor.goes_to(path)
    editor.sends(
        path, department="residents", question_ja="住民票の写しの手数料はいくらですか。", answer_ja="一通四百円です。"
    )
    text = editor.goes_to(desk.path("residents-001", "/difference")).text
    assert '<del><span class="unseen">削除: </span>' in text
    assert '<ins><span class="unseen">追加: </span>' in text
    assert editor.goes_to(desk.path("residents-001", "/difference?from=1&to=99")).status == 404
