"""`GET /chat/events`: both sides of the conversation, live, without gap or double."""

import threading
import time
from typing import Any

import pytest
from sqlalchemy.pool import QueuePool

from bot.messages import Card, Channel, Choice, Text
from bot.services.transcript import find_conversation
from bot.streams import Seats
from tests.channels.web.conftest import Office, OpenOffice, Visitor


def talk(office: Office, visitor: Visitor, count: int) -> None:
    for number in range(1, count + 1):
        assert visitor.say({"text": f"質問{number}"}).status == 202
        office.clerk.answer(Text(f"答え{number}"))


def words(events: list[dict[str, Any]]) -> list[str]:
    return [event["messages"][0]["text"] for event in events]


def test_both_sides_come_in_order(office: Office) -> None:
    visitor = office.visitor()
    talk(office, visitor, 2)
    stream = visitor.listen()
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert "no-store" in stream.headers["Cache-Control"]
    assert stream.headers["X-Accel-Buffering"] == "no"
    events = stream.take(4)
    assert words(events) == ["質問1", "答え1", "質問2", "答え2"]
    assert [event["who"] for event in events] == ["citizen", "bot"] * 2
    ids = [event["id"] for event in events]
    assert ids == sorted(set(ids))
    assert [event["sent_id"] for event in events] == [str(id) for id in ids]


def test_messages_are_sent_as_data_and_as_html(office: Office) -> None:
    visitor = office.visitor()
    visitor.say({"text": "住民票"})
    card = Card("住民票", facts=(("手数料", "300円"),), choices=(Choice("窓口は？", postback="faq.show?id=3"),))
    office.clerk.answer(card)
    event = visitor.listen().take(2)[1]
    assert event["messages"] == [
        {
            "kind": "card",
            "title": "住民票",
            "facts": [["手数料", "300円"]],
            "choices": [{"label": "窓口は？", "postback": "faq.show?id=3"}],
        }
    ]
    assert "<dt>手数料</dt><dd>300円</dd>" in event["html"]


@pytest.mark.parametrize("how", ["header", "query"])
def test_after_a_reconnect_nothing_is_missing_or_doubled(office: Office, how: str) -> None:
    visitor = office.visitor()
    talk(office, visitor, 2)
    before = visitor.listen().take(3)
    last = str(before[-1]["id"])
    talk(office, visitor, 1)
    stream = visitor.listen(Last_Event_ID=last) if how == "header" else visitor.listen(f"/chat/events?after={last}")
    after = stream.take(3)
    assert words(before + after) == ["質問1", "答え1", "質問2", "答え2", "質問1", "答え1"]


def test_the_browsers_own_last_id_counts_more_than_the_pages_older_one(office: Office) -> None:
    visitor = office.visitor()
    talk(office, visitor, 2)
    ids = [event["id"] for event in visitor.listen().take(4)]
    stream = visitor.listen(f"/chat/events?after={ids[0]}", Last_Event_ID=str(ids[2]))
    assert words(stream.take(1)) == ["答え2"]


def test_an_odd_last_id_starts_from_the_beginning(office: Office) -> None:
    visitor = office.visitor()
    talk(office, visitor, 1)
    for last in ("-1", "x", "1e3", "9" * 40):
        stream = visitor.listen(f"/chat/events?after={last}", Last_Event_ID=last)
        assert words(stream.take(2)) == ["質問1", "答え1"]


def test_who_listens_before_the_first_word_hears_the_answer(office: Office) -> None:
    visitor = office.visitor()
    stream = visitor.listen()
    answers: list[str] = []
    listener = threading.Thread(target=lambda: answers.extend(words(stream.take(2))))
    listener.start()
    talk(office, visitor, 1)
    listener.join(timeout=10)
    assert answers == ["質問1", "答え1"]


def test_an_operators_word_comes_without_a_question(office: Office) -> None:
    visitor = office.visitor()
    talk(office, visitor, 1)
    visitor.say({"text": "もう一つ"})
    conversation_id = find_conversation(office.clerk.database, Channel.WEB, office.clerk.waiting()[0].address)
    assert conversation_id is not None
    office.clerk.say(conversation_id, Text("お待たせしました"))
    last = visitor.listen().take(3)[-1]
    assert (last["who"], words([last])) == ("operator", ["お待たせしました"])


def test_visitors_hear_only_their_own(office: Office) -> None:
    one, other = office.visitor(), office.visitor()
    talk(office, one, 1)
    other.say({"text": "私の質問"})
    office.clerk.answer(Text("あなたへの答え"))
    assert words(other.listen().take(2)) == ["私の質問", "あなたへの答え"]


def test_silence_is_filled_with_comments_and_the_stream_ends(open_office: OpenOffice) -> None:
    office = open_office(heartbeat_seconds=0.05, stream_seconds=0.5)
    blocks = list(office.visitor().listen().blocks())
    assert blocks[0] == "retry: 1000"
    assert len(blocks) >= 3
    assert set(blocks[1:]) == {": quiet"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_many_listeners_hold_no_database_connection_while_they_wait(open_office: OpenOffice) -> None:
    office = open_office(heartbeat_seconds=0.5, stream_seconds=1.5)
    visitors = [office.visitor() for _ in range(8)]
    streams = [visitor.listen() for visitor in visitors]
    pool = office.clerk.database.engine.pool
    assert isinstance(pool, QueuePool)
    deadline = time.monotonic() + 1
    while pool.checkedout() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert pool.checkedout() == 0
    talk(office, visitors[0], 1)
    assert words(streams[0].take(2)) == ["質問1", "答え1"]


def test_without_a_seat_the_news_come_once_and_the_browser_is_to_ask_again_later(open_office: OpenOffice) -> None:
    office = open_office(seats=Seats(threads=2), heartbeat_seconds=600.0)
    held, second = office.visitor().listen(), office.visitor()
    talk(office, second, 1)
    assert next(held.blocks()) == "retry: 1000"
    pause, *entries = second.listen().blocks()
    assert 5_000 <= int(pause.removeprefix("retry: ")) < 10_000
    assert [entry.startswith("id: ") for entry in entries] == [True, True]


def test_who_leaves_frees_the_seat_before_the_stream_would_have_said_anything(open_office: OpenOffice) -> None:
    office = open_office(seats=Seats(threads=2), heartbeat_seconds=600.0, look_again_seconds=600.0)
    first, second = office.visitor(), office.visitor()
    held = first.listen()
    assert next(held.blocks()) == "retry: 1000"
    assert next(second.listen().blocks()) != "retry: 1000"
    held.leave()
    deadline = time.monotonic() + 30
    while next(second.listen().blocks()) != "retry: 1000":
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_staff_find_a_seat_when_citizens_have_all_of_theirs() -> None:
    seats = Seats(threads=16)
    assert [seats.take() for _ in range(9)] == [True] * 8 + [False]
    assert [seats.take(is_staff=True) for _ in range(7)] == [True] * 6 + [False]
    seats.give_back()
    assert not seats.take()
    assert seats.take(is_staff=True)
