"""`madoguchi staff …`: members of staff from the command line, the first administrator above all."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import click
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from bot.city import load_city
from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.errors import NotFound, Refused, UserError
from bot.models.staff import Role, Staff
from bot.services.audit import Actor
from bot.services.staff import directory, members, passwords
from bot.services.staff.principal import WHOLE_CITY, Grant
from bot.services.staff.recording import Acting
from bot.services.staff.signing_in import find_by_login
from bot.settings import Settings
from bot.texts import ROOT, load_texts
from nlu.explained import explained

EVERYBODY = 1_000_000


class StaffContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...


@click.group()
def staff() -> None:
    """Who may sign in at /admin/."""


@staff.command()
@click.argument("login")
@click.option("--name", required=True, help="As others see it.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="Several times for several.",
)
@click.option("--department", "departments", multiple=True, help="An id of city.yml; default: the whole city.")
@click.option("--service", default="", help="The city service, for the role service.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_obj
@explained
def create(
    context: StaffContext,
    login: str,
    name: str,
    roles: tuple[str, ...],
    departments: tuple[str, ...],
    service: str,
    password_stdin: bool,
) -> None:
    """Make a member, who keeps the password that is asked for."""
    grants = _read_grants(context.settings, roles, departments, service)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _ask_password()
    with _in_words():
        passwords.check_password(password, (login, name))
        hashed = passwords.hash_password(password)
        newcomer = members.Newcomer(login, name, grants, hashed, must_change_password=False)
        with context.database.write() as session:
            made = members.create_member(session, newcomer, act())
    click.echo(f"{made.login} may sign in, with {', '.join(members.describe_grants(grants)) or 'no role yet'}")


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
@explained
def list_all(context: StaffContext, as_json: bool) -> None:
    """Every member, with roles, second factor and last sign-in."""
    with context.database.read() as session:
        entries = directory.list_members(session, directory.Wanted(), page_size=EVERYBODY)
        rows = [_describe(entry) for entry in entries]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("login", "name", "roles", "second factor", "last sign-in", "")
    for row in rows:
        signed_in = str(row["signed_in_at"] or "never")[:16].replace("T", " ")
        state = "" if row["is_active"] else "disabled"
        factor = "yes" if row["has_second_factor"] else "no"
        table.add_row(str(row["login"]), str(row["name"]), "\n".join(row["roles"]), factor, signed_in, state)  # type: ignore[arg-type]
    Console(markup=False, highlight=False).print(
        table if rows else "there are none; make one with `madoguchi staff create`"
    )


@staff.command()
@click.argument("login")
@click.pass_obj
@explained
def disable(context: StaffContext, login: str) -> None:
    """Sign a member out everywhere and let them in no more."""
    _do(context, login, members.disable_member)
    click.echo(f"{login} is disabled")


@staff.command()
@click.argument("login")
@click.pass_obj
@explained
def enable(context: StaffContext, login: str) -> None:
    """Let a disabled member in again."""
    _do(context, login, members.enable_member)
    click.echo(f"{login} may sign in again")


@staff.command()
@click.argument("login")
@click.pass_obj
@explained
def reset(context: StaffContext, login: str) -> None:
    """End a member's sessions, take second factors away, and print a password that must be changed at once."""
    password = passwords.make_password()
    hashed = passwords.hash_password(password)
    _do(context, login, lambda session, id, acting: members.reset_member(session, id, hashed, acting))
    click.echo(f"{login} signs in with {password} and must change it")


@staff.command(hidden=True)
@click.pass_obj
@explained
def demo(context: StaffContext) -> None:
    """One member for each role, with passwords of this installation's own; printed."""
    from bot.demo_data.staff import seed_demo_staff

    for login, password in seed_demo_staff(context.settings, context.database, act()):
        click.echo(f"{login} {password}")


def act() -> Acting:
    """Whoever may use the command line does something now."""
    return Acting(Actor("system", "command line"), utc_now())


def _do(context: StaffContext, login: str, change: Callable[[Session, int, Acting], None]) -> None:
    with _in_words(), context.database.write() as session:
        change(session, _get_by_login(session, login).id or 0, act())


def _get_by_login(session: Session, login: str) -> Staff:
    found = find_by_login(session, login)
    if found is None:
        raise NotFound(f"there is no member {login}; `madoguchi staff list` shows them")
    return found


def _read_grants(
    settings: Settings, roles: tuple[str, ...], departments: tuple[str, ...], service: str
) -> frozenset[Grant]:
    city = load_city(settings.city)
    if unknown := [id for id in departments if city.find_department(id) is None]:
        raise Refused(f"no department {unknown[0]} in city.yml")
    if service and not (ROOT / "handlers" / service / "handler.py").is_file():
        raise Refused(f"no city service {service}")
    if Role.SERVICE in roles and not service:
        raise Refused("the role service wants --service")
    return frozenset(
        Grant(Role(role), department, service if role == Role.SERVICE else "")
        for role in roles
        for department in ((WHOLE_CITY,) if role == Role.ADMINISTRATOR else departments or (WHOLE_CITY,))
    )


def _ask_password() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


@contextmanager
def _in_words() -> Iterator[None]:
    """What pages say beside a field is one line here."""
    try:
        yield
    except UserError as error:
        raise Refused(load_texts().get("en", error.text_key, **error.values)) from error


def _describe(entry: directory.Entry) -> dict[str, object]:
    member = entry.staff
    return {
        "login": member.login,
        "name": member.name,
        "roles": members.describe_grants(entry.grants),
        "is_active": member.is_active,
        "has_second_factor": entry.has_second_factor,
        "signed_in_at": member.signed_in_at.astimezone(TOKYO).isoformat() if member.signed_in_at else None,
    }
