"""What the bot would answer, and why, over real HTTP."""

from __future__ import annotations

from urllib.parse import quote

from tests.admin.answers.conftest import Desk

FEE = "住民票の写しの手数料はいくらですか。"


def test_a_question_is_explained(desk: Desk) -> None:
    editor = desk.sign_in("editor")
    text = editor.goes_to(f"/admin/faq/why?q={quote('住民票の写しの手数料はいくらですか。')}").text
    assert text.index("residents-001") < text.index("用件の判定")
    assert "faq_question" in text
    assert "0.70以上で答え" in text


def test_what_is_not_served_is_named_with_its_reason(desk: Desk) -> None:
    editor = desk.sign_in("editor")
    editor.goes_to("/admin/faq/new")
    editor.sends("/admin/faq/new", department="residents", question_ja="プールの料金は。", answer_ja="百円です。")
    text = editor.goes_to(f"/admin/faq/why?q={quote('プールの料金')}").text
    assert "residents-002</td>" in text
    assert "下書き" in text


def test_odd_questions_are_answered(desk: Desk) -> None:
    editor = desk.sign_in("editor")
    for asked in ("", "%00", "%25", quote("😀"), "x" * 600, quote("<script>alert(1)</script>")):
        answer = editor.goes_to(f"/admin/faq/why?q={asked}&language=xx")
        assert answer.status == 200
        assert "<script>alert" not in answer.text
