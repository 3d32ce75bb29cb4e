"""Forms inside LINE: who opened them is proven by LINE's id token, and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from bot.channels.forms.liff import Liff
from bot.clients.line_login import LineLogin
from bot.models.conversation import Conversation
from bot.simulator.login import SimulatedLogin
from bot.simulator.server import RunningSimulator, start_simulator
from tests.channels.forms.conftest import RIGHT, Answer, Desk, OpenDesk, Writer

USER = "U" + "0123456789abcdef" * 2
SDK = "https://static.line-scdn.net/liff/edge/2/sdk.js"


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start_simulator()
    yield running
    running.stop()


@pytest.fixture
def line(simulator: RunningSimulator) -> SimulatedLogin:
    return simulator.line.login


@pytest.fixture
def desk(open_desk: OpenDesk, simulator: RunningSimulator, line: SimulatedLogin) -> Desk:
    login = LineLogin(line.channel_id, simulator.base_url)
    return open_desk(Liff(line.liff_id, SDK, "https://api.line.me", login))


class LiffPage(Writer):
    """A page in LINE's browser, before the script has said who opened it."""

    def says(self, **fields: str) -> Answer:
        """What the script posts; the page's own words where nothing else is given."""
        data = dict(re.findall(r'data-(\w+)="([^"]*)"', self.page.text))
        body = {"form": data.get("form", ""), "nonce": data.get("nonce", ""), "csrf_token": data.get("csrf", "")}
        encoded = urlencode({**body, **fields}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._read(self.open("POST", "/liff/session", encoded, headers))


@pytest.fixture
def page(desk: Desk) -> LiffPage:
    page = LiffPage(desk.port)
    assert page.goes_to("/liff/contact").status == 200
    return page


def test_the_page_loads_the_sdk_and_its_policy_lets_it(page: LiffPage) -> None:
    assert f'<script src="{SDK}" defer>' in page.page.text
    policy = page.page.headers["Content-Security-Policy"]
    assert "script-src 'self' https://static.line-scdn.net;" in policy
    assert "connect-src 'self' https://api.line.me https://liffsdk.line-scdn.net" in policy
    assert "<noscript>" in page.page.text


def test_without_liff_no_script_of_others_may_run(open_desk: OpenDesk) -> None:
    answer = Writer(open_desk(None).port).get("/liff/contact")
    assert answer.status == 410
    assert "line-scdn" not in answer.text + answer.headers["Content-Security-Policy"]
    assert Writer(open_desk(None).port).get("/liff/").status == 410


def test_a_proven_user_fills_their_own_form(desk: Desk, line: SimulatedLogin, page: LiffPage) -> None:
    answer = page.says(id_token=line.issue_token(USER))
    assert answer.status == 200
    page.goes_to(answer.json()["url"])
    page.sends(RIGHT)
    done = page.sends()
    assert 'id="close"' in done.text and SDK in done.text
    (entry,) = desk.entries()
    with desk.database.read() as session:
        conversation = session.exec(select(Conversation).where(Conversation.id == entry.conversation_id)).one()
    assert (conversation.channel, conversation.address) == ("line", USER)


def test_the_conversation_that_is_there_is_used(desk: Desk, line: SimulatedLogin, page: LiffPage) -> None:
    conversation_id = desk.converse(USER)
    page.goes_to(page.says(id_token=line.issue_token(USER)).json()["url"])
    page.sends({"name": "山田"}, action="save")
    assert [entry.conversation_id for entry in desk.entries()] == [conversation_id]
    other = Writer(desk.port)
    assert 'value="山田"' in other.goes_to(desk.link(conversation_id)).text  # the chat's link leads to the same draft


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"id_token": ""},
        {"userId": USER, "displayName": "山田", "profile": "{}"},
        {"id_token": USER},
        {"id_token": f'{{"sub": "{USER}"}}'},
    ],
)
def test_what_a_page_says_of_its_user_is_not_believed(desk: Desk, page: LiffPage, fields: dict[str, str]) -> None:
    answer = page.says(**fields)
    assert answer.status == 401
    assert "もう一度開いてください" in answer.json()["error"]
    assert desk.entries() == []
    assert desk.rows(Conversation) == []


def test_bad_and_old_tokens_open_nothing(desk: Desk, line: SimulatedLogin) -> None:
    for token, is_expired in (
        (line.issue_token(USER, aud="2000000002"), False),
        (line.issue_token(USER, iss="https://example.com"), False),
        (line.issue_token(USER, nonce="another page's"), False),
        (SimulatedLogin().issue_token(USER), False),
        (line.issue_token(USER, exp=1_700_000_000), True),
    ):
        page = LiffPage(desk.port)
        page.goes_to("/liff/contact")
        answer = page.says(id_token=token)
        assert (answer.status, answer.json()["expired"]) == (401, is_expired)
    assert desk.rows(Conversation) == []


def test_the_nonce_is_this_pages_and_good_for_once(desk: Desk, line: SimulatedLogin, page: LiffPage) -> None:
    token = line.issue_token(USER)
    assert page.says(id_token=token, nonce="guessed").status == 401
    assert page.says(id_token=token, nonce="").status == 401
    assert page.says(id_token=token).status == 200
    assert page.says(id_token=token).status == 401
    page.goes_to("/liff/contact")
    nonce = re.search(r'data-nonce="([^"]+)"', page.page.text)
    assert nonce is not None
    assert page.says(id_token=line.issue_token(USER, nonce=nonce[1])).status == 200


def test_another_site_can_say_nothing(line: SimulatedLogin, page: LiffPage) -> None:
    assert page.says(id_token=line.issue_token(USER), csrf_token="forged").status == 400


def test_while_line_is_away_it_says_so(line: SimulatedLogin, page: LiffPage) -> None:
    line.is_down = True
    answer = page.says(id_token=line.issue_token(USER))
    assert answer.status == 503
    assert "いまLINEに確認できません" in answer.json()["error"]


def test_a_form_that_is_not_there(line: SimulatedLogin, page: LiffPage) -> None:
    assert page.says(id_token=line.issue_token(USER), form="nothing").status == 404
    assert page.goes_to("/liff/nothing").status == 410


def test_the_signed_link_needs_no_line(desk: Desk) -> None:
    writer = Writer(desk.port)
    assert "data-liff-id" not in writer.goes_to(desk.link(desk.converse())).text
    dead = writer.goes_to("/liff/contact?t=dead")
    assert dead.status == 200 and "data-liff-id" in dead.text
    assert "職員と話す" in dead.text  # what to do, where LINE can't say who it is


def test_the_first_page_of_a_liff_app_names_no_form(page: LiffPage) -> None:
    for path in ("/liff", "/liff/"):
        start = page.goes_to(path)
        assert start.status == 200 and 'data-form=""' in start.text


def test_two_tabs_have_a_nonce_each(desk: Desk, line: SimulatedLogin, page: LiffPage) -> None:
    second = LiffPage(desk.port)
    second.cookie = page.cookie
    second.goes_to("/liff/contact")
    page.cookie = second.cookie
    urls = {page.says(id_token=line.issue_token(USER)).json()["url"]}
    second.cookie = page.cookie
    urls.add(second.says(id_token=line.issue_token(USER)).json()["url"])
    assert len(urls) == len(desk.entries()) == 1
