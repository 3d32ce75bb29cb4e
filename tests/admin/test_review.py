"""The weekly sample on a screen: judged once, by several people at the same time, and taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.models.faq import FaqEntry
from bot.models.staff import Role
from knowledge.entries import NewEntry, faq_passages
from knowledge.measure.judgements import Asked, draw_sample, week_of
from knowledge.measure.models import KnowledgeJudgement
from knowledge.measure.taking import KEPT_FOR
from knowledge.models import EntryKind
from knowledge.search import Band
from knowledge.store import store_faq
from tests.admin.staff_house import StaffBrowser, StaffHouse

FEE = "住民票の写しの手数料はいくらですか。"
PHONE = "090-1234-5678"


def draw(house: StaffHouse, answered: int = 3, declined: int = 1) -> None:
    """A sample of last week's questions, with an FAQ that was their answer."""
    now = house.clock()
    entry = NewEntry("residents-001", EntryKind.FAQ, FEE, "一通三百円です。", faq_passages(FEE, "一通三百円です。"))
    store_faq(house.database, [entry], "test")
    asked = [Asked(f"手数料 {number} {PHONE}", Band.ANSWER, 0.9, "residents-001") for number in range(answered)]
    asked += [Asked(f"犬の散歩 {number}", Band.DECLINE, 0.1) for number in range(declined)]
    with house.database.write() as session:
        values = {"state": "published", "version": 1, "question": FEE, "looked_for": "", "changed_at": now}
        session.add(FaqEntry(external_id="residents-001", **values))
        draw_sample(session, asked, 50, week_of(now) - timedelta(days=7), 1, now=now)


@pytest.fixture
def drawn(house: StaffHouse) -> StaffHouse:
    draw(house)
    house.add("aki", Role.EDITOR)
    house.add("ben", Role.APPROVER)
    return house


def find_id(browser: StaffBrowser) -> str:
    found = re.search(r'action="/admin/review/(\d+)"', browser.page.text)
    assert found, browser.page.text
    return found[1]


def judge(browser: StaffBrowser, verdict: str) -> str:
    """The id of what was judged."""
    id = find_id(browser)
    browser.sends(f"/admin/review/{id}", verdict=verdict)
    return id


def rows(house: StaffHouse) -> dict[str, str]:
    """Verdicts by id."""
    with house.database.read() as session:
        return {str(row.id): row.verdict for row in session.exec(select(KnowledgeJudgement))}


def go_on(browser: StaffBrowser) -> None:
    browser.goes_to("/admin/review")


def judge_next(browser: StaffBrowser, is_answer: bool) -> str:
    """Judge until one of this kind comes; its id, not judged yet."""
    go_on(browser)
    while ('value="wrong"' in browser.page.text) is not is_answer:
        judge(browser, "unclear")
    return find_id(browser)


def test_one_after_the_other_until_nothing_is_left(drawn: StaffHouse) -> None:
    aki = drawn.sign_in("aki")
    go_on(aki)
    judged = []
    for number in range(4):
        assert f"4件のうち{number}件" in aki.page.text
        assert PHONE not in aki.page.text
        judged.append(judge(aki, "right" if 'value="right"' in aki.page.text else "abstained_rightly"))
    assert len(set(judged)) == 4
    assert "点検する質問はありません" in aki.page.text
    assert sorted(rows(drawn).values()) == ["abstained_rightly", "right", "right", "right"]


def test_two_people_never_have_the_same_question(drawn: StaffHouse) -> None:
    aki, ben = drawn.sign_in("aki"), drawn.sign_in("ben")
    go_on(aki)
    go_on(ben)
    assert find_id(aki) != find_id(ben)
    mine = find_id(aki)
    go_on(aki)
    assert find_id(aki) == mine, "who looks again gets the same"
    ben.sends(f"/admin/review/{mine}", verdict="unclear")
    assert "ほかの人が点検しました" in ben.page.text
    assert rows(drawn)[mine] == ""


def test_what_somebody_left_is_anothers_later(drawn: StaffHouse) -> None:
    aki, ben = drawn.sign_in("aki"), drawn.sign_in("ben")
    go_on(aki)
    left = find_id(aki)
    drawn.clock.ahead = KEPT_FOR + timedelta(minutes=1)
    seen = set()
    go_on(ben)
    for _ in range(4):
        seen.add(judge(ben, "unclear"))
    assert left in seen
    aki.sends(f"/admin/review/{left}", verdict="escalated")
    assert rows(drawn)[left] == "unclear", "the first verdict stands"


def test_a_verdict_is_taken_back_by_who_gave_it(drawn: StaffHouse) -> None:
    aki, ben = drawn.sign_in("aki"), drawn.sign_in("ben")
    go_on(aki)
    first = judge(aki, "unclear")
    go_on(ben)
    ben.sends("/admin/review/undo")
    assert "取り消せる判定はありません" in ben.page.text
    aki.sends("/admin/review/undo")
    assert (find_id(aki), rows(drawn)[first]) == (first, "")
    judge(aki, "escalated")
    assert rows(drawn)[first] == "escalated"


def test_a_wrong_answer_leads_to_its_faq_and_a_missing_one_to_the_unanswered(drawn: StaffHouse) -> None:
    aki = drawn.sign_in("aki")
    judge_next(aki, is_answer=True)
    assert "一通三百円です。" in aki.page.text
    judge(aki, "wrong")
    assert '<a href="/admin/faq/1">このFAQを直す</a>' in aki.page.text
    judge_next(aki, is_answer=False)
    assert "何も見せていません" in aki.page.text
    judge(aki, "abstained_wrongly")
    assert '<a href="/admin/unanswered/">' in aki.page.text


def test_the_results_are_among_the_figures(drawn: StaffHouse) -> None:
    aki = drawn.sign_in("aki")
    go_on(aki)
    answers = iter(("right", "right", "partly"))
    while 'action="/admin/review/' in aki.page.text and 'name="verdict"' in aki.page.text:
        judge(aki, next(answers) if 'value="wrong"' in aki.page.text else "unclear")
    figures = aki.goes_to("/admin/figures").text
    assert "点検した答えの67％が正しい答えでした（95％信頼区間: 21〜94％）" in figures


def test_every_look_and_verdict_is_in_the_audit_log(drawn: StaffHouse) -> None:
    aki = drawn.sign_in("aki")
    go_on(aki)
    go_on(aki)
    judge(aki, "unclear")
    aki.sends("/admin/review/undo")
    entries = [entry for entry in drawn.entries() if entry.action.startswith("faq.review")]
    assert [(entry.action, entry.purpose) for entry in entries] == [
        ("faq.review_viewed", "quality"),
        ("faq.review_judged", ""),
        ("faq.review_viewed", "quality"),
        ("faq.review_undone", ""),
    ]
    assert entries[0].fields == ("utterance",) and entries[0].role == "editor"


@pytest.mark.parametrize(("verdict", "status"), [("", 400), ("good", 400), ("abstained_rightly", 400)])
def test_what_is_no_verdict_is_refused(drawn: StaffHouse, verdict: str, status: int) -> None:
    aki = drawn.sign_in("aki")
    id = judge_next(aki, is_answer=True)
    assert aki.sends(f"/admin/review/{id}", verdict=verdict).status == status
    go_on(aki)
    assert aki.sends("/admin/review/9999", verdict="right").status == 404
    assert rows(drawn)[id] == ""


def test_without_a_sample_it_says_so(house: StaffHouse) -> None:
    house.add("aki", Role.EDITOR)
    assert "点検する質問はありません" in house.sign_in("aki").goes_to("/admin/review").text
