"""`madoguchi richmenu …`: the city's rich menus as pictures, and LINE brought to agree with them.

What draws is imported where it is needed: most of these commands draw nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click
from rich.console import Console
from rich.table import Table

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.names import FILE, read_name
from bot.channels.line.menus.patience import Patience
from bot.channels.line.menus.present import read_present
from bot.channels.line.menus.report import describe_plan, list_steps
from bot.channels.line.menus.sync import Wanted, carry_out, make_plan, want
from bot.channels.line.menus.use import use_menu
from bot.city import load_city
from bot.counter import menu_folder, open_menus
from bot.errors import SetupError
from bot.settings import Settings
from bot.texts import load_texts
from nlu.explained import explained

if TYPE_CHECKING:
    from bot.channels.line.menus.wording import LineMenu

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")


class MenuContext(Protocol):
    """What these commands ask of the command line's context."""

    @property
    def settings(self) -> Settings: ...

    @property
    def city(self) -> Path: ...


@click.group()
def richmenu() -> None:
    """The rich menus in LINE."""


@richmenu.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
@explained
def draw(context: MenuContext, folder: Path) -> None:
    """Write every menu's picture into FOLDER, to look at."""
    from bot.channels.line.menus.store import make_picture

    folder.mkdir(parents=True, exist_ok=True)
    for menu in _load_menus(context.city):
        picture = make_picture(menu)
        suffix = picture.content_type.partition("/")[2]
        target = folder / f"{menu.menu}.{menu.language}.{suffix}"
        target.write_bytes(picture.data)
        click.echo(f"{target}  {len(picture.data):,} bytes")


@richmenu.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@AS_JSON
@click.pass_obj
@explained
def sync(context: MenuContext, dry_run: bool, as_json: bool) -> None:
    """Make LINE agree with the city's menus; citizens have a menu all the time."""
    wanted, api, patience = _want(context), _api(context.settings), Patience()
    plan = make_plan(wanted, read_present(api, patience))
    if not dry_run:
        carry_out(plan, api, patience, _tell)
    if as_json:
        click.echo(json.dumps(describe_plan(plan, dry_run), ensure_ascii=False))
    elif plan.is_empty:
        click.echo(f"LINE agrees with the {len(wanted)} menus already")
    elif dry_run:
        click.echo("\n".join(list_steps(plan)))
    else:
        click.echo(f"LINE agrees with the {len(wanted)} menus now")


@richmenu.command()
@click.argument("name")
@click.pass_obj
@explained
def use(context: MenuContext, name: str) -> None:
    """Show everybody the menu NAME: `disaster`, and later `main` again."""
    first = load_city(context.city).languages[0]
    use_menu(name, first, _api(context.settings), Patience(), _tell)
    click.echo(f"{name} is in use")


@richmenu.command("list")
@AS_JSON
@click.pass_obj
@explained
def list_menus(context: MenuContext, as_json: bool) -> None:
    """The rich menus in LINE, ours and those made by others."""
    present = read_present(_api(context.settings), Patience())
    rows = [
        {
            "id": menu_id,
            "name": name,
            "aliases": [alias for alias, target in present.aliases.items() if target == menu_id],
            "ours": read_name(name) is not None,
            "everybodys": menu_id == present.default,
        }
        for menu_id, name in present.names.items()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("menu", "alias", "made by", "")
    for row in rows:
        aliases = ", ".join(row["aliases"]) if isinstance(row["aliases"], list) else ""
        maker = "us" if row["ours"] else "others"
        table.add_row(str(row["name"]), aliases, maker, "everybody's" if row["everybodys"] else "")
    Console().print(table if rows else "there are none")


def _load_menus(city: Path) -> tuple[LineMenu, ...]:
    from bot.channels.line.menus.wording import build_menus

    menus = build_menus(city, load_city(city), load_texts(city=city))
    if not menus:
        raise SetupError(f"there is no {FILE} in {city}; docs/rich-menus.md says how to write one")
    return menus


def _want(context: MenuContext) -> tuple[Wanted, ...]:
    from bot.channels.line.menus.store import PictureStore

    settings = context.settings
    menus = _load_menus(settings.city)
    pictures = PictureStore(menu_folder(settings))
    if not sys.stderr.isatty():
        return want(menus, pictures.get)
    with Console(stderr=True).status("drawing"):
        return want(menus, pictures.get)


def _api(settings: Settings) -> RichMenuApi:
    if not settings.has_line:
        raise SetupError("LINE is off: MADOGUCHI_LINE_CHANNEL_SECRET and MADOGUCHI_LINE_CHANNEL_TOKEN are empty")
    return open_menus(settings)


def _tell(step: str) -> None:
    click.echo(step, err=True)
