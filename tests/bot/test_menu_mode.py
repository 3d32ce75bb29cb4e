"""Everybody's menu in LINE follows disaster mode, over faults and restarts, and goes back to what it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import read_present
from bot.channels.line.menus.sync import carry_out, make_plan
from bot.channels.line.menus.use import use_menu
from bot.db import Database
from bot.menu_mode import LOOK_AGAIN, Menus, MenuSwitcher
from bot.models.menu_change import MenuChange
from bot.simulator.faults import ANY_OPERATION
from bot.simulator.line import SimulatedLine
from bot.simulator.server import RunningSimulator
from tests.admin.staff_house import Clock
from tests.channels.line.conftest import CITIZEN, TOKEN, simulator  # noqa: F401
from tests.channels.line.menus.city import SmallCity
from tests.disaster_switch import switch_mode

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MENUS = Menus("disaster", "main", "ja")
QUICKLY = Patience(pause=lambda _: None)


@dataclass
class Channel:
    database: Database
    line: SimulatedLine
    api: RichMenuApi
    clock: Clock = field(default_factory=Clock)

    def turns(self, *, is_on: bool) -> None:
        switch_mode(self.database, is_on=is_on)

    def works(self, most: int = 9) -> int:
        """Steps of a process that has just been started; the number of them."""
        switcher = MenuSwitcher(self.database, self.api, MENUS, self.clock)
        return next(count for count in range(most) if not switcher.step())

    def sees(self, citizen: str = CITIZEN) -> str:
        return str(self.line.menus.get(self.line.menus.find_menu_of(citizen))["name"]).split(":")[1]

    def change(self) -> MenuChange:
        with self.database.read() as session:
            found = session.exec(select(MenuChange).order_by(MenuChange.id.desc())).first()  # type: ignore[union-attr]
            assert found is not None
            session.expunge(found)
            return found

    def asked(self) -> list[str]:
        names = [one.operation for one in self.line.requests if not one.operation.startswith("get")]
        self.line.requests.clear()
        return names


@pytest.fixture
def channel(
    database: Database,
    simulator: RunningSimulator,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Channel:
    """The menus are in LINE, and one citizen has one in English."""
    api = RichMenuApi(TOKEN, simulator.base_url)
    wanted = SmallCity(tmp_path_factory.mktemp("city")).want()
    carry_out(make_plan(wanted, read_present(api, QUICKLY)), api, QUICKLY, lambda _: None)
    simulator.line.menus.link(CITIZEN, simulator.line.menus.get_alias("madoguchi-main-en"))
    simulator.line.requests.clear()
    return Channel(database, simulator.line, api)


def test_everybody_has_the_menu_for_disasters_and_later_what_they_had_before(channel: Channel) -> None:
    other = channel.line.add_citizen().user_id
    assert channel.works() == 0
    channel.turns(is_on=True)
    assert channel.works() == 2
    assert (channel.sees(), channel.sees(other)) == ("disaster.en", "disaster.ja")
    assert (channel.change().status, channel.change().fault) == ("done", "")
    assert channel.asked() == ["setDefaultRichMenu", "richMenuBatch"]
    assert channel.works() == 0
    channel.turns(is_on=False)
    channel.works()
    assert (channel.sees(), channel.sees(other)) == ("main.en", "main.ja")
    assert channel.asked() == ["setDefaultRichMenu", "richMenuBatch"]


@ONE_DATABASE
def test_it_goes_back_to_the_menu_that_was_everybodys(channel: Channel) -> None:
    use_menu("parent", "ja", channel.api, QUICKLY, lambda _: None)
    channel.turns(is_on=True)
    channel.works()
    channel.turns(is_on=False)
    channel.works()
    assert channel.sees() == "parent.en"


@ONE_DATABASE
@pytest.mark.parametrize("kind", ["error", "accepted-error"])
@pytest.mark.parametrize("call", range(6))
def test_what_breaks_off_is_finished_by_another_process(channel: Channel, kind: str, call: int) -> None:
    channel.line.faults.add(ANY_OPERATION, kind, after=call)
    channel.turns(is_on=True)
    channel.works()
    assert channel.change().fault == "no_answer"
    assert channel.works() == 0  # not at once
    channel.line.faults.clear()
    channel.clock.ahead += timedelta(minutes=2)
    channel.works()
    assert (channel.sees(), channel.change().status, channel.change().attempts) == ("disaster.en", "done", 0)
    assert channel.change().menu_before == "main"


@ONE_DATABASE
def test_line_is_not_asked_to_move_people_while_it_moves_them(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    phases = iter(["ongoing", "ongoing", "failed", "succeeded"])
    monkeypatch.setattr(channel.api, "find_progress", lambda _: next(phases))
    channel.turns(is_on=True)
    channel.works()
    assert (channel.change().status, channel.works()) == ("moving", 0)
    channel.clock.ahead += LOOK_AGAIN
    channel.works()
    assert channel.asked() == ["setDefaultRichMenu", "richMenuBatch"]
    channel.clock.ahead += LOOK_AGAIN
    channel.works()
    assert channel.change().fault == "no_answer"
    channel.line.menus.link(CITIZEN, channel.line.menus.get_alias("madoguchi-main-en"))  # whom it had not moved
    channel.clock.ahead += LOOK_AGAIN
    channel.works()
    assert channel.asked() == ["richMenuBatch"]
    assert (channel.sees(), channel.change().status) == ("disaster.en", "done")


@ONE_DATABASE
def test_only_the_last_turn_of_the_switch_counts(channel: Channel) -> None:
    channel.turns(is_on=True)
    channel.turns(is_on=False)
    channel.works()
    assert channel.sees() == "main.en"
    assert "setDefaultRichMenu" not in channel.asked()


@ONE_DATABASE
def test_without_the_menu_in_line_it_waits_for_one(database: Database, simulator: RunningSimulator) -> None:  # noqa: F811
    channel = Channel(database, simulator.line, RichMenuApi(TOKEN, simulator.base_url))
    channel.turns(is_on=True)
    assert channel.works() == 1
    assert (channel.change().fault, channel.change().status) == ("no_menu", "waiting")
