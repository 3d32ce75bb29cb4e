"""LINE brought to agree with the city's menus, over real HTTP, and broken off at every point."""

from __future__ import annotations

import pytest

from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.report import describe_plan, list_steps
from bot.errors import PermanentFault, TemporaryFault
from bot.simulator.faults import ANY_OPERATION
from tests.channels.line.menus.channel import Channel
from tests.channels.line.menus.city import LANGUAGES, SmallCity

READ = ["getRichMenuList", "getRichMenuAliasList", "getDefaultRichMenuId"]
ONCE = Patience(tries=1)
CITIZENS = {"": "main.ja", "madoguchi-main-en": "main.en", "madoguchi-parent-en": "parent.en"}


def test_an_empty_channel_gets_every_menu_and_the_first_is_everybodys(channel: Channel, city: SmallCity) -> None:
    wanted = city.want()
    channel.sync(wanted)
    assert channel.names() == sorted(one.name for one in wanted)
    assert sorted(channel.line.menus.list_aliases()) == sorted(
        f"madoguchi-{menu}-{language}" for menu in city.menus for language in LANGUAGES
    )
    assert channel.seen_by(channel.add_citizen()) == "main.ja"
    assert channel.plan(wanted).is_empty


def test_when_nothing_changed_line_is_only_read(channel: Channel, city: SmallCity) -> None:
    channel.sync(city.want())
    channel.operations()
    plan = channel.plan(city.want())
    assert plan.is_empty
    assert list_steps(plan) == []
    assert channel.operations() == READ


def test_one_changed_label_makes_that_menu_anew_and_takes_its_citizens_along(channel: Channel, city: SmallCity) -> None:
    channel.sync(city.want())
    linked = channel.add_citizen("madoguchi-main-en")
    before = set(channel.line.menus.list_aliases().items())
    channel.operations()
    label = {"ja": "質問", "en": "Ask us"}
    city.change("main", areas=[{**city.menus["main"]["areas"][0], "label": label}, city.menus["main"]["areas"][1]])
    channel.sync(city.want())
    asked = channel.operations()
    assert [name for name in asked if name not in READ] == [
        "createRichMenu",
        "setRichMenuImage",
        "updateRichMenuAlias",
        "richMenuBatch",
        "getRichMenuBatchProgress",
        "deleteRichMenu",
    ]
    assert {alias for alias, _ in before ^ set(channel.line.menus.list_aliases().items())} == {"madoguchi-main-en"}
    assert channel.seen_by(linked) == "main.en"
    assert len(channel.names()) == 6


def test_another_picture_makes_a_menu_anew_in_both_languages(channel: Channel, city: SmallCity) -> None:
    channel.sync(city.want())
    city.paint("parent.png", 200)
    assert describe_plan(channel.plan(city.want()), dry_run=True)["made"] == ["parent.ja", "parent.en"]


def test_menus_and_aliases_of_others_stay(channel: Channel, city: SmallCity) -> None:
    theirs = channel.api.create({**city.build()[0].request("madoguchi"), "name": "summer campaign"})
    channel.api.set_picture(theirs, city.want()[0].picture)
    channel.api.create_alias("campaign", theirs)
    linked = channel.add_citizen("campaign")
    channel.sync(city.want())
    city.change("main", bar={"ja": "めにゅー", "en": "Menu"})
    channel.sync(city.want())
    assert "summer campaign" in channel.names()
    assert channel.line.menus.get_alias("campaign") == theirs
    assert channel.seen_by(linked) == "another's"


def test_a_menu_that_is_no_longer_wanted_goes_and_its_citizens_see_the_one_in_use(
    channel: Channel, city: SmallCity
) -> None:
    channel.sync(city.want())
    linked = channel.add_citizen("madoguchi-parent-en")
    del city.menus["parent"]
    city.write()
    channel.sync(city.want())
    assert channel.seen_by(linked) == "main.en"
    assert not [name for name in channel.names() if "parent" in name]
    assert "madoguchi-parent-en" not in channel.line.menus.list_aliases()


def test_a_sync_during_a_disaster_leaves_the_disaster_menu_in_use(channel: Channel, city: SmallCity) -> None:
    channel.sync(city.want())
    channel.use("disaster")
    city.change("disaster", bar={"ja": "災害", "en": "Disaster"})
    channel.sync(city.want())
    assert channel.seen_by(channel.add_citizen()) == "disaster.ja"
    assert channel.plan(city.want()).is_empty


