"""From the wish of a group to a date, as the group says it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlmodel import select

from bot.clock import utc_now
from bot.messages import Card
from bot.services.audit import Actor
from handlers.outreach import telling
from handlers.outreach.models import OutreachRequest
from handlers.outreach.public import create_blueprint
from handlers.outreach.service import scheduling
from handlers.outreach.service.scheduling import Clash, Date
from tests.dialogue.conversation import Conversation
from tests.handlers.outreach.groups import read_told, send_form, send_reply

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STAFF = Actor("staff", "1")


def make_date(hours: float = 0, lecturer: str = "防災課 山田") -> Date:
    starts = utc_now().replace(microsecond=0) + timedelta(days=40, hours=hours)
    return Date(starts, starts + timedelta(hours=1), lecturer, "中町集会所")


def act(citizen: Conversation, what: Any, number: str, *values: Any) -> Any:
    """What staff do, and what the group is told of it."""
    now = utc_now()
    with citizen.database.write() as session:
        request = session.exec(select(OutreachRequest).where(OutreachRequest.number == number)).one()
        what(session, request, *values, STAFF, now)
        telling.tell(session, citizen.engine.house, request, now)
    return read_told(citizen)[-1]


def facts(citizen: Conversation) -> dict[str, str]:
    return {name: value for message in citizen.last if isinstance(message, Card) for name, value in message.facts}


def test_from_the_menu_to_the_number(conversation: Conversation) -> None:
    conversation.says("出前講座を頼みたい", expects="outreach.ask_topic")
    conversation.presses("防災と避難", expects="outreach.form_ready")
    assert facts(conversation)["人数"] == "10人以上の集まり"
    assert "/liff/outreach?t=" in str(conversation.last)
    number = send_form(conversation, expects="outreach.state_requested")
    assert number.startswith("O-0000")
    assert facts(conversation)["受付番号"] == number
    conversation.says("出前講座の申込みはどうなった？", expects="outreach.state_requested")
    for personal in ("老人クラブ", "髙﨑", "090", "集会所", "1月20日"):
        assert personal not in str(read_told(conversation))


def test_what_is_said_at_once_is_not_asked(conversation: Conversation) -> None:
    conversation.says("自治会でスマホの出前講座をお願いしたい", expects="outreach.form_ready")


def test_a_date_is_told_and_in_the_calendar(conversation: Conversation) -> None:
    number = send_form(conversation)
    told = act(conversation, scheduling.agree, number, make_date())
    assert ("outreach", told["text"][5:14]) == ("outreach", "日程が決まりました")
    assert ["講師", "防災課 山田"] in [list(fact) for fact in told["facts"]]
    assert "集会所" not in str(told)
    app = Flask("files")
    app.register_blueprint(create_blueprint(conversation.database, conversation.engine.house))
    url = told["buttons"][0]["url"]
    answer = app.test_client().get(url[url.index("/outreach/") :])
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (str(event["location"]), str(event["status"])) == ("中町集会所", "CONFIRMED")
    assert app.test_client().get("/outreach/x/lecture.ics").status_code == 404
    conversation.says("出前講座をキャンセルします", expects="outreach.state_agreed")
    conversation.presses("取り消す", expects="outreach.ask_withdraw")
    conversation.presses("はい、取り消します", expects="outreach.withdrawn")
    conversation.presses("outreach.withdraw?id=1", expects="outreach.withdrawn_too_late")
    answer = app.test_client().get(url[url.index("/outreach/") :])
    assert b"CANCELLED" in answer.data


def test_what_is_asked_back_is_answered_on_our_page(conversation: Conversation) -> None:
    number = send_form(conversation)
    told = act(conversation, scheduling.ask_back, number, "プロジェクターはありますか。")
    assert "プロジェクターはありますか" in told["text"]
    conversation.presses(told["buttons"][0]["postback"], expects="プロジェクターはありますか")
    assert "/liff/outreach_reply?t=" in str(conversation.last)
    send_reply(conversation, 1, expects="outreach.reply_received")
    send_reply(conversation, 1, expects="outreach.reply_too_late")
    with conversation.database.write() as session:
        request = session.exec(select(OutreachRequest)).one()
        assert scheduling.look(session, request, STAFF, utc_now())["reply"] == "プロジェクターはあります。"


def test_a_reason_is_told(conversation: Conversation) -> None:
    number = send_form(conversation)
    told = act(conversation, scheduling.decline, number, "その日は講師がいません。")
    assert "その日は講師がいません" in told["text"]
    conversation.says("出前講座の結果はまだですか", expects="outreach.state_declined")


def test_a_lecturer_is_in_one_place(conversation: Conversation) -> None:
    first, second = send_form(conversation), send_form(conversation, topic="waste")
    act(conversation, scheduling.agree, first, make_date())
    with pytest.raises(Clash) as clash:
        act(conversation, scheduling.agree, second, make_date(0.5, lecturer="防災課　山田"))
    assert clash.value.number == first
    act(conversation, scheduling.agree, second, make_date(0.5, lecturer="別の人"))
    act(conversation, scheduling.agree, first, make_date(0.25))  # moved, and no clash with itself


def test_data_is_not_deleted_while_somebody_would_come(conversation: Conversation) -> None:
    send_form(conversation)
    conversation.presses("my_data.delete", expects="my_data.unfinished_title")
    conversation.presses("outreach.withdraw?id=1", expects="outreach.withdrawn")
    conversation.presses("my_data.delete", expects="my_data.delete_means")
    conversation.presses("はい")
    assert conversation.rows(OutreachRequest) == []


def test_another_groups_request_is_not_shown(conversation: Conversation) -> None:
    send_form(conversation)
    stranger = Conversation(conversation.database, lambda: conversation.engine)
    stranger.says("こんにちは")
    for action in ("cancel", "withdraw", "reply"):
        stranger.presses(f"outreach.{action}?id=1", expects="dialogue.expired")
    stranger.says("出前講座の申込みはどうなった？", expects="outreach.none_requested")
