"""What citizens asked in vain, over real HTTP: together by meaning, masked, and decided in two clicks."""

from __future__ import annotations

import re
from datetime import timedelta
from time import monotonic

import pytest
from sqlmodel import Session, select

from bot.clock import utc_now
from bot.models.audit import AuditEntry
from bot.models.conversation import Conversation
from bot.models.faq import FaqGapDecision
from bot.models.learning import ExampleStatus, NluExample, ProposalReason
from bot.services.faq.access import read_content
from bot.services.faq.gaps import Gap, Remembering
from bot.services.faq.grouping import Grouper
from handlers.faq.models import FaqAnswer, Rating
from knowledge.encoders.hashing import HashingEncoder
from tests.admin.answers.conftest import Desk

PARKING = ("駐車場はどこですか。", "駐車場はどこですか", "駐車場はどこですか？")


def ask(desk: Desk, *said: str, rating: str = "") -> list[int]:
    """Citizens asked in vain; the rows' numbers."""
    with desk.house.database.write() as session:
        conversation = _converse(session)
        rows = [
            FaqAnswer(
                key=f"k{number}{words[:9]}{rating}",
                conversation_id=conversation,
                utterance=words,
                entry_ids=[],
                band="decline",
                probability=0.1,
                rating=rating,
                is_gap=True,
                at=utc_now() - timedelta(days=number),
            )
            for number, words in enumerate(said)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id or 0 for row in rows]


def _converse(session: Session) -> int:
    row = session.exec(select(Conversation)).first()
    if row is None:
        row = Conversation(channel="web", address="a citizen", address_fingerprint="f", created_at=utc_now())
        session.add(row)
        session.flush()
    assert row.id
    return row.id


def audit(desk: Desk) -> list[AuditEntry]:
    with desk.house.database.read() as session:
        rows = list(session.exec(select(AuditEntry).order_by(AuditEntry.sequence)))
        session.expunge_all()
        return rows


def test_questions_of_one_matter_stand_together_and_looking_is_recorded_once(desk: Desk) -> None:
    ask(desk, *PARKING, "結婚式場を予約したい")
    ask(desk, "電話してください 090-1234-5678", rating=Rating.DOWN)
    editor = desk.sign_in("editor")
    before = len(audit(desk))
    text = editor.goes_to("/admin/unanswered/").text
    assert "5件の質問、3つの内容" in text
    assert text.index("3回") < text.index("1回")
    assert "090-1234-5678" not in text
    assert "役に立たなかった" in text
    seen = audit(desk)[before:]
    assert [(row.action, row.purpose, row.details["new"]) for row in seen] == [
        ("faq.unanswered_viewed", "quality", {"count": 5})
    ]


def test_only_the_most_frequent_matters_are_shown(desk: Desk) -> None:
    ask(desk, *PARKING, *(f"{number}番目の{chr(0x4E00 + 97 * number)}の件" for number in range(80)))
    text = desk.sign_in("editor").goes_to("/admin/unanswered/").text
    assert "多いものから50つを出しています" in text
    assert text.count('class="gap"') == 50
    assert text.index("駐車場はどこですか") < text.index("番目の")


def test_what_was_never_read_is_put_together_behind_the_page() -> None:
    gaps = [Gap(number, f"{number}番目の質問", utc_now(), did_not_help=False) for number in range(30)]
    grouper = Grouper(HashingEncoder(), budget_seconds=0.0)
    groups, waiting = grouper.group(gaps)
    assert (groups, waiting) == ([], 30)
    end = monotonic() + 30
    while waiting and monotonic() < end:
        groups, waiting = grouper.group(gaps)
    assert waiting == 0
    assert sorted(gap.id for group in groups for gap in group.gaps) == list(range(30))


