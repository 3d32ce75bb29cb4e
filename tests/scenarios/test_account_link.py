"""LINE and the city's own account: asked for in the chat, signed in on our page, confirmed in LINE."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from bot.services.personal_data import count_rows
from bot.settings import DEMO_CITY, LINE_LINK
from bot.simulator.faults import FaultKind
from bot.simulator.line import SimulatedLine
from handlers.account.models import AccountLink, LinkAttempt, SignInTries
from handlers.account.tries import PER_ACCOUNT
from tests.channels.web.conftest import Answer, Visitor
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office, list_actions, list_words

WISH = "市のアカウントと連携したい"
HANAKO = {"number": "２０２６-０００１", "password": "hanako-no-demo"}  # full width, as a Japanese keyboard types
MAKOTO = {"number": "20260002", "password": "makoto-no-demo"}
PAGE = "/account/link"

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask_for_link(citizen: Citizen) -> str:
    """The address behind the button, without our origin."""
    citizen.says(WISH)
    (sent,) = citizen.hears()
    (url,) = [action["uri"] for action in list_actions(sent.messages[-1]) if action["type"] == "uri"]
    assert url.startswith(f"{citizen.office.url}{PAGE}?linkToken=")
    return str(url.removeprefix(citizen.office.url))


def sign_in(visitor: Visitor, path: str, who: dict[str, str]) -> Answer:
    page = visitor.get(path)
    assert page.status == 200
    return visitor.submit(page, PAGE, **who)


def read_location(answer: Answer) -> tuple[str, str]:
    """(link token, nonce) that LINE is given."""
    assert answer.status == 303
    location = answer.headers["Location"]
    assert location.startswith(f"{LINE_LINK}?")
    given = parse_qs(urlsplit(location).query)
    return given["linkToken"][0], given["nonce"][0]


def hear_words(citizen: Citizen) -> str:
    return "\n".join(word for sent in citizen.hears() for message in sent.messages for word in list_words(message))


def link(citizen: Citizen, who: dict[str, str] = HANAKO) -> None:
    token, nonce = read_location(sign_in(Visitor(citizen.office.port), ask_for_link(citizen), who))
    citizen.line.use_link_token(citizen.id, token, nonce)
    assert "連携しました" in hear_words(citizen)


def accounts(office: Office) -> list[str]:
    return [row.account for row in office.rows(AccountLink)]


def list_refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "handlers.account.service"]


def test_the_whole_way_and_back(citizen: Citizen) -> None:
    link(citizen)
    assert accounts(citizen.office) == ["20260001"]
    citizen.says(WISH)
    assert "市のアカウントと連携しています" in hear_words(citizen)
    citizen.says("連携解除")
    assert "連携を解除しました" in hear_words(citizen)
    assert accounts(citizen.office) == []
    citizen.says("連携を解除してください")
    assert "連携していません" in hear_words(citizen)


@on_sqlite
def test_one_word_unlinks_in_the_middle_of_something_else(citizen: Citizen) -> None:
    link(citizen)
    citizen.line.send_postback(citizen.id, "my_data.delete")
    citizen.hears()
    citizen.says("unlink")
    said = hear_words(citizen)
    assert "連携を解除しました" in said and "この内容でよろしいですか" in said
    assert accounts(citizen.office) == []


def test_a_link_token_is_used_up_by_a_sign_in(citizen: Citizen, caplog: pytest.LogCaptureFixture) -> None:
    path, visitor = ask_for_link(citizen), Visitor(citizen.office.port)
    page = visitor.get(path)
    assert visitor.submit(page, PAGE, **HANAKO).status == 303
    again = visitor.submit(page, PAGE, **MAKOTO)
    assert (again.status, visitor.get(path).status) == (410, 410)
    assert "このボタンは使えません" in again.text
    assert ["token used" in line for line in list_refusals(caplog)] == [True, True]


def test_an_old_link_token_and_an_invented_one_open_nothing(citizen: Citizen) -> None:
    path, visitor = ask_for_link(citizen), Visitor(citizen.office.port)
    with citizen.office.counter.database.write() as session:
        session.exec(select(LinkAttempt)).one().issued_at -= timedelta(minutes=10)
    assert visitor.get(path).status == 410
    for other in (f"{PAGE}?linkToken=invented", PAGE, f"{PAGE}?linkToken=" + "x" * 5000):
        assert visitor.get(other).status == 410


def test_somebody_elses_line_can_not_use_the_token(
    citizen: Citizen, line: SimulatedLine, caplog: pytest.LogCaptureFixture
) -> None:
    token, nonce = read_location(sign_in(Visitor(citizen.office.port), ask_for_link(citizen), HANAKO))
    thief = Citizen(citizen.office)
    line.use_link_token(thief.id, token, nonce)  # LINE says "failed", and gives no reply token
    assert (thief.hears(), citizen.hears(), accounts(citizen.office)) == ([], [], [])
    line.account_link(citizen.id, nonce)
    assert "連携できませんでした" in hear_words(citizen)
    assert accounts(citizen.office) == []
    assert ["nonce foreign" in list_refusals(caplog)[0], "nonce used" in list_refusals(caplog)[1]] == [True, True]


def test_a_nonce_that_somebody_else_brings_links_nobody(
    citizen: Citizen, line: SimulatedLine, caplog: pytest.LogCaptureFixture
) -> None:
    _, nonce = read_location(sign_in(Visitor(citizen.office.port), ask_for_link(citizen), HANAKO))
    thief = Citizen(citizen.office)
    line.account_link(thief.id, nonce)
    assert "連携できませんでした" in hear_words(thief)
    assert accounts(citizen.office) == []
    for secret in (nonce, citizen.id, thief.id, "20260001"):
        assert secret not in caplog.text
    assert "nonce foreign, attempt 1 of conversation" in caplog.text


def test_a_nonce_links_once_and_an_invented_one_never(citizen: Citizen, line: SimulatedLine) -> None:
    token, nonce = read_location(sign_in(Visitor(citizen.office.port), ask_for_link(citizen), HANAKO))
    line.use_link_token(citizen.id, token, nonce)
    assert "連携しました" in hear_words(citizen)
    citizen.says("連携解除")
    citizen.hears()
    for reused in (nonce, "bm9uY2Ugb2Ygbm9ib2R5IGF0IGFsbA"):
        line.account_link(citizen.id, reused)
        assert "連携できませんでした" in hear_words(citizen)
    assert accounts(citizen.office) == []


@on_sqlite
def test_a_webhook_that_comes_again_changes_nothing(citizen: Citizen, line: SimulatedLine) -> None:
    token, nonce = read_location(sign_in(Visitor(citizen.office.port), ask_for_link(citizen), HANAKO))
    delivery = line.use_link_token(citizen.id, token, nonce)
    assert "連携しました" in hear_words(citizen)
    line.redeliver(delivery)
    assert (citizen.hears(), accounts(citizen.office)) == ([], ["20260001"])


@on_sqlite
def test_linking_is_ended_while_an_operator_has_the_conversation(citizen: Citizen, line: SimulatedLine) -> None:
    token, nonce = read_location(sign_in(Visitor(citizen.office.port), ask_for_link(citizen), HANAKO))
    line.send_postback(citizen.id, "operator.queue")
    citizen.hears()
    line.use_link_token(citizen.id, token, nonce)
    assert "連携しました" in hear_words(citizen)
    assert accounts(citizen.office) == ["20260001"]


def test_guessing_is_stopped(citizen: Citizen) -> None:
    path, visitor = ask_for_link(citizen), Visitor(citizen.office.port)
    for _ in range(PER_ACCOUNT):
        wrong = sign_in(visitor, path, {**HANAKO, "password": "guess"})
        assert (wrong.status, "番号かパスワードが違います" in wrong.text) == (422, True)
        assert "guess" not in wrong.text
    stopped = sign_in(visitor, path, HANAKO)
    assert (stopped.status, "15分たってから" in stopped.text) == (429, True)
    other = Citizen(citizen.office)
    assert sign_in(Visitor(citizen.office.port), ask_for_link(other), HANAKO).status == 429
    with citizen.office.counter.database.write() as session:
        for row in session.exec(select(SignInTries)):
            row.since -= timedelta(minutes=15)
    assert sign_in(visitor, path, HANAKO).status == 303


@on_sqlite
def test_a_form_that_is_not_ours_is_refused(citizen: Citizen) -> None:
    path, visitor = ask_for_link(citizen), Visitor(citizen.office.port)
    page = visitor.get(path)
    refused = visitor.submit(page, PAGE, **HANAKO, csrf_token="forged")
    assert (refused.status, "もう一度入力してください" in refused.text) == (400, True)
    assert visitor.submit(refused, PAGE, **HANAKO).status == 303  # the page it came back with works


@on_sqlite
def test_the_page_is_kept_by_nobody_and_speaks_the_citizens_language(citizen: Citizen) -> None:
    citizen.says("English please")
    citizen.hears()
    path = ask_for_link(citizen)
    page = Visitor(citizen.office.port).get(path)
    assert "Sign in to your city account" in page.text and '<html lang="en">' in page.text
    headers = page.headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "form-action 'self' https://access.line.me" in policy
    assert "style=" not in page.text and "<script" not in page.text
    assert "ログイン" in Visitor(citizen.office.port).get(path.replace("lang=en", "lang=xx"), Accept_Language="ja").text


@on_sqlite
def test_deleting_ones_data_ends_the_link_and_opens_no_way_around_the_limit(citizen: Citizen) -> None:
    link(citizen)
    citizen.line.send_postback(citizen.id, "my_data.delete")
    citizen.hears()
    citizen.says("はい")
    citizen.hears()
    with citizen.office.counter.database.read() as session:
        conversation = citizen.office.find_conversation(session, citizen.id)
        assert conversation.id is not None
        assert set(count_rows(session, conversation.id)) <= {"inbox", "outbox", "tracker_event"}
    assert len(citizen.office.rows(SignInTries)) == 1  # the citizen's own tries; the account's were forgiven


@on_sqlite
def test_when_line_gives_no_token_it_says_so(citizen: Citizen, line: SimulatedLine) -> None:
    line.faults.add("issueLinkToken", FaultKind.ERROR)
    citizen.says(WISH)
    assert "いまLINEにつながらない" in hear_words(citizen)


@on_sqlite
def test_on_the_web_it_says_what_linking_is_for(office: Office) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"text": WISH})
    answered = visitor.listen().take(2)[1]
    assert "LINEと市のアカウントをつなぐもの" in answered["messages"][0]["text"]
    assert office.rows(LinkAttempt) == []


@on_sqlite
def test_a_city_without_accounts_says_so(open_office: OpenOffice, tmp_path: Path) -> None:
    city = tmp_path / "city"
    city.mkdir()
    for name in ("city.yml", "names.yml"):
        (city / name).write_bytes((DEMO_CITY / name).read_bytes())
    office = open_office({"city": city})
    citizen = Citizen(office)
    citizen.says(WISH)
    assert "連携をまだ行っていません" in hear_words(citizen)
    assert Visitor(office.port).get(f"{PAGE}?linkToken=x").status in (404, 410)
