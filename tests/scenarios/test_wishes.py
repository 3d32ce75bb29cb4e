"""Several wishes in one message, through the whole counter, in LINE and on the web page."""

from __future__ import annotations

from pathlib import Path

from bot.models.desk import OperatorRequest
from bot.opening_hours import WEEKDAYS
from tests.channels.web.conftest import Visitor
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office, list_actions
from tests.scenarios.test_operator import ALL_DAY, write_city

Faq = dict[str, dict[str, str]]
BOTH = "言語を英語にして、あと職員と話したい"


def test_in_line_the_first_and_then_the_second(open_office: OpenOffice, tmp_path: Path) -> None:
    citizen = Citizen(open_office({"city": write_city(tmp_path, dict.fromkeys(WEEKDAYS, ALL_DAY))}))
    order, changed, handed_off = citizen.is_told(BOTH)
    assert order == "まず「言語を変える（Language）」から伺います。そのあと「職員と話す」をご案内します。"
    assert changed.startswith("I will answer in English from now on.")
    assert handed_off.startswith("Next is “Talk to a person”.\n")
    assert [request.state for request in citizen.office.rows(OperatorRequest)] == ["waiting"]


def test_on_the_web_page_the_same(open_office: OpenOffice, tmp_path: Path) -> None:
    office = open_office({"city": write_city(tmp_path, dict.fromkeys(WEEKDAYS, ALL_DAY))})
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"text": BOTH})
    answered = visitor.listen().take(2)[1]
    texts = [message["text"] for message in answered["messages"]]
    assert texts[0].startswith("まず「言語を変える") and texts[1].startswith("I will answer in English")
    assert texts[2].startswith("Next is “Talk to a person”.")
    assert [request.state for request in office.rows(OperatorRequest)] == ["waiting"]


def test_a_question_is_answered_and_the_service_begun(citizen: Citizen, faq: Faq) -> None:
    question = faq["residents-001"]["question"]
    said = citizen.is_told(f"言葉を変えたいです。あと、{question}")
    assert said[0] == "まずご質問にお答えします。そのあと「言語を変える（Language）」をご案内します。"
    assert question in said
    assert said[-1].startswith("続いて、「言語を変える（Language）」です。\nどの言語にしますか。")


def test_on_the_web_page_what_is_left_is_offered(office: Office) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"text": "言葉を変えたいです。あと、自分のデータを見たい"})
    visitor.say({"text": "やめる"})
    entries = visitor.listen().take(4)
    assert entries[1]["messages"][0]["text"].startswith("まず「言語を変える")
    left = entries[3]["messages"]
    assert left[-1]["text"].startswith("続けて「") and [choice["label"] for choice in left[-1]["choices"]] == [
        "はい",
        "いいえ",
    ]
    visitor.say({"postback": left[-1]["choices"][0]["postback"], "label": "はい"})
    held = visitor.listen(f"/chat/events?after={entries[-1]['id']}").take(2)[1]["messages"]
    assert held[0]["kind"] == "card"


def test_what_is_denied_is_not_begun(citizen: Citizen) -> None:
    (told,) = citizen.is_told("職員とは話しません")
    assert told.startswith("わかりました。何も始めていません。")
    assert citizen.office.rows(OperatorRequest) == []
    citizen.says("英語じゃなくて中国語で")
    (sent,) = citizen.hears()
    assert sent.texts[0].startswith("今后将用中文回答。")
    assert list_actions(sent.messages[-1])
