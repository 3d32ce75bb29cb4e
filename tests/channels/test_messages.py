"""Messages as JSON and back, and tables row by row."""

from bot.channels.terminal import render_lines
from bot.messages import Asks, Card, Choice, Table, Text, message_from_json, message_to_json

FEES = Table(("", "窓口", "コンビニ"), (("住民票", "300円", "200円"), ("戸籍", "450円", "")), "手数料", "現金のみ。")
HOURS = Table(("", ""), (("曜日", "水曜日"), ("時間", "午後7時まで")))
DAYS = Table(("月", "火"), (("燃えるごみ", "紙"), ("びん", "缶")))
CARD = Card("題", "文", tables=(FEES, HOURS, DAYS), facts=(("担当", "市民窓口課"),))


def test_a_card_with_tables_comes_back_from_json_as_it_was() -> None:
    assert message_from_json(message_to_json(CARD)) == CARD


def test_what_a_choice_asks_for_comes_back_and_costs_the_others_nothing() -> None:
    day = Choice("選ぶ", "a.fill?day=", asks=Asks.DATE, earliest="2026-12-01")
    said = Text("いつですか。", (day, Choice("やめる", "dialogue.cancel")))
    data = message_to_json(said)
    assert data["choices"][0] == {
        "label": "選ぶ",
        "postback": "a.fill?day=",
        "asks": "date",
        "earliest": "2026-12-01",
    }
    assert data["choices"][1] == {"label": "やめる", "postback": "dialogue.cancel"}
    again = message_from_json(data)
    assert again == said
    assert again.choices[0].asks is Asks.DATE


def test_a_row_is_its_name_and_what_is_said_of_it() -> None:
    assert FEES.list_rows() == [("住民票", [("窓口", "300円"), ("コンビニ", "200円")]), ("戸籍", [("窓口", "450円")])]
    assert HOURS.list_rows()[0] == ("曜日", [("", "水曜日")])
    assert DAYS.list_rows()[1] == ("", [("月", "びん"), ("火", "缶")])


def test_a_terminal_shows_rows_of_facts() -> None:
    assert render_lines(CARD) == [
        "■ 題",
        "文",
        "手数料",
        "  住民票",
        "    窓口: 300円",
        "    コンビニ: 200円",
        "  戸籍: 窓口: 450円",
        "現金のみ。",
        "  曜日: 水曜日",
        "  時間: 午後7時まで",
        "  月: 燃えるごみ",
        "  火: 紙",
        "  月: びん",
        "  火: 缶",
        "  担当: 市民窓口課",
    ]
