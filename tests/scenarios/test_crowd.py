"""Many at once: nobody gets another's answer, and each one's answers come in the order of the questions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.simulator.line import SimulatedLine
from bot.simulator.records import Via
from tests.channels.web.conftest import Visitor
from tests.scenarios.office import Citizen, Office, list_words

Faq = dict[str, dict[str, str]]

DEPARTMENTS = ("residents", "waste", "pets")


def pick(office: Office, faq: Faq, count: int) -> list[dict[str, str]]:
    """FAQ whose own question the hashing encoder and the classifier lead to the answer."""
    house = office.counter.engine.house
    japanese = [row for row in faq.values() if row["language"] == "ja" and row["id"].startswith("residents")]
    sure = [row for row in japanese if house.knowledge.search(row["question"]).band == "answer"]
    assert len(sure) >= count
    return sure[:count]


def test_two_citizens_at_once_do_not_mix(office: Office, faq: Faq) -> None:
    rows = pick(office, faq, 10)
    questions = [row["question"] for row in rows]
    first, second = Citizen(office), Citizen(office)
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda one: [one[0].says(text) for text in one[1]], ((first, questions[:5]), (second, questions[5:]))
            )
        )
    titles = [[list_words(sent.messages[0]["contents"])[0] for sent in one.hears()] for one in (first, second)]
    assert titles == [questions[:5], questions[5:]]


def test_ten_quick_messages_are_answered_in_order(citizen: Citizen, line: SimulatedLine, faq: Faq) -> None:
    questions = [row["question"] for row in pick(citizen.office, faq, 10)]
    deliveries = [citizen.says(text) for text in questions]
    sent = citizen.hears()
    assert [list_words(one.messages[0]["contents"])[0] for one in sent] == questions
    assert {one.via for one in sent} == {Via.REPLY}
    tokens = [request.body["replyToken"] for request in line.requests if request.operation == "replyMessage"]
    assert tokens == [delivery.reply_token for delivery in deliveries]


def test_ten_messages_in_one_body_are_answered_in_order(citizen: Citizen, line: SimulatedLine, faq: Faq) -> None:
    questions = [row["question"] for row in pick(citizen.office, faq, 10)]
    assert line.deliver([line.build_text_event(citizen.id, text) for text in questions]).status == 200
    assert [list_words(one.messages[0]["contents"])[0] for one in citizen.hears()] == questions


def test_visitors_of_the_web_see_only_their_own(office: Office, faq: Faq) -> None:
    rows = pick(office, faq, 2)
    visitors = [Visitor(office.port) for _ in rows]
    for visitor, row in zip(visitors, rows, strict=True):
        visitor.get()
        assert visitor.say({"text": row["question"]}).status == 202
    office.settle()
    for visitor, row in zip(visitors, rows, strict=True):
        asked, answered = visitor.listen().take(2)
        assert asked["messages"][0]["text"] == answered["messages"][0]["title"] == row["question"]
        assert visitor.get().text.count('class="entry entry-bot"') == 1
