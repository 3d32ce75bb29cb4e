"""A question from LINE, the web or a terminal gets the city's answer with its source, office and date."""

from __future__ import annotations

import pytest

from bot.channels.terminal import TerminalChat
from bot.models.outbox import OutboxRow
from bot.simulator.line import SimulatedLine
from bot.simulator.records import Via
from handlers.faq.cards import related
from tests.channels.web.conftest import Visitor
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office, list_actions, list_sends, list_words

FEE = "residents-001"
OFFICE, DATE = "市民窓口課", "令和8年10月5日"

Faq = dict[str, dict[str, str]]


def test_from_line_it_is_one_reply_with_source_office_and_date(citizen: Citizen, line: SimulatedLine, faq: Faq) -> None:
    row = faq[FEE]
    assert citizen.says(row["question"]).status == 200
    (sent,) = citizen.hears()
    (message,) = sent.messages
    assert (sent.via, message["type"]) == (Via.REPLY, "flex")
    assert list_words(message["contents"]) == [row["question"], row["answer"], "担当", OFFICE, f"市が確認した日 {DATE}"]
    actions = list_actions(message)
    assert [action["uri"] for action in actions if action["type"] == "uri"] == [row["url"], "tel:0260001101"]
    labels = [action["label"] for action in actions]
    assert labels[-3:] == ["👍 役に立った", "👎 知りたい答えと違う", "職員と話す"]
    assert [request.operation for request in list_sends(line)] == ["replyMessage"]


def test_the_webhook_is_answered_before_the_citizen_is(open_office: OpenOffice, line: SimulatedLine, faq: Faq) -> None:
    office = open_office(has_worker=False)
    citizen = Citizen(office)
    assert citizen.says(faq[FEE]["question"]).status == 200
    assert office.statuses() == [("text", "accepted")]
    assert list(line.requests) == []
    office.start_worker()
    (sent,) = citizen.hears()
    assert sent.via is Via.REPLY
    assert office.statuses() == [("text", "done")]


def test_line_web_and_terminal_say_the_same(office: Office, citizen: Citizen, faq: Faq) -> None:
    row = faq[FEE]
    expected = [row["question"], row["answer"], OFFICE, DATE]
    said = "\n".join(citizen.is_told(row["question"]))
    assert [word for word in expected if word not in said] == []

    visitor = Visitor(office.port)
    visitor.get()
    events = visitor.listen()
    assert visitor.say({"text": row["question"]}).status == 202
    asked, answered = events.take(2)
    assert (asked["who"], asked["messages"]) == ("citizen", [{"kind": "text", "text": row["question"]}])
    (card,) = answered["messages"]
    assert [card["title"], card["text"], card["facts"][0][1]] == expected[:3]
    assert DATE in card["note"] and card["buttons"][0]["url"] == row["url"]
    assert row["url"] in answered["html"] and OFFICE in answered["html"]

    chat = TerminalChat(office.counter.database, office.counter.accept, office.settle, "ja")
    shown = "\n".join(chat.say(row["question"]))
    assert [word for word in expected if word not in shown] == []
    assert [shown.count("市のページを見る"), chat.say("1")] == [1, [f"  {row['url']}"]]

    line_row, web_row, terminal_row = office.rows(OutboxRow)
    contents = [_content(row.messages) for row in (line_row, web_row, terminal_row)]
    assert contents[0] == contents[1] == contents[2]
    assert [row.method for row in (line_row, web_row, terminal_row)] == ["reply", "shown", "shown"]


def _content(messages: list[dict[str, object]]) -> list[dict[str, object]]:
    """What is said, without the random keys in its buttons."""
    return [{key: value for key, value in message.items() if key != "choices"} for message in messages]


def test_a_thumb_and_a_related_question(citizen: Citizen, faq: Faq) -> None:
    question = find_question_with_related(citizen.office, faq)
    citizen.says(question)
    (message,) = citizen.hears()[0].messages
    citizen.presses("👎", message)
    assert "申し訳ありません" in citizen.hears()[0].texts[0]
    citizen.presses("👍", message)
    assert citizen.hears()[0].texts[0].startswith("ありがとうございます")
    related = next(action for action in list_actions(message) if action.get("data", "").startswith("faq.show"))
    citizen.presses(related["label"], message)
    words = list_words(citizen.hears()[0].messages[0]["contents"])
    assert words[0] != question and words[-1].startswith("市が確認した日")


def find_question_with_related(office: Office, faq: Faq) -> str:
    """A question that is answered, with another one close by: which ones are depends on the encoder."""
    for row in faq.values():
        found = office.counter.knowledge.search(row["question"])
        if row["language"] == "ja" and found.band == "answer" and related(found.hits[0], found.hits[1:]):
            return row["question"]
    raise AssertionError("no question of the demo city has a related one")


def test_what_the_city_has_not_written_is_not_answered(citizen: Citizen) -> None:
    citizen.says("量子もつれでブラックホールは蒸発するか")
    (sent,) = citizen.hears()
    (message,) = sent.messages
    assert message["type"] == "text"
    assert "職員と話す" in [action["label"] for action in list_actions(message)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_language_is_answered_in_it_and_a_long_answer_in_two_parts(citizen: Citizen, faq: Faq) -> None:
    row = next(row for row in faq.values() if row["language"] == "en")
    citizen.says(row["question"])
    message, asked = citizen.hears()[0].messages  # the profile is a Japanese one
    assert asked["text"].startswith("Is English all right?")
    title, beginning, *_, checked = list_words(message["contents"])
    assert (title, checked) == (row["question"], "Checked by the city on 5 October 2026")
    assert row["answer"].startswith(beginning) and len(beginning) < len(row["answer"])
    citizen.presses("Read more", message)
    assert list_words(citizen.hears()[0].messages[0]["contents"])[:2] == [row["question"], row["answer"]]
