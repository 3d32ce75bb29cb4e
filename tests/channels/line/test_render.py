"""Messages as LINE's JSON."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.line.limits import count_units, json_size
from bot.channels.line.render import render_messages
from bot.messages import Card, Carousel, Choice, Image, Message, Place, Table, Text
from tests.channels.line.conftest import Judge

WAY_OUT = Choice("やめる", postback="policy.cancel")
CARD = Card(
    title="住民票の写し",
    text="本人確認書類を持って、窓口に来てください。",
    facts=(("手数料", "300円"), ("受付", "平日 午前8時30分から午後5時15分まで")),
    buttons=(Choice("申し込む", postback="certificates.start"), Choice("電話する", url="tel:026-224-5010")),
    note="市民窓口課 2026年4月1日",
)


def render(*messages: Message) -> list[dict[str, Any]]:
    return render_messages(messages)


def find_all(node: Any, kind: str) -> list[dict[str, Any]]:
    """Every object of a `type` in a Flex message, in reading order."""
    if isinstance(node, list):
        return [found for item in node for found in find_all(item, kind)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("type") == kind else []
    return own + [found for value in node.values() for found in find_all(value, kind)]


def find_texts(message: dict[str, Any]) -> list[str]:
    return [text["text"] for text in find_all(message["contents"], "text")]


def get_quick_labels(message: dict[str, Any]) -> list[str]:
    return [item["action"]["label"] for item in message["quickReply"]["items"]]


def test_a_text_with_choices(judge: Judge) -> None:
    rendered = render(
        Text("何部必要ですか。", (Choice("1部", postback="c.copies?n=1"), Choice("手数料は？", text="手数料"), WAY_OUT))
    )
    judge(rendered)
    assert rendered == [
        {
            "type": "text",
            "text": "何部必要ですか。",
            "quickReply": {
                "items": [
                    {
                        "type": "action",
                        "action": {
                            "type": "postback",
                            "label": "1部",
                            "data": "c.copies?n=1",
                            "displayText": "1部",
                        },
                    },
                    {"type": "action", "action": {"type": "message", "label": "手数料は？", "text": "手数料"}},
                    {
                        "type": "action",
                        "action": {
                            "type": "postback",
                            "label": "やめる",
                            "data": "policy.cancel",
                            "displayText": "やめる",
                        },
                    },
                ]
            },
        }
    ]


def test_a_card_shows_everything_in_reading_order(judge: Judge) -> None:
    (message,) = render(CARD)
    judge([message])
    assert find_texts(message) == [CARD.title, CARD.text, "手数料", "300円", "受付", CARD.facts[1][1], CARD.note]
    assert [button["action"]["type"] for button in find_all(message, "button")] == ["postback", "uri"]
    assert [button["style"] for button in find_all(message, "button")] == ["primary", "secondary"]
    assert message["altText"].startswith("住民票の写し\n本人確認書類を持って")
    assert "手数料 300円" in message["altText"]


def test_a_card_can_be_read_aloud_in_its_own_words() -> None:
    (message,) = render(Card("住民票", "窓口へ", alt="住民票は窓口でとれます。"))
    assert message["altText"] == "住民票は窓口でとれます。"


def test_words_grow_with_the_citizens_font() -> None:
    (message,) = render(CARD)
    assert all(text["scaling"] and text["wrap"] for text in find_all(message, "text"))


def test_a_carousel_keeps_the_first_twelve(judge: Judge) -> None:
    cards = tuple(Card(f"候補{number}", "説明", buttons=CARD.buttons) for number in range(50))
    (message,) = render(Carousel(cards, alt="候補があります"))
    judge([message])
    titles = [find_all(bubble, "text")[0]["text"] for bubble in message["contents"]["contents"]]
    assert titles == [f"候補{number}" for number in range(12)]
    assert message["altText"] == "候補があります"


def test_a_full_carousel_is_shortened_alike(judge: Judge) -> None:
    cards = tuple(Card(f"候補{number}", "説明です。" * 500, buttons=CARD.buttons) for number in range(12))
    (message,) = render(Carousel(cards))
    judge([message])
    assert len(message["contents"]["contents"]) == 12
    assert json_size(message["contents"]) > 20_000  # not shorter than it must be


def test_an_image_and_a_place(judge: Judge) -> None:
    picture = Image("https://city.example/地図.png", "", "庁舎の地図")
    rendered = render(picture, Place("市役所", "長野市鶴賀緑町1613", 36.6485, 138.1948, choices=(WAY_OUT,)))
    judge(rendered)
    assert rendered[0] == {
        "type": "image",
        "originalContentUrl": "https://city.example/%E5%9C%B0%E5%9B%B3.png",
        "previewImageUrl": "https://city.example/%E5%9C%B0%E5%9B%B3.png",
    }
    assert get_quick_labels(rendered[1]) == ["やめる"]


@pytest.mark.parametrize(
    "message",
    [
        Image("http://city.example/a.png", "", "庁舎の地図"),
        Image("https://city.example/" + "a" * 2_000, "", "庁舎の地図"),
        Image("https://", "", "庁舎の地図"),
        Place("庁舎の地図", "", 91, 0),
        Place("庁舎の地図", "", float("nan"), 0),
    ],
)
def test_what_line_cannot_show_is_told(judge: Judge, message: Message) -> None:
    (rendered,) = render(message)
    judge([rendered])
    assert rendered["type"] == "text"
    assert rendered["text"].startswith("庁舎の地図")


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://city.example/a?b=c#d", "https://city.example/a?b=c#d"),
        ("http://city.example/", "http://city.example/"),
        (
            "HTTPS://city.example/住民票 の写し",
            "https://city.example/%E4%BD%8F%E6%B0%91%E7%A5%A8%20%E3%81%AE%E5%86%99%E3%81%97",
        ),
        ("https://city.example/%E4%BD%8F/100%", "https://city.example/%E4%BD%8F/100%25"),
        ("https://長野市.example/", "https://xn--7stx66ikkc.example/"),
        ("tel:026-224-5010", "tel:026-224-5010"),
    ],
)
def test_addresses_that_line_opens(judge: Judge, url: str, uri: str) -> None:
    (message,) = render(Text("こちらです", (Choice("開く", url=url),)))
    judge([message])
    assert message["quickReply"]["items"][0]["action"]["uri"] == uri


@pytest.mark.parametrize(
    "url",
    ["mailto:a@city.example", "javascript:alert(1)", "/about", "https://city.example/" + "a" * 1_000, "http://[x"],
)
def test_other_addresses_are_written_out(judge: Judge, url: str) -> None:
    text, card = render(
        Text("こちらです", (Choice("開く", url=url),)), Card("題", buttons=(Choice("開く", url=url), WAY_OUT))
    )
    judge([text, card])
    assert text["text"] == f"こちらです\n開く {url}"
    assert find_texts(card)[1].startswith(f"開く {url[:50]}")
    assert [button["action"]["label"] for button in find_all(card, "button")] == ["やめる"]


def test_postback_data_is_never_cut() -> None:
    (message,) = render(Text("どれですか", (Choice("これ", postback="x" * 301), Choice("それ", postback="x" * 300))))
    first, second = (item["action"] for item in message["quickReply"]["items"])
    assert first == {"type": "message", "label": "これ", "text": "これ"}
    assert second["data"] == "x" * 300


def test_quick_replies_hang_under_the_last_message_and_keep_the_way_out(judge: Judge) -> None:
    many = tuple(Choice(f"選択肢{number}", postback=f"a.b?n={number}") for number in range(40))
    rendered = render(Text("一つ目", (WAY_OUT, *many[:3])), Card("二つ目", choices=(*many, WAY_OUT)))
    judge(rendered)
    assert "quickReply" not in rendered[0]
    assert get_quick_labels(rendered[1]) == [*(f"選択肢{number}" for number in range(12)), "やめる"]


def test_a_long_text_becomes_several(judge: Judge) -> None:
    rendered = render(Text("申請は窓口で受け付けます。" * 1_000, (WAY_OUT,)))
    judge(rendered)
    assert len(rendered) == 3
    assert all(message["text"].endswith("。") for message in rendered)
    assert get_quick_labels(rendered[-1]) == ["やめる"]


def test_an_endless_text_fills_five_messages(judge: Judge) -> None:
    rendered = render(Text("長" * 300_000))
    judge(rendered)
    assert [count_units(message["text"]) for message in rendered] == [5_000] * 5
    assert rendered[-1]["text"].endswith("…")


def test_a_long_text_leaves_room_for_what_follows(judge: Judge) -> None:
    rendered = render(Text("長" * 300_000), CARD)
    judge(rendered)
    assert [message["type"] for message in rendered] == ["text", "text", "text", "text", "flex"]


def test_neighbouring_texts_are_joined_when_there_are_too_many(judge: Judge) -> None:
    rendered = render(*(Text(f"その{number}") for number in range(6)), CARD)
    judge(rendered)
    assert rendered[0]["text"] == "\n\n".join(f"その{number}" for number in range(6))
    assert [message["type"] for message in rendered] == ["text", "flex"]


def test_neighbouring_cards_stand_side_by_side_when_there_are_too_many(judge: Judge) -> None:
    rendered = render(Text("こちらです"), *(Card(f"候補{number}") for number in range(6)))
    judge(rendered)
    assert [message["type"] for message in rendered] == ["text", "flex"]
    assert rendered[1]["contents"]["type"] == "carousel"


def test_the_middle_is_told_when_nothing_else_helps(judge: Judge) -> None:
    place = Place("避難所", "小学校", 36.6, 138.1)
    rendered = render(
        *(item for number in range(5) for item in (Card(f"地区{number}"), place)), Text("どこですか", (WAY_OUT,))
    )
    judge(rendered)
    assert [message["type"] for message in rendered] == ["flex", "location", "flex", "text", "text"]
    assert rendered[3]["text"].count("避難所") == 4
    assert rendered[4]["text"] == "どこですか"
    assert get_quick_labels(rendered[4]) == ["やめる"]


@pytest.mark.parametrize("message", [Text(""), Text(" \u200b\n"), Card(""), Carousel(()), Card("", facts=(("", ""),))])
def test_nothing_is_not_sent(message: Message) -> None:
    assert render(message) == []
    assert len(render(message, Text("あります"))) == 1


def test_a_table_of_nothing_is_nothing_however_long() -> None:
    empty = Table(("", ""), (("", " "),) * 30)
    assert render(Carousel((Card("", tables=(empty,)),))) == []
    (message,) = render(Carousel((Card("", tables=(empty,)), Card("あります"))))
    assert len(message["contents"]["contents"]) == 1


def test_choices_without_a_message_are_listed(judge: Judge) -> None:
    for empty in (
        Text("", (Choice("はい", postback="y"), WAY_OUT)),
        Card("", facts=(("", ""),), choices=(Choice("はい"), WAY_OUT)),
    ):
        (message,) = render(empty)
        judge([message])
        assert message["text"] == "はい\nやめる"
        assert get_quick_labels(message) == ["はい", "やめる"]


def test_a_table_is_rows_of_facts(judge: Judge) -> None:
    fees = Table(
        ("", "窓口", "コンビニ"), (("住民票", "300円", "200円"), ("戸籍", "450円", "")), "手数料", "現金のみ。"
    )
    hours = Table(("", ""), (("曜日", "水曜日"),))
    (message,) = render(Card("題", tables=(fees, hours), note="注"))
    judge([message])
    shown = ["題", "手数料", "住民票", "窓口", "300円", "コンビニ", "200円", "戸籍", "窓口", "450円", "現金のみ。"]
    assert find_texts(message) == [*shown, "曜日", "水曜日", "注"]
    assert message["altText"].split("\n")[1:4] == ["手数料", "住民票 窓口 300円 コンビニ 200円", "戸籍 窓口 450円"]


@pytest.mark.parametrize("cell", ["300円", "長" * 400])
def test_a_table_that_is_too_long_says_so_and_keeps_its_source(judge: Judge, cell: str) -> None:
    rows = tuple((f"{number}番の証明書", cell, cell) for number in range(300))
    (message,) = render(Card("題", "文", tables=(Table(("", "窓口", "郵送"), rows),), buttons=(WAY_OUT,), note="注"))
    judge([message])
    texts = find_texts(message)
    assert texts[:3] == ["題", "文", "0番の証明書"]
    assert texts[-2:] == ["…", "注"]
    assert len(find_all(message["contents"], "button")) == 1


def test_facts_with_one_side_missing(judge: Judge) -> None:
    (message,) = render(Card("", facts=(("手数料", ""), ("", "300円"))))
    judge([message])
    assert find_texts(message) == ["手数料", "300円"]
