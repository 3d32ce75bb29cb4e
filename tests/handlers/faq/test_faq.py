"""Answers from the city's own text, with source, office and date."""

import pytest
from sqlmodel import select

from bot.channels.line.render import render_messages
from bot.db import Database
from bot.messages import Card, Text
from bot.models.outbox import OutboxRow
from bot.services.personal_data import forget_message
from bot.texts import LANGUAGES
from handlers.faq.models import FaqAnswer
from tests.channels.line.conftest import Judge
from tests.dialogue.conversation import Conversation


def last_card(conversation: Conversation) -> Card:
    card = conversation.last[-1]
    assert isinstance(card, Card)
    return card


def test_an_answer_shows_the_citys_text_its_source_office_and_date(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？", expects="1通300円です。コンビニ交付は1通200円です。")
    card = last_card(conversation)
    assert card.title == "住民票の写しの手数料はいくらですか。"
    assert card.facts == (("担当", "市民窓口課"),)
    assert "令和8年12月1日" in card.note
    urls = [choice.url for choice in card.buttons]
    assert urls == ["https://www.city.midorino.example/residents/juminhyo.html", "tel:0260001101"]


def test_a_date_before_reiwa_is_written_in_the_western_calendar(conversation: Conversation) -> None:
    conversation.says("住民票を代わりの人に取ってきてもらえますか")
    assert "2018年4月1日" in last_card(conversation).note


def test_another_city_s_affairs_are_left_to_it_and_are_no_gap(conversation: Conversation, database: Database) -> None:
    conversation.says("横浜市の粗大ごみの出し方は？", expects="faq.elsewhere")
    (said,) = conversation.last
    assert isinstance(said, Text)
    assert "横浜市にお問い合わせください" in said.text
    with database.read() as session:
        assert [row.is_gap for row in session.exec(select(FaqAnswer))] == [False]
    conversation.says("住民票の手数料は？ それと、横浜市の粗大ごみの出し方は？", expects="1通300円です")
    assert isinstance(conversation.last[1], Text)
    assert "横浜市" in conversation.last[1].text


def test_an_answer_nobody_checked_says_so(conversation: Conversation) -> None:
    conversation.says("粗大ごみの出し方は？", expects="faq.unchecked")


def test_a_long_answer_begins_with_its_first_sentences(conversation: Conversation) -> None:
    conversation.says("住民票を郵送でほしい", expects="郵送請求係へ送ってください。")
    shown = last_card(conversation).text
    assert shown.endswith("。")
    assert "1週間から10日" not in shown
    conversation.presses("もっと見る", expects="届くまでに1週間から10日ほどかかります。")
    assert last_card(conversation).text.startswith(shown)
    assert "もっと見る" not in conversation.labels


def test_the_part_of_a_long_answer_that_was_asked_for_is_shown(conversation: Conversation) -> None:
    conversation.says("住民票を郵送でほしい、届くまで何日？", expects="届くまでに1週間から10日ほどかかります。")
    assert last_card(conversation).text.startswith("はい。\n…\n")
    conversation.presses("もっと見る", expects="定額小為替は郵便局で買えます。")


def test_a_chosen_answer_is_shortened_to_what_was_said_before(conversation: Conversation) -> None:
    conversation.says("住民票を郵送で頼む方法を知りたい。速達")
    (row,) = conversation.rows(FaqAnswer)
    conversation.presses(f"faq.show?answer={row.key}&id=residents-002", expects="速達の切手を貼ってください。")
    assert "…" in last_card(conversation).text


def test_related_questions_can_be_pressed(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？")
    related = [choice for choice in conversation.choices if choice.postback.startswith("faq.show?")]
    assert 1 <= len(related) <= 3
    conversation.presses("住民票の手数料はどこで", expects="市民窓口課の窓口で払ってください。")
    (row,) = conversation.rows(FaqAnswer)
    assert row.shown_id == "residents-004"


def test_what_is_about_something_else_is_not_called_related(conversation: Conversation) -> None:
    conversation.says("犬の登録", expects="30日以内に登録してください。")
    assert [choice for choice in conversation.choices if choice.postback.startswith("faq.show?")] == []


@pytest.mark.parametrize(("button", "rating", "is_gap"), [("👍", "up", False), ("👎", "down", True)])
def test_a_thumb_is_stored(conversation: Conversation, button: str, rating: str, is_gap: bool) -> None:
    conversation.says("住民票の手数料は？")
    conversation.presses(button, expects=f"faq.rated_{rating}")
    (row,) = conversation.rows(FaqAnswer)
    assert (row.utterance, row.rating, row.is_gap) == ("住民票の手数料は?", rating, is_gap)
    assert ("職員と話す" in conversation.labels) == is_gap


def test_a_rating_is_about_the_answer_that_was_shown_last(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？")
    down = next(choice.postback for choice in conversation.choices if choice.label.startswith("👎"))
    conversation.presses(down)
    (row,) = conversation.rows(FaqAnswer)
    conversation.presses(f"faq.show?answer={row.key}&id=residents-002")
    (row,) = conversation.rows(FaqAnswer)
    assert (row.rating, row.is_gap) == ("", False)


def test_several_that_may_be_meant_are_offered(conversation: Conversation) -> None:
    conversation.says("住民票について知りたい", expects="faq.candidates")
    assert len(last_card(conversation).buttons) == 3
    assert conversation.labels[-1] == "どれでもない"
    conversation.presses("住民票の写しの手数料", expects="1通300円")


def test_none_of_them_is_a_gap_and_offers_a_person(conversation: Conversation) -> None:
    conversation.says("住民票について知りたい")
    conversation.presses("どれでもない", expects="faq.none_fits")
    assert "職員と話す" in conversation.labels
    (row,) = conversation.rows(FaqAnswer)
    assert (row.band, row.is_gap) == ("candidates", True)


def test_a_question_nobody_wrote_an_answer_for_is_said_to_be_one(conversation: Conversation) -> None:
    conversation.says("水道を止めるにはどうすればよいですか", expects="faq.no_answer")
    assert "職員と話す" in conversation.labels
    (row,) = conversation.rows(FaqAnswer)
    assert (row.band, row.is_gap, row.entry_ids) == ("decline", True, [])


def test_two_questions_in_one_message_get_an_answer_each(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？ それと、粗大ごみの出し方は？", expects="1通300円です。")
    assert [card.title for card in conversation.last if isinstance(card, Card)] == [
        "住民票の写しの手数料はいくらですか。",
        "粗大ごみはどうやって出しますか。",
    ]
    first, second = conversation.rows(FaqAnswer)
    assert (first.utterance, first.shown_id) == ("住民票の手数料は?", "residents-001")
    assert (second.utterance, second.shown_id) == ("粗大ごみの出し方は?", "waste-001")


def test_each_of_several_answers_has_its_own_thumbs(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？ それと、粗大ごみの出し方は？")
    down = [choice.postback for choice in conversation.choices if choice.label.startswith("👎")]
    assert len(set(down)) == 2
    conversation.presses(down[1], expects="faq.rated_down")
    assert [row.rating for row in conversation.rows(FaqAnswer)] == ["", "down"]


def test_the_rest_of_a_long_one_of_several_answers_can_be_seen(conversation: Conversation) -> None:
    conversation.says("粗大ごみの出し方は？ それと、住民票の写しを郵送で取り寄せられますか？")
    conversation.presses("もっと見る", expects="届くまでに1週間から10日ほどかかります。")


def test_one_of_three_questions_without_an_answer_is_named_and_kept_as_a_gap(conversation: Conversation) -> None:
    said = "住民票の手数料は？\n火星に旅行する方法を知りたい\n粗大ごみの出し方は？"
    conversation.says(said, expects="2つ目のご質問は、市の情報の中に答えが見つかりませんでした。")
    assert [row.is_gap for row in conversation.rows(FaqAnswer)] == [False, True, False]


def test_one_of_two_questions_that_may_mean_several_offers_them(conversation: Conversation) -> None:
    conversation.says("粗大ごみの出し方は？ あと、住民票について知りたい", expects="faq.candidates_for")
    conversation.presses("どれでもない", expects="faq.none_fits")
    assert [row.is_gap for row in conversation.rows(FaqAnswer)] == [False, True]


def test_words_of_a_question_without_an_answer_are_searched_as_its_story(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？ あと火星に旅行する方法を知りたい")
    (row,) = conversation.rows(FaqAnswer)
    assert row.utterance == "住民票の手数料は? あと火星に旅行する方法を知りたい"


def test_an_answer_in_another_language_among_several_says_so(conversation: Conversation) -> None:
    conversation.says("English please")
    conversation.says("住民票の手数料は？ それと、犬の登録は？")
    notes = [card.note for card in conversation.last if isinstance(card, Card)]
    assert all(note.startswith("The city has this answer only in Japanese.") for note in notes)
    assert len(notes) == 2


def test_several_questions_taken_back_disappear_from_all_rows_and_answers(conversation: Conversation) -> None:
    said = "住民票の手数料は？\n火星に旅行する方法を知りたい\n粗大ごみの出し方は？"
    conversation.says(said, expects="faq.no_answer_for")
    assert conversation.last_inbound is not None
    with conversation.database.write() as session:
        forget_message(session, conversation.id, conversation.last_inbound.message_id)
    assert [row.utterance for row in conversation.rows(FaqAnswer)] == ["", "", ""]
    assert "火星" not in str(conversation.rows(OutboxRow)[-1].messages)


def test_without_a_question_it_asks_for_one(conversation: Conversation) -> None:
    conversation.presses("faq.start", expects="faq.what")
    conversation.presses("粗大ごみの出し方は？", expects="粗大ごみ受付センター")


def test_a_source_in_another_language_is_said_to_be_one(conversation: Conversation) -> None:
    conversation.says("English please")
    conversation.says("住民票の手数料は？", expects="faq.only_in_japanese")
    assert last_card(conversation).facts == (("Office", "Citizen Service Counter"),)
    assert "1 December 2026" in last_card(conversation).note
    conversation.says("Large-size rubbish", expects="Please call the bulky waste centre.")
    assert len(conversation.last) == 1


def test_another_citizens_answer_cannot_be_rated(conversation: Conversation, evening: Conversation) -> None:
    conversation.says("住民票の手数料は？")
    (row,) = conversation.rows(FaqAnswer)
    evening.presses(f"faq.rate?answer={row.key}&value=down", expects="dialogue.expired")
    assert conversation.rows(FaqAnswer)[0].rating == ""


@pytest.mark.parametrize(
    "postback", ["faq.show", "faq.show?id=residents-001", "faq.rate?answer=x", "faq.none", "faq.more"]
)
def test_an_incomplete_button_is_answered_and_changes_nothing(conversation: Conversation, postback: str) -> None:
    conversation.presses(postback)
    assert conversation.rows(FaqAnswer) == []


def test_words_taken_back_disappear_from_the_question_too(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？")
    assert conversation.last_inbound is not None
    with conversation.database.write() as session:
        forget_message(session, conversation.id, conversation.last_inbound.message_id)
    assert conversation.rows(FaqAnswer)[0].utterance == ""


@pytest.mark.parametrize(
    "words",
    [
        "住民票の手数料は？",
        "住民票を郵送でほしい",
        "住民票について知りたい",
        "水道を止めるには",
        "住民票の手数料は？ 粗大ごみの出し方は？ 犬の登録は？",
    ],
)
def test_line_takes_every_kind_of_answer(conversation: Conversation, judge: Judge, words: str) -> None:
    for language in LANGUAGES:
        conversation.presses(f"language.set?language={language}")
        judge(render_messages(conversation.says(words)))


def test_kana_alone_are_looked_for_as_the_words_they_stand_for(conversation: Conversation) -> None:
    conversation.says("じゅうみんひょうの てすうりょうは？", expects="1通300円です。")
    (row,) = conversation.rows(FaqAnswer)
    assert row.utterance == "じゅうみんひょうの てすうりょうは?"
