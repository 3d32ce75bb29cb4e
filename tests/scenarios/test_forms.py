"""From chat to the form and back, in LINE and on the web, through the whole counter."""

from __future__ import annotations

from html import unescape

from bot.models.desk import OperatorRequest
from bot.models.forms import EntryState, FormEntry
from tests.channels.forms.conftest import RIGHT, Writer, make_photo
from tests.channels.web.conftest import Visitor
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office, list_actions

LABEL = "職員に連絡（フォーム）"


def fill_in(office: Office, address: str, visitor: Visitor | None = None) -> str:
    """Open the link, fill in, check, send; the number that the page shows."""
    assert address.startswith(f"{office.url}/liff/contact?t=")
    writer = Writer(office.port)
    writer.cookie = visitor.cookie if visitor else ""
    writer.goes_to(address.removeprefix(office.url))
    assert writer.sends(RIGHT, photo=make_photo()).status == 200
    page = writer.sends()
    (entry,) = office.rows(FormEntry)
    assert entry.state == EntryState.SENT
    assert entry.number in page.text
    assert ('href="/"' in page.text) is (visitor is not None)
    return str(entry.number)


def test_line(office: Office, citizen: Citizen) -> None:
    citizen.says("折り返し電話してください。090-1234-5678")
    (sent,) = citizen.hears()
    (address,) = [action["uri"] for action in list_actions(sent.messages[-1]) if action["label"] == LABEL]
    number = fill_in(office, address)
    (told,) = citizen.hears()
    assert told.texts == (f"フォームが届きました。受付番号は {number} です。開庁日に職員がお返事します。",)
    assert len(office.rows(OperatorRequest)) == 1


def test_web(office: Office) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"text": "taro@example.com"})
    answered = visitor.listen().take(2)[1]
    (address,) = [choice["url"] for choice in answered["messages"][-1]["choices"] if choice["label"] == LABEL]
    assert unescape(answered["html"]).count(address) == 1
    number = fill_in(office, address, visitor)
    (told,) = visitor.listen(f"/chat/events?after={answered['id']}").take(1)
    assert number in told["messages"][0]["text"]
    assert "髙﨑" not in str(told)


def test_the_form_is_sent_though_the_worker_is_down(office: Office, citizen: Citizen) -> None:
    """The announcement waits in the inbox like any other event."""
    citizen.says("090-1234-5678")
    (sent,) = citizen.hears()
    (address,) = [action["uri"] for action in list_actions(sent.messages[-1]) if action["label"] == LABEL]
    assert office._worker is not None
    office._worker.stop()
    fill_in(office, address)
    assert office.count_waiting()[0] == 1
    office.start_worker()
    (told,) = citizen.hears()
    assert told.texts[0].startswith("フォームが届きました")


def test_with_liff_line_opens_the_form_inside_itself_and_the_web_does_not(open_office: OpenOffice) -> None:
    settings = {"line_login_channel_id": "2000000001", "liff_id": "2000000001-abc", "liff_url": "https://liff.line.me/"}
    office = open_office(settings)
    citizen = Citizen(office)
    citizen.says("090-1234-5678")
    (sent,) = citizen.hears()
    (address,) = [action["uri"] for action in list_actions(sent.messages[-1]) if action["label"] == LABEL]
    assert address.startswith("https://liff.line.me/2000000001-abc/contact?t=")
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"text": "taro@example.com"})
    answered = visitor.listen().take(2)[1]
    assert f"{office.url}/liff/contact?t=" in answered["html"]