@pytest.mark.parametrize("kind", ["error", "rate", "accepted-error", "accepted-cut"])
def test_what_line_does_not_answer_is_asked_again(channel: Channel, city: SmallCity, kind: str) -> None:
    channel.sync(city.want())
    linked = channel.add_citizen("madoguchi-main-en")
    city.change("main", bar={"ja": "めにゅー", "en": "The menu"})
    for operation in {request.operation for request in channel.line.requests} | {"deleteRichMenu", "richMenuBatch"}:
        channel.line.faults.add(operation, kind, times=2)
    channel.sync(city.want())
    assert channel.seen_by(linked) == "main.en"
    assert channel.names() == sorted(one.name for one in city.want())
    assert channel.plan(city.want()).is_empty


@pytest.mark.parametrize("kind", ["error", "accepted-error"])
def test_a_first_sync_broken_off_anywhere_is_finished_by_the_next(channel: Channel, city: SmallCity, kind: str) -> None:
    wanted = city.want()
    channel.sync(wanted)
    calls, broken_off = len(channel.operations()), 0
    for call in range(calls):
        channel.empty()
        channel.line.faults.add(ANY_OPERATION, kind, after=call)
        try:
            channel.sync(wanted, ONCE)
        except TemporaryFault:
            broken_off += 1
        channel.sync(wanted)
        assert channel.names() == sorted(one.name for one in wanted), f"after call {call}"
        assert channel.plan(wanted).is_empty
    assert broken_off >= calls - 1  # that there is no default is told as 404, not as a fault


@pytest.mark.parametrize("kind", ["error", "accepted-error"])
def test_a_change_broken_off_anywhere_leaves_everybody_with_a_menu(
    channel: Channel, city: SmallCity, kind: str
) -> None:
    before = city.want()
    for name in city.menus:
        city.change(name, bar={"ja": "新しい", "en": "New"})
    after = city.want()
    channel.sync(before)
    channel.operations()
    channel.sync(after)
    calls = len(channel.operations())
    assert calls > 25
    for call in range(calls):
        channel.empty()
        channel.sync(before)
        citizens = {channel.add_citizen(alias): seen for alias, seen in CITIZENS.items()}
        channel.line.faults.add(ANY_OPERATION, kind, after=call)
        with pytest.raises(TemporaryFault):
            channel.sync(after, ONCE)
        assert {user_id: channel.seen_by(user_id) for user_id in citizens} == citizens, f"after call {call}"
        for alias in channel.line.menus.list_aliases():
            assert channel.seen_by(channel.add_citizen(alias)) != "another's"
        channel.sync(after)
        assert {user_id: channel.seen_by(user_id) for user_id in citizens} == citizens
        assert channel.names() == sorted(one.name for one in after), f"after call {call}"
        assert channel.plan(after).is_empty


def test_old_menus_stay_while_line_does_not_move_the_citizens(channel: Channel, city: SmallCity) -> None:
    channel.sync(city.want())
    linked = channel.add_citizen("madoguchi-main-en")
    city.change("main", bar={"ja": "めにゅー", "en": "The menu"})
    channel.line.rate_limits.by_operation["richMenuBatch"] = (0, 3600.0)
    with pytest.raises(TemporaryFault, match="three times an hour"):
        channel.sync(city.want())
    assert channel.seen_by(linked) == "main.en"
    assert len(channel.names()) == 8
    channel.line.rate_limits.by_operation.clear()
    channel.sync(city.want())
    assert len(channel.names()) == 6


def test_a_refusal_is_not_asked_again_and_leaves_all_as_it_was(channel: Channel, city: SmallCity) -> None:
    channel.sync(city.want())
    citizen = channel.add_citizen()
    city.change("main", bar={"ja": "めにゅー", "en": "The menu"})
    channel.line.channel_token, token = "another", channel.line.channel_token
    try:
        with pytest.raises(PermanentFault, match="401"):
            channel.sync(city.want())
    finally:
        channel.line.channel_token = token
    assert channel.seen_by(citizen) == "main.ja"
