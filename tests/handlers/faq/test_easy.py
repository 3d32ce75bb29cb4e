"""Answers for who reads やさしい日本語."""

from __future__ import annotations

from bot.channels.line.limits import BUTTON_LABEL, QUICK_REPLY_LABEL, count_graphemes
from bot.channels.line.render import render_messages
from bot.messages import Card, Choice
from handlers.faq.easy import BUTTON, QUICK_REPLY
from tests.channels.line.conftest import Judge
from tests.dialogue.conversation import Conversation

EASY = "language.set?language=ja-easy"


def last_card(conversation: Conversation) -> Card:
    card = conversation.last[-1]
    assert isinstance(card, Card)
    return card


def test_the_citys_words_are_made_easier_and_say_so(conversation: Conversation) -> None:
    conversation.presses(EASY)
    conversation.says("住民票の手数料は？", expects="faq.made_easier")
    card = last_card(conversation)
    assert card.title == "住民票（じゅうみんひょう）の写（うつ）しの手数料（てすうりょう）はいくらですか。"
    first, second, empty, heading, *words = card.text.splitlines()
    assert first.endswith("＜手続（てつづ）きの お金＞は、1通 300円です。")
    assert second == "コンビニ交付（こうふ）は 1通 200円です。"
    assert (empty, heading) == ("", "ことばの 意味（いみ）")
    assert words == ["・住民票（じゅうみんひょう）の写（うつ）し：名前や 住所（じゅうしょ）が 書いてある 紙"]
    assert card.facts == (("聞くところ", "市民窓口課（しみんまどぐちか）"),)
    assert len(conversation.last) == 1  # nothing says that it is in ordinary Japanese


def test_a_button_shows_the_citys_own_words(conversation: Conversation) -> None:
    conversation.presses(EASY)
    conversation.says("住民票の手数料は？")
    conversation.presses("もとの 文（ぶん）を 見る", expects="faq.original_words")
    assert last_card(conversation).text == "住民票の写しの手数料は、1通300円です。コンビニ交付は1通200円です。"
    assert "もとの 文（ぶん）を 見る" not in conversation.labels


def test_the_rest_of_a_long_answer_is_easier_too(conversation: Conversation) -> None:
    conversation.presses(EASY)
    conversation.says(
        "住民票を郵送でほしい", expects="郵送請求係（ゆうそうせいきゅうかかり）へ 送（おく）ってください。"
    )
    conversation.presses("もっと 見る", expects="1週間から 10日ほど かかります。")
    conversation.presses("もとの 文（ぶん）を 見る", expects="1週間から10日ほどかかります。")


def test_others_get_the_citys_own_words(conversation: Conversation) -> None:
    for language in ("ja", "en", "vi"):
        conversation.presses(f"language.set?language={language}")
        conversation.says("住民票の手数料は？", expects="住民票の写しの手数料は、1通300円です。")
        assert "faq.original" not in " ".join(choice.postback for choice in conversation.choices)


def test_tables_have_readings_and_words_below_them(elsewhere: Conversation, judge: Judge) -> None:
    elsewhere.presses(EASY)
    judge(render_messages(elsewhere.says("証明書の手数料の一覧を見せてください", expects="コンビニ")))
    (table,) = last_card(elsewhere).tables
    assert table.caption == "手数料（てすうりょう）"
    assert table.headers == ("", "窓口（まどぐち）", "コンビニ")
    assert table.rows[0] == ("住民票（じゅうみんひょう）", "300円", "200円")
    assert table.below.startswith("※現金（げんきん）で 払（はら）ってください。")


def test_several_questions_are_each_answered_in_easy_words(conversation: Conversation) -> None:
    conversation.presses(EASY)
    cards = conversation.says("住民票の手数料は？ 粗大ごみの出し方は？", expects="faq.made_easier")
    assert [isinstance(card, Card) and "申（もう）し込（こ）んで" in card.text for card in cards] == [False, True]
    assert sum(label == "もとの 文（ぶん）を 見る" for label in conversation.labels) == 2


def test_labels_have_readings_as_far_as_line_shows_them(conversation: Conversation) -> None:
    assert (QUICK_REPLY_LABEL.maximum, BUTTON_LABEL.maximum) == (QUICK_REPLY, BUTTON)
    conversation.presses(EASY)
    conversation.says("住民票について知りたい", expects="faq.candidates")
    entries = [choice for choice in conversation.choices if choice.postback.startswith("faq.show")]
    read = [choice.label for choice in entries if "（" in choice.label]
    assert read
    assert all(count_graphemes(label) <= BUTTON_LABEL.maximum for label in read)


def test_a_label_in_another_language_says_which(conversation: Conversation) -> None:
    conversation.presses("language.set?language=en")
    card = last_card_of(conversation, "How do I dispose of large-size rubbish?")
    assert card.language == ""
    entries = shown_entries(conversation)
    assert {choice.language for choice in entries} <= {"ja"}
    card = last_card_of(conversation, "住民票の手数料は？")
    assert card.language == "ja"
    english = [choice for choice in shown_entries(conversation) if choice.label.isascii()]
    assert all(choice.language == "" for choice in english)


def last_card_of(conversation: Conversation, question: str) -> Card:
    conversation.says(question)
    return last_card(conversation)


def shown_entries(conversation: Conversation) -> list[Choice]:
    return [choice for choice in conversation.choices if choice.postback.startswith("faq.show")]
