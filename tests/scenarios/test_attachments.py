"""Whoever sends a picture or a file hears what becomes of it, and is one press away from the form that takes photos."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.models.inbox import InboxRow
from bot.simulator.records import Delivery
from tests.channels.forms.conftest import Writer
from tests.channels.web.conftest import Visitor
from tests.scenarios.office import Citizen, Office, list_actions
from tests.scenarios.test_forms import LABEL, fill_in

Send = Callable[[Citizen], Delivery]
JPEG = b"\xff\xd8\xff\xe0 what is in it is secret"


def send_media(kind: str) -> Send:
    def send(citizen: Citizen) -> Delivery:
        message = {"id": "5", "type": kind, "duration": 2000, "contentProvider": {"type": "line"}}
        return citizen.line.deliver([citizen.line.build_event("message", citizen.id, message=message)])

    return send


@pytest.mark.parametrize(
    ("send", "words"),
    [
        (lambda citizen: citizen.line.send_image(citizen.id, JPEG), "画像が届きました"),
        (
            lambda citizen: citizen.line.send_file(citizen.id, "a.pdf", b"%PDF"),
            "ファイル（音声・動画を含む）が届きました",
        ),
        (send_media("audio"), "ファイル（音声・動画を含む）が届きました"),
        (send_media("video"), "ファイル（音声・動画を含む）が届きました"),
    ],
    ids=["image", "file", "audio", "video"],
)
def test_line(office: Office, citizen: Citizen, send: Send, words: str) -> None:
    send(citizen)
    (sent,) = citizen.hears()
    assert sent.texts[0].startswith(words)
    assert "保存もしていません" in sent.texts[0]
    assert b"secret" not in str([row.inbound for row in office.rows(InboxRow)]).encode()
    assert not [request for request in office.line.requests if request.path.endswith("/content")]
    fill_in(office, find_form(list_actions(sent.messages[-1]), "uri"))


def test_a_sticker_in_line(citizen: Citizen) -> None:
    citizen.line.send_sticker(citizen.id)
    (sent,) = citizen.hears()
    assert sent.texts[0].startswith("スタンプをありがとうございます")


def test_web(office: Office) -> None:
    visitor = Visitor(office.port)
    assert "operator.attach" in visitor.get().text
    visitor.say({"postback": "operator.attach", "label": "写真を送る"})
    asked, answered = visitor.listen().take(2)
    assert asked["messages"][0]["text"] == "写真を送る"
    assert "10MBまで" in answered["messages"][0]["text"]
    fill_in(office, find_form(answered["messages"][-1]["choices"], "url"), visitor)


def test_the_form_it_leads_to_takes_photos(office: Office) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"postback": "operator.attach", "label": "写真を送る"})
    answered = visitor.listen().take(2)[1]
    writer = Writer(office.port)
    writer.goes_to(find_form(answered["messages"][-1]["choices"], "url").removeprefix(office.url))
    assert 'type="file"' in writer.page.text


def find_form(actions: list[dict[str, Any]], key: str) -> str:
    (address,) = [action[key] for action in actions if action["label"] == LABEL]
    return str(address)
