"""From the wish to the place, as the citizen says it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.bell import Bell
from bot.clock import TOKYO, utc_now
from bot.desk.unasked import NIGHT_FROM, is_night
from bot.messages import Card, Carousel
from bot.models.outbox import OutboxRow
from bot.models.reservations import Resource, Timeframe
from bot.services.form_entries import open_draft, send_draft
from bot.services.reservations.lapsing import lapse
from bot.services.reservations.waiting import offer_freed
from handlers.lectures.clock import create_clock
from handlers.lectures.models import Application, Lecture, Lottery
from tests.dialogue.conversation import Conversation
from tests.handlers.lectures.files import import_rows, make_row

# What is said depends on no database; races and locks are looked at elsewhere, on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


ALL = ["はじめてのスマートフォン", "相続入門", "女性のデジタル講座", "親子でプログラミング", "みそづくり教室"]


def day(ahead: int) -> str:
    return f"{utc_now() + timedelta(days=ahead):%Y-%m-%d}"


def row(ahead: int = 20, **changes: str) -> dict[str, str]:
    return make_row(**{"開始日": day(ahead), "参加申込終了日": day(ahead - 3), **changes})


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    """In a city with five lectures."""
    online = {"場所名称": "オンライン", "参加用URL": "https://meet.example/l"}
    children = {"場所名称": "中央図書館", "子どもと参加": "○", "選び方": "抽選", "定員": "2"}
    import_rows(
        conversation.database,
        row(NO="smart", **{**online, "場所名称": "南公民館;オンライン", "定員": "1;30", "検索語": "スマホ"}),
        row(NO="law", イベント名="相続入門", **online),
        row(NO="women", イベント名="女性のデジタル講座", 女性向け="○", **{"料金(基本)": "500円"}),
        row(NO="game", イベント名="親子でプログラミング", **children),
        row(30, NO="miso", イベント名="みそづくり教室", 検索語="味噌", 定員="1"),
        now=utc_now(),
    )
    return conversation


def titles(citizen: Conversation) -> list[str]:
    return [card.title for message in citizen.last if isinstance(message, Carousel) for card in message.cards]


def facts(citizen: Conversation) -> dict[str, str]:
    return {name: value for message in citizen.last if isinstance(message, Card) for name, value in message.facts}


def send_form(citizen: Conversation, expects: str = "", phone: str = "090-1234-5678") -> None:
    """What the page of the last button keeps, and tells the dialogue."""
    (*_, application) = citizen.rows(Application)
    with citizen.database.write() as session:
        draft = open_draft(session, citizen.id, "lecture", utc_now(), str(application.id))
        sent = send_draft(session, draft.key, {"name": "髙﨑𠮷子", "phone": phone}, "F", utc_now())
        assert sent is not None
        number = sent.number
    citizen.sends_form("lecture", number, expects, room="lectures")


def by_day(moment: datetime) -> datetime:
    """That moment, or the next morning where it is night."""
    local = moment.astimezone(TOKYO)
    if not is_night(moment):
        return moment
    return (local + timedelta(days=local.time() >= NIGHT_FROM)).replace(hour=9)


def run_clock(citizen: Conversation, at: datetime | None = None) -> list[Any]:
    """The messages that come by themselves, by day."""
    with citizen.database.read() as session:
        before = set(session.exec(select(OutboxRow.id)))
    create_clock(citizen.database, citizen.engine.house, Bell()).run(at or by_day(utc_now()))
    with citizen.database.read() as session:
        rows = [one for one in session.exec(select(OutboxRow).order_by(OutboxRow.id)) if one.id not in before]
        return [message for one in rows for message in one.messages]


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ("どんな講座がありますか", ALL),
        ("スマホの講座はありますか", ["はじめてのスマートフォン"]),
        ("オンラインの講座だけ見たい", ["はじめてのスマートフォン", "相続入門"]),
        ("女性向けの講座はありますか", ["女性のデジタル講座"]),
        ("子どもと参加できる講座を探しています", ["親子でプログラミング"]),
        ("中央図書館の講座を教えてください", ["親子でプログラミング"]),
        ("オンラインの無料の講座はありますか", ["はじめてのスマートフォン", "相続入門"]),
    ],
)
def test_what_fits_is_found(citizen: Conversation, says: str, found: list[str]) -> None:
    citizen.says(says)
    assert titles(citizen) == found


@pytest.mark.parametrize(
    ("closes", "said"), [("17:00", "午後5時まで受け付け"), ("", "）まで受け付け"), ("23:59", "）まで受け付け")]
)
def test_a_close_before_midnight_is_told_with_its_time(conversation: Conversation, closes: str, said: str) -> None:
    import_rows(conversation.database, row(NO="game", 選び方="抽選", 参加申込終了時間=closes), now=utc_now())
    conversation.says("スマートフォンの講座はある？", expects=said)


@pytest.mark.parametrize(("opens", "said"), [("10:00", "午前10時から"), ("", "）から申し込めます")])
def test_so_is_the_time_from_which_one_may_apply(conversation: Conversation, opens: str, said: str) -> None:
    import_rows(conversation.database, row(参加申込開始日=day(2), 参加申込開始時間=opens), now=utc_now())
    conversation.says("スマートフォンの講座はある？", expects=said)


def test_what_fits_nothing_is_said(citizen: Conversation) -> None:
    citizen.says("女性向けのオンライン講座はありますか", expects="lectures.none_fitting")
    assert len(titles(citizen)) == 5
    citizen.presses("オンラインだけ", expects="lectures.found")
    assert titles(citizen) == ["はじめてのスマートフォン", "相続入門"]
    citizen.presses("すべての講座", expects="lectures.coming")


def test_a_day_is_looked_for(citizen: Conversation) -> None:
    wanted = utc_now() + timedelta(days=30)
    citizen.says(f"{wanted.month}月{wanted.day}日の講座はありますか")
    assert titles(citizen) == ["みそづくり教室"]


def test_in_english(citizen: Conversation) -> None:
    citizen.presses("language.set?language=en")
    citizen.says("Are there any online lectures?", expects="lectures.found")
    assert "Online (30 left)" in str(citizen.last)


def test_from_the_list_to_the_place(citizen: Conversation) -> None:
    citizen.says("スマホの講座はありますか")
    citizen.presses("申し込む", expects="lectures.ask_hall")
    citizen.presses("オンライン", expects="lectures.ask_persons")
    citizen.presses("2人", expects="lectures.fact_apply")
    assert (facts(citizen)["会場"], facts(citizen)["人数"], facts(citizen)["費用"]) == ("オンライン", "2人", "無料")
    citizen.presses("はい", expects="lectures.form_for_place")
    (link,) = [choice.url for choice in citizen.choices if choice.label == "申込書を開く"]
    assert "/liff/lecture?t=" in link
    send_form(citizen, expects="lectures.standing_reserved")
    citizen.says("申し込んだ講座は？", expects="lectures.standing_reserved")
    assert facts(citizen)["申込番号"] == "L-000001"


def test_what_is_said_at_once_is_not_asked(citizen: Conversation) -> None:
    citizen.says("相続入門に2人で申し込みたいです", expects="lectures.fact_apply")
    assert (facts(citizen)["会場"], facts(citizen)["人数"]) == ("オンライン", "2人")


def test_who_has_only_a_lecture_means_it_by_their_reservation(citizen: Conversation) -> None:
    citizen.says("相続入門に1人で申し込みたいです", expects="lectures.fact_apply")
    citizen.presses("はい")
    send_form(citizen, expects="lectures.standing_reserved")
    for words in ("予約を取り消したい", "相続入門の講座を取り消したい", "相続入門講座をキャンセルしたいです"):
        citizen.says(words, expects="lectures.standing_reserved")
        assert "取り消す" in citizen.labels


def test_full_means_another_place_or_the_waiting_list(citizen: Conversation) -> None:
    fill(citizen, "smart")
    citizen.says("スマホの講座に申し込みたい", expects="lectures.ask_hall")
    citizen.presses("南公民館", expects="lectures.ask_persons")
    citizen.presses("1人", expects="lectures.fact_apply")
    citizen.presses("はい", expects="lectures.is_full")
    assert citizen.labels[:2] == ["オンラインで申し込む", "キャンセル待ちに入る"]
    citizen.presses("キャンセル待ちに入る", expects="キャンセル待ちの1番目")
    citizen.says("スマートフォン教室を取り消したい", expects="キャンセル待ちの1番目")
    citizen.presses("取り消す", expects="lectures.ask_withdraw")
    citizen.presses("はい、取り消します", expects="lectures.withdrawn")
    citizen.says("申し込んだ講座は？", expects="lectures.none_applied")


def test_a_freed_place_is_told_and_taken(citizen: Conversation) -> None:
    fill(citizen, "miso")
    citizen.says("味噌の教室に1人で申し込みたい", expects="lectures.fact_apply")
    citizen.presses("はい", expects="lectures.is_full")
    citizen.presses("キャンセル待ちに入る")
    assert run_clock(citizen) == []
    leave(citizen, "miso")
    (told,) = run_clock(citizen)
    assert "席が空きました" in told["text"]
    assert run_clock(citizen) == []
    citizen.presses(told["buttons"][0]["postback"], expects="lectures.form_for_offer")
    send_form(citizen, expects="lectures.standing_reserved")


def test_an_offer_that_lapses_is_told(citizen: Conversation) -> None:
    fill(citizen, "miso")
    citizen.says("味噌の教室に1人で申し込みたい")
    citizen.presses("はい")
    citizen.presses("キャンセル待ちに入る")
    leave(citizen, "miso")
    run_clock(citizen)
    later = by_day(utc_now() + timedelta(days=2))
    lapse(citizen.database, later)
    (told,) = run_clock(citizen, later)
    assert "次の方にまわりました" in told["text"]
    assert run_clock(citizen, later) == []


def test_a_lottery_from_the_wish_to_the_place(citizen: Conversation) -> None:
    citizen.says("親子でプログラミングに2人で申し込みたい", expects="lectures.note_lottery")
    citizen.presses("はい", expects="lectures.form_for_lottery")
    send_form(citizen, expects="lectures.standing_applied")
    assert run_clock(citizen) == []
    closed = by_day(utc_now() + timedelta(days=18))
    (told,) = run_clock(citizen, closed)
    assert "当選しました" in told["text"]
    assert run_clock(citizen, closed) == []
    citizen.presses(told["buttons"][0]["postback"], expects="lectures.standing_reserved")


def test_a_lottery_that_closes_at_midnight_is_drawn_then_and_told_of_in_the_morning(citizen: Conversation) -> None:
    citizen.says("親子でプログラミングに2人で申し込みたい")
    citizen.presses("はい")
    send_form(citizen)
    midnight = datetime.combine(utc_now().astimezone(TOKYO).date() + timedelta(days=18), time(0, 1), TOKYO)
    assert run_clock(citizen, midnight) == []
    assert [one.drawn_at is not None for one in lotteries(citizen)] == [True]
    (told,) = run_clock(citizen, midnight.replace(hour=7))
    assert "当選しました" in told["text"]


def test_who_loses_hears_it_with_other_dates(citizen: Conversation) -> None:
    import_rows(
        citizen.database,
        row(40, NO="game-2", イベント名="親子でプログラミング", 子どもと参加="○"),
        now=utc_now(),
    )
    citizen.presses("lectures.apply?lecture=4", expects="lectures.ask_persons")
    citizen.presses("3人")
    citizen.presses("はい", expects="lectures.form_for_lottery")  # more than there are places
    send_form(citizen)
    (told,) = run_clock(citizen, by_day(utc_now() + timedelta(days=18)))
    assert "落選" in told["text"]
    assert [button["postback"] for button in told["buttons"]] == ["lectures.apply?lecture=6"]


def test_the_link_comes_an_hour_before_and_to_participants_alone(citizen: Conversation) -> None:
    citizen.says("相続入門に1人で申し込みたいです")
    citizen.presses("はい")
    with citizen.database.read() as session:
        begins = session.exec(select(Timeframe.starts_at).where(Timeframe.id == 3)).one()
        assert session.exec(select(Lecture.code).where(Lecture.id == 2)).one() == "law"
    assert "meet.example" not in str(run_clock(citizen, begins - timedelta(minutes=50)))
    send_form(citizen, expects="lectures.note_link")
    assert "meet.example" not in str(citizen.last)
    assert run_clock(citizen, begins - timedelta(minutes=61)) == []
    (told,) = run_clock(citizen, begins - timedelta(minutes=59))
    assert [button["url"] for button in told["buttons"]] == ["https://meet.example/l"]
    assert run_clock(citizen, begins - timedelta(minutes=58)) == []


def test_the_form_of_what_was_given_up_comes_too_late(citizen: Conversation) -> None:
    citizen.says("相続入門に1人で申し込みたいです")
    citizen.presses("はい")
    citizen.presses("lectures.withdraw?id=1", expects="lectures.withdrawn")
    citizen.presses("lectures.withdraw?id=1", expects="lectures.withdrawn_too_late")
    with citizen.database.write() as session:
        draft = open_draft(session, citizen.id, "lecture", utc_now(), "1")
        sent = send_draft(session, draft.key, {"phone": "090-1234-5678"}, "F", utc_now())
        assert sent is not None
        number = sent.number
    citizen.sends_form("lecture", number, "lectures.form_too_late", room="lectures")


def test_elsewhere_the_office_is_named(conversation: Conversation) -> None:
    conversation.says("パソコン講座に申し込みたいです", expects="faq.not_yet_lecture_signup")
    conversation.says("申し込んだ講座は？", expects="faq.not_yet_lecture_status")


def test_another_citizens_application_is_not_shown(citizen: Conversation) -> None:
    citizen.says("相続入門に1人で申し込みたいです")
    citizen.presses("はい")
    stranger = Conversation(citizen.database, lambda: citizen.engine)
    stranger.says("こんにちは")
    for action in ("accept", "cancel", "withdraw"):
        stranger.presses(f"lectures.{action}?id=1", expects="dialogue.expired")
    stranger.says("申し込んだ講座は？", expects="lectures.none_applied")


def lotteries(citizen: Conversation) -> list[Lottery]:
    with citizen.database.read() as session:
        return list(session.exec(select(Lottery)))


def fill(citizen: Conversation, code: str) -> None:
    """Somebody else has every place of the first hall."""
    with citizen.database.write() as session:
        timeframe = session.exec(_first_timeframe(code)).one()
        timeframe.taken = timeframe.capacity
        session.add(timeframe)


def leave(citizen: Conversation, code: str) -> None:
    with citizen.database.write() as session:
        timeframe = session.exec(_first_timeframe(code)).one()
        timeframe.taken = 0
        session.add(timeframe)
        session.flush()
        offer_freed(session, timeframe.id or 0, utc_now())


def _first_timeframe(code: str) -> Any:
    return select(Timeframe).join(Resource).where(Resource.code == f"{code}/南公民館")