def test_what_is_personal_is_looked_for_once_in_each_question() -> None:
    asked: list[str] = []

    def mask(words: str) -> str:
        asked.append(words)
        return words.replace("090-1234-5678", "***")

    remembering = Remembering(mask)
    for _ in range(2):
        assert [remembering(words) for words in ("090-1234-5678です", "いつですか")] == ["***です", "いつですか"]
    assert asked == ["090-1234-5678です", "いつですか"]


def test_two_clicks_make_a_draft_of_it(desk: Desk) -> None:
    ids = ask(desk, *PARKING)
    editor = desk.sign_in("editor")
    link = re.findall(r'href="(/admin/faq/new\?gaps=[\d.]+)"', editor.goes_to("/admin/unanswered/").text)[0]
    page = editor.goes_to(link)
    assert re.search(r"<textarea id=\"question_ja\"[^>]*>\s*駐車場はどこですか", page.text)
    editor.sends("/admin/faq/new", department="residents", question_ja=PARKING[0], answer_ja="地下です。")
    assert "residents-002" in editor.page.text
    decided = {row.answer_id: (row.state, row.faq_id) for row in desk.house.rows(FaqGapDecision)}
    assert decided == dict.fromkeys(ids, ("drafted", "residents-002"))
    assert "0件の質問" in editor.goes_to("/admin/unanswered/").text
    assert "3件の質問" in editor.goes_to("/admin/unanswered/?state=drafted").text


def test_two_clicks_make_it_another_wording(desk: Desk) -> None:
    ask(desk, "住民票の写しの手数料はおいくら")
    editor = desk.sign_in("editor")
    link = re.findall(r'href="(/admin/unanswered/alias\?gaps=[\d.]+)"', editor.goes_to("/admin/unanswered/").text)[0]
    assert "residents-001" in editor.goes_to(link).text
    editor.sends("/admin/unanswered/alias", faq="residents-001")
    entry = desk.entry("residents-001")
    with desk.house.database.read() as session:
        aliases = read_content(session, entry, 2).wordings["ja"].aliases
    assert aliases[-1] == "住民票の写しの手数料はおいくら"
    assert (entry.state, entry.live) == ("draft", 1)
    assert [row.state for row in desk.house.rows(FaqGapDecision)] == ["aliased"]


def test_it_goes_to_a_department_or_away(desk: Desk) -> None:
    first, second = ask(desk, "駐車場はどこですか。", "結婚式場を予約したい")
    editor = desk.sign_in("editor")
    editor.goes_to("/admin/unanswered/")
    editor.sends("/admin/unanswered/assign", gaps=str(first), department="roads")
    editor.sends("/admin/unanswered/dismiss", gaps=str(second))
    assert "1件の質問" in editor.goes_to("/admin/unanswered/?department=roads").text
    assert "1件の質問" in editor.goes_to("/admin/unanswered/").text
    assert editor.goes_to("/admin/unanswered/alias?gaps=99").status == 404


@pytest.mark.parametrize(("way", "status"), [("accept", ExampleStatus.ACCEPTED), ("reject", ExampleStatus.REJECTED)])
def test_words_without_an_intent_get_one_or_none(desk: Desk, way: str, status: str) -> None:
    with desk.house.database.write() as session:
        values = {"conversation_id": _converse(session), "inbox_id": 7, "utterance": "自転車の置き場を借りたいのですが"}
        reason = ProposalReason.FELL_THROUGH
        session.add(NluExample(**values, reason=reason, intent="faq_question", said_at=utc_now()))
    editor = desk.sign_in("editor")
    assert "自転車の置き場を借りたい" in editor.goes_to("/admin/unanswered/intents").text
    number = desk.house.rows(NluExample)[0].id
    editor.sends(f"/admin/unanswered/intents/{number}/{way}", intent="faq_question")
    row = desk.house.rows(NluExample)[0]
    assert (row.status, row.decided_by) == (status, "editor")
    assert audit(desk)[-2].action == "faq.example_decided"  # and then the page was seen again
    editor.sends(f"/admin/unanswered/intents/{number + 99}/reject")
    assert "できませんでした" in editor.page.text
