"""Another menu for everybody, and one citizen's menu in their language."""

from __future__ import annotations

import pytest

from bot.channels.line.menus.follow import show_menu
from bot.channels.line.menus.patience import Patience
from bot.errors import PermanentFault, Refused, TemporaryFault
from bot.simulator.faults import ANY_OPERATION
from tests.channels.line.menus.channel import Channel
from tests.channels.line.menus.city import SmallCity


@pytest.fixture
def synced(channel: Channel, city: SmallCity) -> Channel:
    channel.sync(city.want())
    channel.operations()
    return channel


def test_a_disaster_changes_everybodys_menu_in_their_language_and_back(synced: Channel) -> None:
    nobody, english, parent = (synced.add_citizen(alias) for alias in ("", "madoguchi-main-en", "madoguchi-parent-ja"))
    synced.use("disaster")
    assert [synced.seen_by(one) for one in (nobody, english, parent)] == ["disaster.ja", "disaster.en", "disaster.ja"]
    synced.use("main")
    assert [synced.seen_by(one) for one in (nobody, english, parent)] == ["main.ja", "main.en", "main.ja"]


def test_everybodys_menu_comes_first(synced: Channel) -> None:
    synced.use("disaster")
    changes = [name for name in synced.operations() if not name.startswith("get")]
    assert changes == ["setDefaultRichMenu", "richMenuBatch"]


@pytest.mark.parametrize("kind", ["error", "accepted-error"])
@pytest.mark.parametrize("call", range(6))
def test_a_change_broken_off_is_finished_by_the_next_try(synced: Channel, kind: str, call: int) -> None:
    english = synced.add_citizen("madoguchi-main-en")
    synced.line.faults.add(ANY_OPERATION, kind, after=call)
    with pytest.raises(TemporaryFault):
        synced.use("disaster", Patience(tries=1))
    assert synced.seen_by(english).endswith(".en")
    synced.line.faults.clear()
    synced.use("disaster")
    assert synced.seen_by(english) == "disaster.en"


def test_when_line_moves_nobody_any_more_everybody_else_sees_the_disaster_menu(synced: Channel) -> None:
    nobody, english = synced.add_citizen(), synced.add_citizen("madoguchi-main-en")
    synced.line.rate_limits.by_operation["richMenuBatch"] = (0, 3600.0)
    with pytest.raises(TemporaryFault, match="three times an hour"):
        synced.use("disaster")
    assert [synced.seen_by(nobody), synced.seen_by(english)] == ["disaster.ja", "main.en"]


def test_a_menu_that_is_not_in_line_is_refused(synced: Channel) -> None:
    with pytest.raises(Refused, match="there are main, parent, disaster"):
        synced.use("flood")
    assert not [name for name in synced.operations() if not name.startswith("get")]


def test_a_citizen_is_linked_to_the_menu_in_use_in_their_language(synced: Channel) -> None:
    citizen = synced.add_citizen()
    assert show_menu(synced.api, citizen, "en")
    assert synced.seen_by(citizen) == "main.en"
    synced.use("disaster")
    other = synced.add_citizen()
    show_menu(synced.api, other, "en")
    assert synced.seen_by(other) == "disaster.en"


@pytest.mark.parametrize("language", ["ja", "vi"])
def test_whose_language_is_everybodys_or_has_no_menu_gets_no_link(synced: Channel, language: str) -> None:
    citizen = synced.add_citizen("madoguchi-main-en")
    assert show_menu(synced.api, citizen, language)
    assert synced.line.menus.find_link(citizen) is None
    assert synced.seen_by(citizen) == "main.ja"


def test_a_menu_replaced_while_it_was_being_linked_is_replaced_for_the_citizen(
    synced: Channel, city: SmallCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen, link = synced.add_citizen(), synced.api.link
    city.change("main", bar={"ja": "めにゅー", "en": "The menu"})
    wanted = city.want()

    def link_late(address: str, menu_id: str) -> None:
        if synced.plan(wanted).make:
            link(address, menu_id)
            synced.line.menus.unlink(address)  # as if LINE were slow: the sync finds nobody linked
            synced.sync(wanted)
            synced.line.menus._links[address] = menu_id  # gone by now
            return
        link(address, menu_id)

    monkeypatch.setattr(synced.api, "link", link_late)
    show_menu(synced.api, citizen, "en")
    assert synced.seen_by(citizen) == "main.en"


def test_a_channel_without_menus_of_ours_links_nobody(channel: Channel) -> None:
    citizen = channel.add_citizen()
    assert not show_menu(channel.api, citizen, "en")
    assert channel.operations() == ["getDefaultRichMenuId"]


def test_a_stranger_is_a_refusal_and_no_answer_is_not(synced: Channel) -> None:
    with pytest.raises(PermanentFault):
        show_menu(synced.api, "U" + "0" * 32, "en")
    synced.line.faults.add("linkRichMenuIdToUser", "error")
    with pytest.raises(TemporaryFault):
        show_menu(synced.api, synced.add_citizen(), "en")
