"""From a draft to citizens and back, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.models.audit import AuditEntry
from bot.models.faq import FaqState
from bot.services.faq.access import NotNow, NotYours, list_steps, list_versions
from bot.services.faq.content import Wording, Wrong
from bot.services.faq.editing import Changed, create, save
from bot.services.faq.reviewing import publish, refuse, roll_back, send_to_review, withdraw
from knowledge.living.check import check_living
from knowledge.models import EntryState, KnowledgeEntry
from tests.bot.faq.office import Office, content, tomorrow

POOL = "プールはいつ開きますか。"


def test_what_is_published_is_answered_and_what_was_before_comes_back(office: Office) -> None:
    entry = office.publish(content(answer="七月一日に開きます。"))
    assert entry.external_id == "residents-002"
    assert office.ask(POOL)[0] == "七月一日に開きます。"
    office.publish(content(answer="八月一日に開きます。"), entry.external_id)
    assert office.ask(POOL)[0] == "八月一日に開きます。"
    office.do(roll_back, office.approver, entry.external_id, 1)
    assert office.ask(POOL)[0] == "七月一日に開きます。"
    office.do(withdraw, office.approver, entry.external_id, "古い")
    assert "七月一日に開きます。" not in office.ask(POOL)
    with office.database.read() as session:
        assert [version.number for version in list_versions(session, entry)] == [3, 2, 1]
        states = [step.state for step in reversed(list_steps(session, entry))]
        assert states == ["draft", "in_review", "published"] * 2 + ["published", "withdrawn"]
        acts = list(session.exec(select(AuditEntry.action).where(AuditEntry.object_id == entry.external_id)))
    saved = ["faq.saved", "faq.sent_to_review", "faq.published"]
    assert acts == [*saved, *saved, "faq.rolled_back", "faq.withdrawn"]


def test_a_draft_changes_nothing_that_is_served(office: Office) -> None:
    entry = office.publish(content(answer="七月一日に開きます。"))
    office.do(save, office.editor, entry.external_id, 1, content(answer="違います。"))
    assert office.ask(POOL)[0] == "七月一日に開きます。"
    now = office.entry(entry.external_id)
    assert (now.state, now.live, now.version) == (FaqState.DRAFT, 1, 2)


def test_who_wrote_it_never_lets_it_out(office: Office) -> None:
    entry = office.do(create, office.approver, content())
    office.do(send_to_review, office.approver, entry.external_id, 1)
    with pytest.raises(NotNow, match=r"answers\.own_work"):
        office.do(publish, office.approver, entry.external_id, 1)
    with pytest.raises(NotNow, match=r"answers\.own_work"):
        office.do(roll_back, office.approver, entry.external_id, 1)
    assert office.entry(entry.external_id).live is None


def test_who_wrote_a_part_of_it_does_not_either(office: Office) -> None:
    entry = office.do(create, office.approver, content())
    office.do(save, office.editor, entry.external_id, 1, content(answer="八月です。"))
    office.do(send_to_review, office.editor, entry.external_id, 2)
    with pytest.raises(NotNow):
        office.do(publish, office.approver, entry.external_id, 2)


def test_another_department_has_nothing_to_say(office: Office) -> None:
    entry = office.do(create, office.editor, content())
    office.do(send_to_review, office.editor, entry.external_id, 1)
    for act in (publish, roll_back):
        with pytest.raises(NotYours):
            office.do(act, office.stranger, entry.external_id, 1)
    with pytest.raises(NotYours):
        office.do(save, office.stranger, entry.external_id, 1, content(answer="違う。"))
    with pytest.raises(NotYours):
        office.do(save, office.editor, entry.external_id, 1, replace(content(), department="tax"))
    with pytest.raises(NotYours):
        office.do(create, office.stranger, content())


def test_the_second_of_two_editors_is_told_and_the_first_one_s_words_stay(office: Office) -> None:
    entry = office.do(create, office.editor, content())
    office.do(save, office.editor, entry.external_id, 1, content(answer="七月です。"))
    with pytest.raises(Changed) as told:
        office.do(save, office.approver, entry.external_id, 1, content(answer="八月です。"))
    assert told.value.version == 2
    office.do(save, office.approver, entry.external_id, 2, content(answer="八月です。"))
    with office.database.read() as session:
        answers = [row.content["wordings"]["ja"]["answer"] for row in list_versions(session, entry)]
    assert answers == ["八月です。", "七月です。", "七月一日に開きます。"]


def test_what_is_saved_without_a_change_is_no_version(office: Office) -> None:
    entry = office.do(create, office.editor, content())
    office.do(save, office.editor, entry.external_id, 1, content())
    assert office.entry(entry.external_id).version == 1


def test_what_is_refused_is_a_draft_again_with_a_reason(office: Office) -> None:
    entry = office.do(create, office.editor, content())
    with pytest.raises(NotNow):
        office.do(refuse, office.approver, entry.external_id, 1, "まだ")
    office.do(send_to_review, office.editor, entry.external_id, 1)
    with pytest.raises(NotNow, match="reason"):
        office.do(refuse, office.approver, entry.external_id, 1, "  ")
    office.do(refuse, office.approver, entry.external_id, 1, "日付を確かめてください")
    with office.database.read() as session:
        last = list_steps(session, entry)[0]
    assert (last.state, last.reason) == (FaqState.DRAFT, "日付を確かめてください")


def test_an_approver_lets_out_what_they_saw_and_nothing_newer(office: Office) -> None:
    entry = office.do(create, office.editor, content())
    office.do(send_to_review, office.editor, entry.external_id, 1)
    office.do(save, office.editor, entry.external_id, 1, content(answer="違います。"))
    office.do(send_to_review, office.editor, entry.external_id, 2)
    with pytest.raises(Changed):
        office.do(publish, office.approver, entry.external_id, 1)


def test_it_is_served_from_its_first_day_to_its_last(office: Office) -> None:
    first, last = tomorrow(office.today), office.today + timedelta(days=3)
    entry = office.publish(content(valid_from=first, valid_until=last))
    assert "七月一日に開きます。" not in office.ask(POOL)
    with office.database.write() as session:  # the index may be older than the day: the search looks itself
        row = session.exec(select(KnowledgeEntry).where(KnowledgeEntry.external_id == entry.external_id)).one()
        assert row.state == EntryState.WAITING
        row.state = EntryState.UNCHECKED
    answers = []
    today = office.today
    for days in range(5):
        office.today = today + timedelta(days=days)
        answers.append("七月一日に開きます。" in office.ask(POOL))
    assert answers == [False, True, True, True, False]


def test_a_language_that_is_taken_out_is_not_served_any_more(office: Office) -> None:
    both = {"ja": Wording(POOL, "七月です。"), "en": Wording("When does the pool open?", "In July.")}
    entry = office.publish(replace(content(), wordings=both))
    assert "In July." in office.ask("When does the pool open?", "en")
    office.publish(replace(content(), wordings={"ja": both["ja"]}), entry.external_id)
    assert "In July." not in office.ask("When does the pool open?", "en")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"wordings": {}}, "question_ja"),
        ({"wordings": {"ja": Wording("何ですか。", "")}}, "answer_ja"),
        ({"wordings": {"ja": Wording("a", "b"), "en": Wording("", "b")}}, "question_en"),
        ({"wordings": {"ja": Wording("a" * 501, "b")}}, "question_ja"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"category": "x" * 61}, "category"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(office: Office, wrong: dict[str, object], place: str) -> None:
    with pytest.raises(Wrong) as told:
        office.do(create, office.editor, replace(content(), **wrong))  # type: ignore[arg-type]
    assert told.value.place == place


def test_the_scheduler_lets_it_in_on_its_first_day_and_out_after_its_last(office: Office) -> None:
    first = tomorrow(office.today)
    entry = office.publish(content(valid_from=first, valid_until=first))
    states = []
    for days in range(3):
        check_living(office.database, office.today + timedelta(days=days))
        with office.database.read() as session:
            row = session.exec(select(KnowledgeEntry).where(KnowledgeEntry.external_id == entry.external_id)).one()
            states.append((row.state, EntryState(row.state).is_served))
    assert states == [("waiting", False), ("unchecked", True), ("expired", False)]
