"""What a citizen or a child hears who tells of a child in LINE, and what is left of their words there."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.channels.web.presentation import Words, present_entry
from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.messages import Card
from bot.models.conversation import Conversation as ConversationRow
from bot.models.desk import OperatorRequest
from bot.models.inbox import InboxRow
from bot.models.outbox import OutboxRow
from bot.models.tracker_event import TrackerEventRow
from bot.services import transcript
from bot.services.transcript import list_entries
from bot.texts import load_texts
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import ChildCase, ChildLink
from handlers.child_consultation.service.opening import find_link, read_draft
from tests.dialogue.conversation import SILENCE, Conversation, list_words
from tests.dialogue.counter import make_engine
from tests.handlers.child_consultation.centre import FACTS, SERVICE

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def with_centre(city: City) -> City:
    return city.model_copy(update={"services": {**city.services, SERVICE: FACTS}})


@pytest.fixture
def citizen(database: Database, index_folder: Any, open_city: City, interpreter: Any) -> Conversation:
    """Who writes to a city that has such a centre."""
    city = with_centre(open_city)
    return Conversation(database, lambda: make_engine(database, index_folder, city, interpreter.interpret))


@pytest.fixture
def night_citizen(database: Database, index_folder: Any, closed_city: City, interpreter: Any) -> Conversation:
    city = with_centre(closed_city)
    return Conversation(database, lambda: make_engine(database, index_folder, city, interpreter.interpret))


def find_cases(citizen: Conversation) -> list[ChildCase]:
    with citizen.database.read() as session:
        found = list(session.exec(select(ChildCase).order_by(ChildCase.id)))  # type: ignore[arg-type]
        session.expunge_all()
    return found


def open_urls(citizen: Conversation) -> list[str]:
    return [choice.url for choice in citizen.choices if "/consultation/" in choice.url]


def read_draft_of(citizen: Conversation) -> str:
    """What the page would show to who opens it from the button."""
    (url,) = [url for url in open_urls(citizen) if "/in/" in url][:1]
    now = citizen.rows(ChildLink)[-1].made_at
    with citizen.database.read() as session:
        return read_draft(find_link(session, url.rpartition("/")[2], now), now)


def dump(citizen: Conversation, *models: type[SQLModel]) -> str:
    """All rows of these tables as they are read, decrypted."""
    rows = [row.model_dump(mode="json") for model in models for row in citizen.rows(model)]
    return json.dumps(rows, ensure_ascii=False, default=str)


@SQLITE
@pytest.mark.parametrize(
    ("says", "expects", "first", "level"),
    [
        ("おとうさんに なぐられて ちが でてる", "child_consultation.say_danger_child", "tel:189", Level.EMERGENCY),
        ("夫が今、子どもを殴っています", "child_consultation.say_danger", "tel:189", Level.EMERGENCY),
        ("小5です。もうしにたい", "child_consultation.say_life_child", "tel:0120279338", Level.EMERGENCY),
        ("娘が死にたいと言っています", "child_consultation.say_life", "tel:0120279338", Level.EMERGENCY),
    ],
)
def test_who_is_in_danger_gets_the_numbers_first_and_a_person_is_alerted(
    citizen: Conversation, says: str, expects: str, first: str, level: Level
) -> None:
    (card,) = citizen.says(says, expects=expects)
    assert isinstance(card, Card)
    assert card.buttons[0].url == first
    assert {"tel:119", "tel:110"} <= {choice.url for choice in card.buttons}
    assert [(case.level, case.state) for case in find_cases(citizen)] == [(level, "new")]
    assert [request.reason for request in citizen.rows(OperatorRequest)] == ["emergency"]


@SQLITE
def test_in_the_place_of_what_was_said_the_page_shows_that_it_is_not_kept(citizen: Conversation) -> None:
    citizen.says("がっこうで いじめられてる")
    with citizen.database.read() as session:
        conversation_id = session.exec(select(ConversationRow.id)).one() or 0
    own, *_ = list_entries(citizen.database, conversation_id)
    view = present_entry(own, Words(load_texts(), "ja"))
    assert (view.who, view.messages[0]["text"]) == ("citizen", "（こども相談の内容のため表示しません）")


@SQLITE
def test_the_numbers_are_said_once(citizen: Conversation) -> None:
    citizen.says("宿題多すぎて死ぬ")
    said = citizen.says("がっこうで いじめられてる。もういきたくない")
    cards = [one for one in said if isinstance(one, Card) and "tel:119" in {choice.url for choice in one.buttons}]
    assert len(cards) == 1


@SQLITE
@pytest.mark.parametrize(
    ("says", "expects", "level"),
    [
        ("妊娠したかもしれない。高2です", "child_consultation.say_today_child", Level.URGENT),
        ("今日、子どもに食べさせるものがありません", "child_consultation.say_today", Level.URGENT),
        ("学校でいじめられてる", "child_consultation.say_soon_child", Level.SOON),
        ("2歳の娘の言葉が遅くて心配です", "child_consultation.say_soon", Level.SOON),
        ("5歳の息子が39度の熱です。水分はとれています", "child_consultation.say_fever", Level.SOON),
        ("My son refuses to go to school, I'm worried", "child_consultation.say_soon", Level.SOON),
    ],
)
def test_a_worry_is_sent_to_the_page(citizen: Conversation, says: str, expects: str, level: Level) -> None:
    citizen.says(says, expects=expects)
    assert len(open_urls(citizen)) == 2
    assert [case.level for case in find_cases(citizen)] == [level]
    assert citizen.rows(OperatorRequest) == []


@SQLITE
def test_a_child_can_call_whatever_was_understood(citizen: Conversation) -> None:
    citizen.says("学校でいじめられてる", expects="child_consultation.say_soon_child")
    assert {"tel:189", "tel:110", "tel:119"} <= {one.url for one in citizen.choices}
    citizen.says("2歳の娘の言葉が遅くて心配です", expects="child_consultation.say_soon")
    assert "tel:189" not in {one.url for one in citizen.choices}


@SQLITE
@pytest.mark.parametrize(
    "says",
    [
        "保育園の申し込みに必要なものは？",
        "児童手当の申請方法を教えてください",
        "住民票がほしい",
        "ありがとう",
        "こんにちは",
        "ごみの日はいつ？",
    ],
)
def test_who_asks_for_a_service_is_answered_as_ever(citizen: Conversation, says: str) -> None:
    citizen.says(says)
    assert open_urls(citizen) == []
    assert find_cases(citizen) == []


def test_what_was_said_stays_nowhere_but_sealed_for_the_page(citizen: Conversation) -> None:
    words = "学校でみんなにむしされてつらいです"
    citizen.says(words, expects="child_consultation.say_soon_child")
    left = dump(citizen, InboxRow, TrackerEventRow, OutboxRow)
    assert "むしされて" not in left
    assert read_draft_of(citizen) == words
    assert "child_consultation.hidden" in left


def test_a_message_in_pieces_is_taken_together_and_emptied_together(citizen: Conversation) -> None:
    citizen.says("あのね、おとうさんに")
    citizen.says("なぐられて ちが でてる", expects="child_consultation.say_danger_child")
    left = dump(citizen, InboxRow, TrackerEventRow)
    assert "なぐられ" not in left
    assert "おとうさん" not in left
    assert read_draft_of(citizen).splitlines() == ["あのね、おとうさんに", "なぐられて ちが でてる"]


@SQLITE
def test_the_desk_sees_that_something_was_said_and_none_of_it(citizen: Conversation) -> None:
    citizen.says("お父さんに殴られて血が出てる")
    entries = transcript.list_entries(citizen.database, citizen.id, with_wordless=True)
    (said,) = [entry for entry in entries if entry.who == "citizen"]
    assert (said.messages, said.instead) == ((), "child_consultation.hidden")


@SQLITE
def test_one_conversation_has_one_case_and_its_level_only_rises(citizen: Conversation) -> None:
    citizen.says("学校でいじめられてる")
    citizen.says("妊娠したかもしれない。高2です")
    citizen.says("学校でいじめられてる")
    assert [case.level for case in find_cases(citizen)] == [Level.URGENT]


@SQLITE
def test_it_is_heard_in_the_middle_of_a_form_and_with_an_operator(citizen: Conversation) -> None:
    citizen.presses("language.start", expects="language.ask_language")
    citizen.says("ぱぱに なぐられてる たすけて", expects="child_consultation.say_danger_child")
    citizen.says("English")
    citizen.says("職員と話す")
    citizen.says("my dad is hitting me right now", expects="child_consultation.call_now_child")


@SQLITE
def test_a_worry_told_to_an_operator_leaves_the_desk_and_the_operator_keeps_the_conversation(
    citizen: Conversation,
) -> None:
    citizen.says("職員と話す")
    citizen.says("子どもが学校に行きたがらず、もやもやしています", expects="child_consultation.title_page")
    assert "もやもや" not in dump(citizen, InboxRow, TrackerEventRow)
    assert citizen.tracker.operator_has_it
    assert [case.level for case in find_cases(citizen)] == [Level.SOON]


@SQLITE
def test_with_an_operator_the_page_is_offered_once_an_hour_unless_it_is_more_urgent(
    citizen: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(minutes: int) -> None:
        citizen.pace_seconds = minutes * 60.0  # so that it is no message in pieces
        moment = utc_now() + timedelta(minutes=minutes)
        monkeypatch.setattr("bot.dialogue.engine.utc_now", lambda: moment)

    def drafts() -> str:
        with citizen.database.read() as session:
            return read_draft(session.exec(select(ChildLink)).one(), utc_now())

    citizen.says("職員と話す")
    citizen.says("子どもが学校に行きたがらず、もやもやしています", expects="child_consultation.title_page")
    wait(20)
    citizen.says("うちの子、給食を残すので心配です", expects=SILENCE)
    assert "給食" not in dump(citizen, InboxRow, TrackerEventRow)
    assert "給食" in drafts()
    assert citizen.tracker.operator_has_it
    citizen.says("今日、子どもに食べさせるものがありません", expects="child_consultation.say_today")
    citizen.says("娘の発達が気になります", expects=SILENCE)
    wait(90)
    citizen.says("娘の夜泣きがつらいです", expects="child_consultation.title_page")
    assert len(find_cases(citizen)) == 1


@SQLITE
def test_hyperbole_is_answered_as_ever_and_never_dropped(citizen: Conversation) -> None:
    citizen.says("宿題多すぎて死ぬ", expects="emergency.if_urgent")
    assert find_cases(citizen) == []
    citizen.says("宿題多すぎて死ぬw", expects="child_consultation.lightly")
    citizen.presses("相談したい", expects="child_consultation.title_page")
    assert find_cases(citizen) == []
    citizen.says("宿題多すぎて死ぬ。もう本当に死にたい", expects="emergency.talk_to_somebody")


@SQLITE
def test_who_may_be_a_young_carer_is_offered_the_page(citizen: Conversation) -> None:
    citizen.says("わたし ヤングケアラーかも", expects="child_consultation.title_page")


@SQLITE
def test_who_hurts_themselves_may_write_instead_of_calling(citizen: Conversation) -> None:
    citizen.says("リスカした", expects="emergency.talk_to_somebody")
    (card,) = citizen.last
    assert card.choices[0].label == citizen.engine.house.texts.get("ja", "emergency.write_instead")
    assert len(open_urls(citizen)) == 1


@SQLITE
@pytest.mark.parametrize("says", ["ﾀﾋにたい", "タヒにたい"])
def test_a_wish_to_die_in_any_letters_gets_the_lines_that_listen_first(citizen: Conversation, says: str) -> None:
    (card,) = citizen.says(says, expects="emergency.talk_to_somebody")
    assert isinstance(card, Card)
    assert card.buttons[0].url == "tel:0120279338"


@SQLITE
def test_who_is_bullied_in_a_group_chat_is_offered_the_page(citizen: Conversation) -> None:
    citizen.says("グループLINEで悪口かかれて写真さらされた")
    assert open_urls(citizen)
    assert len(find_cases(citizen)) == 1


@SQLITE
def test_news_and_signs_that_cry_are_asked_back(citizen: Conversation) -> None:
    citizen.says("ニュースで虐待を見た", expects="child_consultation.ask_quoted")
    citizen.presses("相談したい", expects="child_consultation.title_page")
    citizen.says("😭", expects="child_consultation.ask_unclear")
    assert find_cases(citizen) == []


@SQLITE
def test_by_the_button_the_page_empties_what_was_told_before_and_says_so(citizen: Conversation) -> None:
    citizen.says("ニュースで虐待を見た", expects="child_consultation.ask_quoted")
    citizen.presses("相談したい", expects="child_consultation.emptied")
    assert "虐待" not in dump(citizen, InboxRow, TrackerEventRow)


@SQLITE
def test_by_the_button_alone_nothing_is_said_to_be_deleted(citizen: Conversation) -> None:
    citizen.says("住民票がほしい")
    citizen.presses("child_consultation.begin", expects="child_consultation.why")
    assert citizen.engine.house.texts.get("ja", "child_consultation.emptied") not in str(citizen.last)
    assert "住民票がほしい" in dump(citizen, InboxRow)


@SQLITE
def test_a_child_hears_where_the_words_still_are(citizen: Conversation) -> None:
    citizen.says("がっこうで いじめられてる", expects="child_consultation.emptied_child")


@SQLITE
def test_out_of_hours_it_says_so_and_who_answers(night_citizen: Conversation) -> None:
    night_citizen.says("学校でいじめられてる", expects="026-000-1000")
    night_citizen.says("娘が死にたいと言っています", expects="026-000-1000")


@SQLITE
def test_who_asks_for_a_consultation_gets_the_page(citizen: Conversation) -> None:
    said = citizen.says("子どものことで相談したい", expects="child_consultation.title_page")
    assert "相談したい" not in dump(citizen, InboxRow, TrackerEventRow)
    assert not any("子どものこと" in word for message in said for word in list_words(message))


@SQLITE
def test_a_city_without_such_a_centre_answers_as_before(
    database: Database, index_folder: Any, open_city: City, interpreter: Any
) -> None:
    services = {name: facts for name, facts in open_city.services.items() if name != SERVICE}
    city = open_city.model_copy(update={"services": services})
    citizen = Conversation(database, lambda: make_engine(database, index_folder, city, interpreter.interpret))
    (card,) = citizen.says("お父さんに毎日たたかれます", expects="emergency.call_now")
    assert isinstance(card, Card)
    assert [choice.url for choice in card.buttons] == ["tel:189", "tel:119", "tel:110"]
    citizen.says("子どものことで相談したい", expects="faq.not_yet_child_consultation")
    assert citizen.rows(ChildLink) == []


@SQLITE
def test_somebody_in_danger_hears_the_numbers_though_no_case_can_be_opened(
    citizen: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the centre is out of order")

    monkeypatch.setattr("handlers.child_consultation.handler.open_case", fail)
    citizen.says("お父さんに殴られて血が出てる", expects="child_consultation.call_now_child")
    assert find_cases(citizen) == []
    assert "殴られて" not in dump(citizen, InboxRow, TrackerEventRow)
