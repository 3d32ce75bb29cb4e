"""Answers with tables, as a table again."""

from bot.channels.line.render import render_messages
from bot.messages import Card, Table
from tests.channels.line.conftest import Judge
from tests.dialogue.conversation import Conversation

FEES = Table(
    ("", "窓口", "コンビニ"),
    (("住民票", "300円", "200円"), ("戸籍謄本", "450円", ""), ("印鑑証明", "300円", "200円")),
    caption="手数料",
    below="※現金でお支払いください。",
)


def test_rows_of_an_answer_are_a_table_between_its_words(elsewhere: Conversation) -> None:
    (card,) = elsewhere.says("証明書の手数料の一覧を見せてください", expects="コンビニ")
    assert isinstance(card, Card)
    assert (card.text, card.tables) == ("市の証明書の手数料です。", (FEES,))


def test_pairs_are_a_table_of_two_columns(elsewhere: Conversation) -> None:
    (card,) = elsewhere.says("夜間窓口はいつ開いていますか", expects="水曜日")
    assert isinstance(card, Card)
    assert (card.text, card.tables) == ("", (Table(("", ""), (("曜日", "水曜日"), ("時間", "午後7時まで"))),))


def test_the_row_that_was_asked_for_is_a_table_by_itself(elsewhere: Conversation) -> None:
    (card,) = elsewhere.says("こどもの一時預かりの料金", expects="1日2,000円")
    assert isinstance(card, Card)
    fees = ("料金", "1日2,000円、半日1,000円", "1時間300円")
    assert card.tables == (Table(("", "一時預かり", "誰でも通園制度"), (fees,)),)
    assert card.text == "仕事や通院のときに使える預かりです。\n…"
    elsewhere.presses("もっと見る", expects="月に10時間まで")


def test_line_takes_it(elsewhere: Conversation, judge: Judge) -> None:
    judge(render_messages(elsewhere.says("証明書の手数料の一覧を見せてください")))
