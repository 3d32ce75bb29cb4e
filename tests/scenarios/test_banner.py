"""The city's urgent notice through a whole counter: on every page for citizens, and once in LINE."""

from __future__ import annotations

from typing import Any

import pytest

from bot.models.conversation import Conversation
from tests.admin.settings.banner import FLOOD, put_banner
from tests.channels.forms.conftest import Writer
from tests.channels.web.conftest import Visitor
from tests.scenarios.office import Citizen, list_actions
from tests.scenarios.test_account_link import PAGE, ask_for_link, hear_words
from tests.scenarios.test_forms import LABEL


def show(citizen: Citizen, texts: dict[str, str] | None, **more: Any) -> None:
    put_banner(citizen.office.counter.database, citizen.office.counter.cities, texts, **more)


def test_it_stands_on_every_page(citizen: Citizen) -> None:
    link = ask_for_link(citizen)
    assert link.startswith(PAGE)
    citizen.says("折り返し電話してください。090-1234-5678")
    (sent,) = citizen.hears()
    (form,) = [one["uri"] for one in list_actions(sent.messages[-1]) if one["label"] == LABEL]
    show(citizen, FLOOD)
    writer = Writer(citizen.office.port)
    writer.goes_to(form.removeprefix(citizen.office.url))
    assert "高い所へ" in writer.page.text
    visitor = Visitor(citizen.office.port)
    for path in ("/", link, "/chat/panel?lang=ja", "/liff/contact/dead"):
        assert "高い所へ" in visitor.get(path, Accept_Language="ja").text, path
    show(citizen, None)
    for path in ("/", link):
        assert "高い所へ" not in visitor.get(path, Accept_Language="ja").text, path


def test_in_line_it_goes_with_the_next_reply_once(citizen: Citizen) -> None:
    show(citizen, FLOOD)
    citizen.says("こんにちは")
    (sent,) = citizen.hears()
    assert sent.texts[0].startswith("【緊急のお知らせ】\n川が増水しています。")
    assert 2 <= len(sent.messages) <= 5
    assert list_actions(sent.messages[-1])
    citizen.says("こんにちは")
    assert "増水" not in hear_words(citizen)
    (row,) = citizen.office.rows(Conversation)
    assert row.banner_version == 1


@pytest.mark.parametrize("words", ["たすけて、火事です"])
def test_who_is_in_danger_hears_the_numbers_first(citizen: Citizen, words: str) -> None:
    show(citizen, FLOOD)
    citizen.says(words)
    (sent,) = citizen.hears()
    assert "119" in str(sent.messages[0])
    assert "増水" not in str(sent.messages)
