"""Before a date and after the last one: reminders, the questionnaire, the certificate, and what is called off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from bot.clock import TOKYO, utc_now
from bot.forms.definition import load_forms
from bot.models.forms import FormEntry
from bot.models.payments import PaymentRefund
from bot.models.reservations import Timeframe
from bot.services.audit import Actor
from bot.services.form_entries import open_draft, send_draft
from bot.texts import load_texts
from handlers.lectures.models import Application, LectureAnswer, LectureDate
from handlers.lectures.public import create_blueprint
from handlers.lectures.service.answering import count_answers
from handlers.lectures.service.attending import mark
from handlers.lectures.service.cancelling import cancel_lecture
from tests.bot.documents.papers import list_roles, words_of
from tests.dialogue.conversation import Conversation
from tests.handlers.lectures.files import import_rows
from tests.handlers.lectures.test_dialogue import day, row, run_clock, send_form
from tests.handlers.lectures.test_paying import pay

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ANSWERS = {"liked": "very", "level": "right", "useful": "yes", "heard": "line", "again": "yes", "comment": "楽しかった"}


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    """Has a place in a course of two dates."""
    more = {"以降の日程": f"{day(27)} 10:00-11:30", "持ち物": "筆記用具", "資料URL": "https://city.example/m"}
    import_rows(conversation.database, row(イベント名="みそづくり", **more, **{"料金(基本)": "1200円"}), now=utc_now())
    conversation.says("みそづくりに2人で申し込みたい")
    conversation.presses("はい")
    send_form(conversation, expects="lectures.standing_reserved")
    return conversation


def begins(citizen: Conversation) -> list[datetime]:
    with citizen.database.read() as session:
        return sorted(session.exec(select(LectureDate.starts_at)))


def at_noon(moment: datetime, days: int) -> datetime:
    local = moment.astimezone(TOKYO) + timedelta(days=days)
    return local.replace(hour=12)


def make_past(citizen: Conversation) -> None:
    """It was last week."""
    with citizen.database.write() as session:
        rows: list[Any] = [*session.exec(select(LectureDate)), *session.exec(select(Timeframe))]
        for one in rows:
            one.starts_at, one.ends_at = one.starts_at - timedelta(days=30), one.ends_at - timedelta(days=30)
        session.add_all(rows)


def note(citizen: Conversation, *, came: bool) -> None:
    with citizen.database.write() as session:
        one = session.exec(select(Application)).first()
        assert one is not None
        mark(session, one, Actor("staff", "1"), utc_now(), came=came)


def answer(citizen: Conversation, **changes: str) -> None:
    with citizen.database.write() as session:
        draft = open_draft(session, citizen.id, "lecture_answers", utc_now(), "1")
        sent = send_draft(session, draft.key, {**ANSWERS, **changes}, "Q", utc_now())
        assert sent is not None
        number = sent.number
    citizen.sends_form("lecture_answers", number, room="lectures")


def test_each_date_is_reminded_of_once_the_day_before(citizen: Conversation) -> None:
    first, second = begins(citizen)
    assert run_clock(citizen, first - timedelta(hours=25)) == []
    (told,) = run_clock(citizen, first - timedelta(hours=22))
    said = str(told)
    for wanted in ("全2回の1回目", "筆記用具", "南公民館", "L-000001", "https://city.example/m", "/tickets/"):
        assert wanted in said
    assert run_clock(citizen, first - timedelta(hours=21)) == []
    (told,) = run_clock(citizen, second - timedelta(hours=22))
    assert "全2回の2回目" in str(told)


def test_nobody_is_woken_and_what_is_too_late_is_left(citizen: Conversation) -> None:
    first, _ = begins(citizen)
    assert run_clock(citizen, first - timedelta(hours=12)) == []  # ten in the evening
    assert run_clock(citizen, first - timedelta(hours=2)) == []


def test_who_applied_since_needs_no_reminder(citizen: Conversation) -> None:
    first, _ = begins(citizen)
    with citizen.database.write() as session:
        one = session.exec(select(Application)).one()
        one.changed_at = first - timedelta(hours=23)
        session.add(one)
    assert run_clock(citizen, first - timedelta(hours=22)) == []


def test_who_came_is_asked_once_and_answers_without_a_name(citizen: Conversation) -> None:
    make_past(citizen)
    note(citizen, came=True)
    _, last = begins(citizen)
    assert run_clock(citizen, last + timedelta(hours=5)) == []
    (told,) = run_clock(citizen, at_noon(last, 1))
    assert [one["postback"] for one in told["buttons"]] == ["lectures.answer?id=1", "lectures.certificate?id=1"]
    assert run_clock(citizen, at_noon(last, 2)) == []
    citizen.presses("lectures.answer?id=1", expects="lectures.answer_text")
    assert "/liff/lecture_answers?t=" in str(citizen.last)
    answer(citizen)
    with citizen.database.read() as session:
        (kept,) = session.exec(select(LectureAnswer))
        assert (kept.chosen["liked"], kept.comment) == ("very", "楽しかった")
        assert [one.content for one in session.exec(select(FormEntry)) if one.form == "lecture_answers"] == [{}]
    answer(citizen, liked="little")
    citizen.presses("lectures.answer?id=1", expects="lectures.answered_already")
    with citizen.database.read() as session:
        assert len(session.exec(select(LectureAnswer)).all()) == 1


def test_where_nothing_was_noted_all_with_a_place_are_asked(citizen: Conversation) -> None:
    make_past(citizen)
    (told,) = run_clock(citizen, at_noon(begins(citizen)[1], 1))
    assert [one["postback"] for one in told["buttons"]] == ["lectures.answer?id=1"]
    citizen.presses("lectures.certificate?id=1", expects="lectures.no_certificate")


def test_who_did_not_come_is_not_asked(citizen: Conversation) -> None:
    make_past(citizen)
    note(citizen, came=False)
    assert run_clock(citizen, at_noon(begins(citizen)[1], 1)) == []
    citizen.presses("lectures.answer?id=1", expects="lectures.not_asked")


def test_few_answers_are_not_shown(citizen: Conversation) -> None:
    form = load_forms(load_texts()).find("lecture_answers")
    assert form is not None
    with citizen.database.write() as session:
        for number in range(5):
            few = count_answers(session, 1, form)
            assert (few.answers, few.questions, few.comments) == (number, (), ())
            chosen = {name: value for name, value in ANSWERS.items() if name != "comment"}
            session.add(LectureAnswer(lecture_id=1, chosen=chosen, comment="んあ"[number % 2]))
            session.flush()
        enough = count_answers(session, 1, form)
    assert [one.name for one in enough.questions] == ["liked", "level", "useful", "heard", "again"]
    assert dict(enough.questions[0].counts) == {"very": 5, "well": 0, "fair": 0, "little": 0}
    assert enough.comments == ["あ", "あ", "ん", "ん", "ん"]


def test_who_came_gets_a_certificate_in_their_name(citizen: Conversation) -> None:
    note(citizen, came=True)
    citizen.presses("lectures.certificate?id=1", expects="lectures.no_certificate")  # before the end
    make_past(citizen)
    citizen.says("申し込んだ講座は？", expects="lectures.standing_attended")
    citizen.presses("受講証明書", expects="lectures.certificate_ready")
    (url,) = [one.url for one in citizen.choices if one.url]
    app = Flask("pages")
    app.register_blueprint(create_blueprint(citizen.database, citizen.engine.house))
    path = url[url.index("/lectures/") :]
    response = app.test_client().get(path)
    words = words_of(response.data).replace(" ", "")
    for wanted in (
        "受講証明書",
        "髙﨑𠮷子様",
        "L-000001",
        "みそづくり",
        "南公民館",
        "講座全体",
        "みどり野市",
        "生涯学習課",
    ):
        assert wanted in words
    assert "H1" in list_roles(response.data)
    assert response.headers["Cache-Control"] == "no-store"
    assert app.test_client().get(path.replace(".pdf", "x.pdf")).status_code == 404


def test_what_is_called_off_is_told_once_and_the_fee_comes_back(citizen: Conversation) -> None:
    pay(citizen)
    first, _ = begins(citizen)
    with citizen.database.write() as session:
        cancel_lecture(session, 1, "講師の都合のためです。", utc_now())
    (told,) = run_clock(citizen, at_noon(utc_now(), 1))
    for wanted in ("中止になりました", "講師の都合", "お返しします", "L-000001"):
        assert wanted in str(told)
    with citizen.database.read() as session:
        (refund,) = session.exec(select(PaymentRefund))
        assert (refund.amount_yen, refund.requested_by) == (2400, "city")
        assert session.exec(select(Timeframe.taken)).all() == [0]
    assert run_clock(citizen, first - timedelta(hours=22)) == []
    citizen.says("申し込んだ講座は？", expects="lectures.is_called_off")
    citizen.says("みそづくりに申し込みたい", expects="lectures.none_open")
