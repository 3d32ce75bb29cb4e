"""Readings over kanji, on demand and without script."""

from __future__ import annotations

import re

import pytest

from bot.channels.web.furigana import choose_writer
from bot.messages import Card, Choice, Table, Text
from tests.channels.web.conftest import Office, Visitor

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ANSWER = Card(
    "手続き",
    text="電話は026-000-1101、https://www.city.midorino.example/手続きです。",
    tables=(Table(("", "窓口"), (("住民票", "300円"),)),),
    buttons=(Choice("市のページ", url="https://www.city.midorino.example/"),),
    choices=(Choice("家族の分", postback="faq.show?id=1"),),
)


def asks(office: Office, language: str) -> Visitor:
    visitor = office.visitor()
    visitor.get(f"/?lang={language}")
    visitor.say({"text": "手続きは？"})
    office.clerk.answer(Text("受付（うけつけ）は 1階です。"), ANSWER)
    return visitor


def find_ruby(page: str) -> dict[str, str]:
    return dict(re.findall(r"<ruby>(.*?)<rp>（</rp><rt>(.*?)</rt><rp>）</rp></ruby>", page))


@on_sqlite
def test_the_link_shows_readings_and_they_stay(office: Office) -> None:
    visitor = asks(office, "ja")
    page = visitor.get("/").text
    assert "<ruby>" not in page
    assert re.findall(r'<a class="furigana" href="(.*?)" aria-label="(.*?)">', page) == [
        ("?ruby=1", "ふりがなをつける")
    ]
    page = visitor.get("/?ruby=1").text
    read = find_ruby(page)
    assert {"受付": "うけつけ", "手続": "てつづ", "窓口": "まどぐち", "家族": "かぞく"}.items() <= read.items()
    assert "<ruby>" in visitor.get("/").text, "it is remembered"
    assert visitor.listen().take(1)[0]["html"].count("<ruby>") == 0, "what the citizen wrote stays as it is"
    assert "<ruby>" in visitor.listen().take(2)[1]["html"]
    assert "<ruby>" not in visitor.get("/?ruby=0").text


@on_sqlite
def test_numbers_addresses_and_what_a_press_sends_stay_whole(office: Office) -> None:
    page = asks(office, "ja").get("/?ruby=1").text
    assert '<a href="tel:0260001101">026-000-1101</a>' in page
    assert "300<ruby>円" in page
    assert '"label": "家族の分"' in page.replace("&#34;", '"').replace("\\u5bb6\\u65cf\\u306e\\u5206", "家族の分")
    assert "（<ruby>" not in page.replace("<rp>（", "")


@on_sqlite
def test_only_japanese_is_read(office: Office) -> None:
    """On a page in another language only what says that it is Japanese; Chinese never."""
    visitor = office.visitor()
    visitor.get("/?lang=vi")
    visitor.say({"text": "?"})
    office.clerk.answer(Text("住民票"), Card("手続き", text="窓口へ", language="ja"))
    page = visitor.get("/?ruby=1").text
    assert find_ruby(page) == {"手続": "てつづ", "窓口": "まどぐち"}
    assert page.count(' lang="ja"') == 4  # the two names of Japanese in the menu, title and text
    assert choose_writer("ja", has_furigana=True)("请问这里可以办理吗") == "请问这里可以办理吗"


def test_words_are_escaped() -> None:
    assert "<b>" not in choose_writer("ja", has_furigana=True)("<b>手続き</b>（てつづき）")
