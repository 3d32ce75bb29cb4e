"""One tap in the chat, once, and not a trace of it in the conversation."""

from __future__ import annotations

import json

import pytest

from bot.clock import utc_now
from bot.models.broadcasts import BroadcastStatus
from bot.models.inbox import InboxRow
from bot.models.outbox import OutboxRow
from bot.models.subscriptions import Subscription
from bot.models.tracker_event import TrackerEventRow
from handlers.surveys.models import Survey, SurveyAnswer
from handlers.surveys.service.marks import read_answerer
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.surveys.asked import LIKED, PART, add_survey, answer, close, rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def list_traces(conversation: Conversation) -> str:
    """Everything of the conversation that is kept, opened."""
    kept = [
        *(row.inbound for row in conversation.rows(InboxRow)),
        *(row.data for row in conversation.rows(TrackerEventRow)),
        *(row.messages for row in conversation.rows(OutboxRow)[1:]),  # the first shows the buttons
    ]
    return json.dumps(kept, ensure_ascii=False)


def test_one_tap_is_kept_once_and_leaves_no_trace(conversation: Conversation) -> None:
    add_survey(conversation.database)
    conversation.presses("surveys.start", expects="窓口の満足度")
    assert conversation.labels[0] == "5 とても満足"
    conversation.presses("4 満足", expects="surveys.thanks")
    (row,) = rows(conversation.database, SurveyAnswer)
    assert (row.chosen, row.via, row.language, len(row.mark)) == ({"q1": ["4"]}, "line", "ja", 64)
    assert not {"conversation_id", "answered_at"} & set(SurveyAnswer.model_fields)
    traces = list_traces(conversation)
    assert "is=4" not in traces and "4 満足" not in traces
    assert "surveys.hidden" in traces
    conversation.sends_postback("surveys.answer?survey=1&v=1&is=1", expects="surveys.already")
    assert [one.chosen for one in rows(conversation.database, SurveyAnswer)] == [{"q1": ["4"]}]
    assert "is=1" not in list_traces(conversation)


def test_what_was_said_before_the_tap_stays(conversation: Conversation) -> None:
    add_survey(conversation.database)
    conversation.says("こんにちは")
    conversation.sends_postback("surveys.answer?survey=1&v=1&is=5", expects="surveys.thanks")
    assert "こんにちは" in list_traces(conversation)


def test_several_questions_are_answered_on_the_page_by_a_link_that_names_nobody(conversation: Conversation) -> None:
    add_survey(conversation.database, (LIKED, PART))
    conversation.says("こんにちは")
    with conversation.database.write() as session:
        session.add(Subscription(conversation_id=1, areas=["kawabe"], has_area=True, changed_at=utc_now()))
    conversation.sends_postback("surveys.open?survey=1&v=1", expects="surveys.opening_satisfaction")
    (button,) = conversation.choices
    token = button.url.partition("&p=")[2]
    survey = rows(conversation.database, Survey)[0]
    answerer = read_answerer(SECRET_KEY, survey, token)
    assert answerer is not None and (answerer.via, answerer.area) == ("line", "south")  # its district
    assert read_answerer(SECRET_KEY, survey, token[:-2]) is None
    answer(conversation.database, 1, answerer.mark, {"q1": ["5"]})
    conversation.sends_postback("surveys.open?survey=1&v=1", expects="surveys.already")


def test_an_operator_who_has_the_conversation_does_not_read_the_answer(conversation: Conversation) -> None:
    add_survey(conversation.database)
    conversation.says("こんにちは")
    conversation.presses("operator.start")
    assert conversation.tracker.operator_has_it
    conversation.sends_postback("surveys.answer?survey=1&v=1&is=2", expects="surveys.thanks")
    assert conversation.tracker.operator_has_it
    assert [one.chosen for one in rows(conversation.database, SurveyAnswer)] == [{"q1": ["2"]}]
    assert "is=2" not in list_traces(conversation)


@pytest.mark.parametrize("said", ["answer?survey=9&is=5", "answer?is=5", "open?survey=x", "open?survey=2"])
def test_what_is_not_open_is_said_to_be_over(conversation: Conversation, said: str) -> None:
    add_survey(conversation.database)
    close(conversation.database, add_survey(conversation.database))
    conversation.sends_postback(f"surveys.{said}", expects="surveys.over")
    assert rows(conversation.database, SurveyAnswer) == []


def test_a_test_of_a_message_that_was_not_let_out(conversation: Conversation) -> None:
    add_survey(conversation.database, status=BroadcastStatus.WAITING)
    conversation.sends_postback("surveys.answer?survey=1&v=1&is=5", expects="surveys.not_yet")
    assert rows(conversation.database, SurveyAnswer) == []


def test_an_option_that_there_is_not(conversation: Conversation) -> None:
    add_survey(conversation.database)
    conversation.sends_postback("surveys.answer?survey=1&is=6", expects="dialogue.expired")
    assert rows(conversation.database, SurveyAnswer) == []


def test_nothing_is_open(conversation: Conversation) -> None:
    conversation.presses("surveys.start", expects="surveys.none_open")
