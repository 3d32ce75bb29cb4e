"""Following, blocking, coming back, taking a message back, and everything that is not text."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bot.models.outbox import OutboxRow
from bot.services.personal_data import export
from bot.simulator.faults import FaultKind
from bot.simulator.line import SimulatedLine
from bot.simulator.records import Delivery
from handlers.faq.models import FaqAnswer
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office, list_actions

CITY = "みどり野市"
SECRET = "ないしょ7391"


def test_a_new_friend_is_welcomed(citizen: Citizen, line: SimulatedLine) -> None:
    line.follow(citizen.id)
    (sent,) = citizen.hears()
    assert sent.texts[0] == f"{CITY}の窓口へようこそ。友だち追加ありがとうございます。"
    assert "お答えするのはプログラムです" in sent.texts[1]
    labels = [action["label"] for action in list_actions(sent.messages[1])]
    assert "職員と話す" in labels and len(labels) > 4


def test_who_blocks_us_hears_nothing_more_and_is_welcomed_back(citizen: Citizen, line: SimulatedLine) -> None:
    line.follow(citizen.id)
    citizen.hears()
    line.faults.add("replyMessage", FaultKind.RATE)
    citizen.says("こんにちは")
    line.wait_for_request(lambda request: request.status == 429)
    line.unfollow(citizen.id)
    assert citizen.hears() == []
    last = citizen.office.rows(OutboxRow)[-1]
    assert (last.status, last.reason) == ("dropped", "blocked")

    calls = len(line.requests)
    late = line.build_event("message", citizen.id, message={"id": "1", "type": "text", "text": "こんにちは"})
    assert line.deliver([late]).status == 200
    assert (citizen.hears(), len(line.requests)) == ([], calls)

    line.follow(citizen.id, is_unblocked=True)
    (sent,) = citizen.hears()
    assert sent.texts[0] == f"おかえりなさい。{CITY}の窓口です。"


def test_a_message_taken_back_is_nowhere(citizen: Citizen, line: SimulatedLine) -> None:
    delivery = citizen.says(f"住民票の写しの手数料はいくらですか。{SECRET}")
    assert len(citizen.hears()) == 1
    assert SECRET in _everything(citizen)
    line.unsend(citizen.id, delivery.message_id)
    assert citizen.hears() == []
    assert SECRET not in _everything(citizen)
    assert [row.utterance for row in citizen.office.rows(FaqAnswer)] == [""]


def test_a_message_taken_back_before_its_turn_is_nowhere(open_office: OpenOffice, line: SimulatedLine) -> None:
    office = open_office(has_worker=False)
    citizen = Citizen(office)
    delivery = citizen.says(f"こんにちは {SECRET}")
    line.unsend(citizen.id, delivery.message_id)
    assert SECRET in _everything(citizen)
    office.start_worker()
    citizen.hears()
    assert SECRET not in _everything(citizen)


def _everything(citizen: Citizen) -> str:
    """All that is stored about a citizen, decrypted."""
    with citizen.office.counter.database.read() as session:
        conversation = citizen.office.find_conversation(session, citizen.id)
        assert conversation.id is not None
        return json.dumps(export(session, conversation.id), ensure_ascii=False)


Send = Callable[[SimulatedLine, str], Delivery]

KINDS: dict[str, tuple[Send, str]] = {
    "sticker": (lambda line, user: line.send_sticker(user), "スタンプをありがとうございます"),
    "image": (lambda line, user: line.send_image(user, b"\xff\xd8\xff"), "画像が届きましたが"),
    "location": (lambda line, user: line.send_location(user, 36.65, 138.19, "駅"), "位置情報を受け取りました"),
    "file": (lambda line, user: line.send_file(user, "表.pdf", b"%PDF"), "ファイル（音声・動画を含む）が届きました"),
    "audio": (lambda line, user: _send_message(line, user, "audio"), "ファイル（音声・動画を含む）が届きました"),
    "video": (lambda line, user: _send_message(line, user, "video"), "ファイル（音声・動画を含む）が届きました"),
    "account link": (lambda line, user: line.account_link(user, "nonce"), "連携できませんでした"),
}


def _send_message(line: SimulatedLine, user: str, kind: str) -> Delivery:
    message = {"id": "55501", "type": kind, "duration": 6000, "contentProvider": {"type": "line"}}
    return line.deliver([line.build_event("message", user, message=message)])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_everything_that_is_not_text_is_answered(office: Office) -> None:
    for name, (send, answer) in KINDS.items():
        citizen = Citizen(office)
        assert send(office.line, citizen.id).status == 200, name
        (sent,) = citizen.hears()
        assert answer in sent.texts[0], name
