"""The demo city's rich menus in LINE, with pictures of one colour, so that nothing has to be drawn."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from bot.channels.line.menus.api import Picture
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import read_present
from bot.channels.line.menus.sync import carry_out, make_plan, want
from bot.channels.line.menus.wording import LineMenu, build_menus
from bot.counter import open_menus
from bot.simulator.line import SimulatedLine
from tests.scenarios.office import Office


def sync_menus(office: Office) -> None:
    """As `madoguchi richmenu sync` does."""
    counter, patience = office.counter, Patience()
    api = open_menus(counter.settings)
    wanted = want(build_menus(counter.settings.city, counter.city, counter.texts), _paint)
    carry_out(make_plan(wanted, read_present(api, patience)), api, patience, lambda _: None)


def name_menu_of(line: SimulatedLine, user_id: str) -> str:
    """`menu.language` of what the citizen sees."""
    return str(line.menus.get(line.menus.find_menu_of(user_id))["name"]).split(":")[1]


def _paint(menu: LineMenu) -> Picture:
    stream = BytesIO()
    Image.new("RGB", menu.size, menu.colour).save(stream, "PNG")
    return Picture(stream.getvalue(), "image/png")
