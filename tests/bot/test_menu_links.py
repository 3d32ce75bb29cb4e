"""The citizen's language, noted with the turn and told to LINE afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import read_present
from bot.channels.line.menus.sync import carry_out, make_plan
from bot.clock import utc_now
from bot.db import Database
from bot.menu_links import MenuLinker, note_language
from bot.models.conversation import Conversation
from bot.models.menu_link import MenuLink, MenuLinkStatus
from bot.services.personal_data import erase
from bot.simulator.line import SimulatedLine
from bot.simulator.server import RunningSimulator
from tests.channels.line.conftest import CITIZEN, TOKEN, simulator  # noqa: F401
from tests.channels.line.menus.city import SmallCity

NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def line(simulator: RunningSimulator) -> SimulatedLine:  # noqa: F811
    return simulator.line


@pytest.fixture
def api(simulator: RunningSimulator) -> RichMenuApi:  # noqa: F811
    return RichMenuApi(TOKEN, simulator.base_url)


@pytest.fixture
def synced(api: RichMenuApi, tmp_path_factory: pytest.TempPathFactory) -> None:
    patience = Patience(pause=lambda _: None)
    wanted = SmallCity(tmp_path_factory.mktemp("city")).want()
    carry_out(make_plan(wanted, read_present(api, patience)), api, patience, lambda _: None)


@pytest.fixture
def linker(database: Database, api: RichMenuApi) -> MenuLinker:
    return MenuLinker(database, api)


@pytest.fixture
def conversation_id(database: Database) -> int:
    return add_conversation(database, CITIZEN)


def add_conversation(database: Database, address: str, channel: str = "line") -> int:
    with database.write() as session:
        row = Conversation(channel=channel, address_fingerprint=address, address=address, created_at=NOW)
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def note(database: Database, conversation_id: int, language: str) -> None:
    with database.write() as session:
        conversation = session.get(Conversation, conversation_id)
        assert conversation is not None
        note_language(session, conversation, language, "ja", utc_now())


def rows(database: Database) -> list[MenuLink]:
    with database.read() as session:
        return list(session.exec(select(MenuLink)))


def seen(line: SimulatedLine) -> str:
    return str(line.menus.get(line.menus.find_menu_of(CITIZEN))["name"]).split(":")[1]


def test_the_menu_follows_the_language_and_comes_back(
    database: Database, line: SimulatedLine, linker: MenuLinker, conversation_id: int, synced: None
) -> None:
    assert seen(line) == "main.ja"
    note(database, conversation_id, "en")
    assert linker.link_one()
    assert seen(line) == "main.en"
    note(database, conversation_id, "ja")
    assert linker.link_one()
    assert seen(line) == "main.ja"
    assert line.menus.find_link(CITIZEN) is None
    assert not linker.link_one()
    assert [row.status for row in rows(database)] == [MenuLinkStatus.LINKED]


@pytest.mark.parametrize(("language", "channel"), [("ja", "line"), ("", "line"), ("en", "web")])
def test_who_needs_no_menu_of_their_own_is_not_noted(database: Database, language: str, channel: str) -> None:
    note(database, add_conversation(database, "x", channel), language)
    assert rows(database) == []


def test_the_same_language_again_is_not_told_again(
    database: Database, line: SimulatedLine, linker: MenuLinker, conversation_id: int, synced: None
) -> None:
    note(database, conversation_id, "en")
    linker.link_one()
    note(database, conversation_id, "en")
    line.requests.clear()
    assert not linker.link_one()
    assert not line.requests


def test_what_line_does_not_answer_is_tried_again_later(
    database: Database, line: SimulatedLine, linker: MenuLinker, conversation_id: int, synced: None
) -> None:
    line.faults.add("linkRichMenuIdToUser", "error")
    note(database, conversation_id, "en")
    assert linker.link_one()
    (row,) = rows(database)
    assert (row.status, row.attempts) == (MenuLinkStatus.WAITING, 1)
    assert row.not_before is not None and row.not_before > utc_now()
    assert not linker.link_one()
    with database.write() as session:
        again = session.exec(select(MenuLink)).one()
        again.not_before = utc_now() - timedelta(seconds=1)
    assert linker.link_one()
    assert seen(line) == "main.en"


def test_a_refusal_is_given_up_until_the_language_changes(database: Database, linker: MenuLinker, synced: None) -> None:
    stranger = add_conversation(database, "U" + "0" * 32)
    note(database, stranger, "en")
    assert linker.link_one()
    assert not linker.link_one()
    assert [row.status for row in rows(database)] == [MenuLinkStatus.FAILED]
    note(database, stranger, "vi")
    assert [row.status for row in rows(database)] == [MenuLinkStatus.WAITING]


def test_who_blocked_us_is_linked_when_they_come_back(
    database: Database, line: SimulatedLine, linker: MenuLinker, conversation_id: int, synced: None
) -> None:
    note(database, conversation_id, "en")
    set_blocked(database, conversation_id, True)
    assert not linker.link_one()
    set_blocked(database, conversation_id, False)
    assert linker.link_one()
    assert seen(line) == "main.en"


def set_blocked(database: Database, conversation_id: int, is_blocked: bool) -> None:
    with database.write() as session:
        conversation = session.get(Conversation, conversation_id)
        assert conversation is not None
        conversation.is_blocked = is_blocked


def test_without_menus_in_line_nobody_is_asked_about_a_second_time(
    database: Database, line: SimulatedLine, linker: MenuLinker, conversation_id: int
) -> None:
    note(database, conversation_id, "en")
    note(database, add_conversation(database, "another"), "en")
    assert linker.link_one()
    assert not linker.link_one()
    assert [request.operation for request in line.requests] == ["getDefaultRichMenuId"]
    assert {row.status for row in rows(database)} == {MenuLinkStatus.WAITING}


def test_a_language_chosen_while_line_was_told_another_still_waits(
    database: Database,
    line: SimulatedLine,
    api: RichMenuApi,
    linker: MenuLinker,
    conversation_id: int,
    synced: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = api.link

    def link_slowly(address: str, menu_id: str) -> None:
        note(database, conversation_id, "ja")
        link(address, menu_id)

    note(database, conversation_id, "en")
    monkeypatch.setattr(api, "link", link_slowly)
    assert linker.link_one()
    assert [row.status for row in rows(database)] == [MenuLinkStatus.WAITING]
    monkeypatch.undo()
    assert linker.link_one()
    assert seen(line) == "main.ja"


def test_deleted_data_are_not_noted_again(database: Database, conversation_id: int) -> None:
    note(database, conversation_id, "en")
    with database.write() as session:
        erase(session, conversation_id, 0, utc_now())
    assert rows(database) == []
    note(database, conversation_id, "en")
    assert rows(database) == []
