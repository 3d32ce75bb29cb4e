"""`madoguchi broadcast …`: what /admin/broadcasts does, for scripts; letting out is done by a person there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import click
import yaml
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, col, select

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.errors import InputFileError, NotFound, Refused, UserError
from bot.messages import Message, Text, message_from_json
from bot.models.broadcasts import Broadcast
from bot.models.staff import Role
from bot.services.audit import Actor
from bot.services.broadcasts import correcting, drafting, stopping
from bot.services.broadcasts.acting import BroadcastAction, note
from bot.services.broadcasts.drafting import WRITTEN, Wanted
from bot.services.broadcasts.results import find_results
from bot.services.staff.identify import list_grants
from bot.services.staff.recording import Acting
from bot.services.staff.signing_in import find_by_login
from bot.texts import load_texts
from bot.yaml_files import parse_yaml
from nlu.explained import explained

LISTED = 50
by_option = click.option("--by", "login", required=True, help="Whose act it is: the login of a broadcaster.")
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


class BroadcastContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def database(self) -> Database: ...


@click.group()
def broadcast() -> None:
    """Messages to many: drafts, what became of them, stopping and correcting. Letting out is done at /admin/."""


@broadcast.command()
@file_argument
@by_option
@click.option("--submit", is_flag=True, help="Hand it in at once.")
@click.pass_obj
@explained
def draft(context: BroadcastContext, file: Path, login: str, submit: bool) -> None:
    """A draft from FILE (YAML or JSON): title, content by language, rule, kind, send_at, repeat, urgent."""
    wanted = read_wanted(_read_file(file))
    with _in_words(), context.database.write() as session:
        acting = _act(session, login)
        made = drafting.create_draft(session, wanted, acting)
        if submit:
            drafting.submit(session, made.id or 0, acting)
    click.echo(f"broadcast {made.id} is {made.status}")


@broadcast.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
@explained
def list_broadcasts(context: BroadcastContext, as_json: bool) -> None:
    """The newest first."""
    with context.database.read() as session:
        found = session.exec(select(Broadcast).order_by(col(Broadcast.id).desc()).limit(LISTED)).all()
        rows = [_describe(one) for one in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("id", "title", "kind", "status", "people", "leaves")
    for row in rows:
        table.add_row(*(str(row[name] or "") for name in ("id", "title", "kind", "status", "total", "send_at")))
    Console().print(table)


@broadcast.command()
@click.argument("broadcast_id", type=int)
@click.pass_obj
@explained
def show(context: BroadcastContext, broadcast_id: int) -> None:
    """What became of one, as JSON."""
    with context.database.read() as session:
        found = _get(session, broadcast_id)
        results = find_results(session, broadcast_id)
        click.echo(json.dumps({**_describe(found), "results": asdict(results)}, ensure_ascii=False))


@broadcast.command()
@click.argument("broadcast_id", type=int)
@by_option
@click.pass_obj
@explained
def stop(context: BroadcastContext, broadcast_id: int, login: str) -> None:
    """Nothing more of it leaves."""
    with context.database.write() as session:
        acting = _act(session, login)
        found = _get(session, broadcast_id)
        if not stopping.stop(session, broadcast_id, int(acting.actor.id), acting.now):
            raise Refused(f"broadcast {broadcast_id} is over")
        note(session, acting, BroadcastAction.STOPPED, found)
    click.echo(f"broadcast {broadcast_id} is stopped")


@broadcast.command()
@click.argument("broadcast_id", type=int)
@file_argument
@by_option
@click.pass_obj
@explained
def correct(context: BroadcastContext, broadcast_id: int, file: Path, login: str) -> None:
    """Tell those who got it what FILE has by language, at once. The same words again are sent once."""
    content = _read_content(_read_file(file))
    with context.database.write() as session:
        acting = _act(session, login)
        wrong = _get(session, broadcast_id)
        key = f"correction:{broadcast_id}:{hash_of(content)}"
        sent = correcting.correct(session, wrong, content, key, acting.now, int(acting.actor.id))
        note(session, acting, BroadcastAction.CORRECTED, wrong, correction=sent.id, recipients=sent.total)
    click.echo(f"broadcast {sent.id} corrects {broadcast_id} for {sent.total} people")


def read_wanted(said: Any) -> Wanted:
    """Raises InputFileError that names what is wrong."""
    if not isinstance(said, dict) or not isinstance(said.get("title"), str):
        raise InputFileError("a broadcast has a title, and content by language")
    known = {"title", "content", "rule", "kind", "send_at", "repeat", "urgent"}
    if unknown := sorted(set(said) - known):
        raise InputFileError(f"{unknown[0]}: no such entry; there are {', '.join(sorted(known))}")
    kind, repeat = said.get("kind", "message"), said.get("repeat", "")
    if kind not in WRITTEN or repeat not in drafting.REPEATS:
        raise InputFileError(f"nobody writes a {kind} that is repeated {repeat}")
    send_at = _read_moment(said.get("send_at"))
    content, rule = _read_content(said.get("content")), said.get("rule", {"everyone": True})
    return Wanted(said["title"], content, rule, kind, send_at, repeat, bool(said.get("urgent")))


def hash_of(content: Mapping[str, list[Message]]) -> str:
    """The same for the same words."""
    return sha256(repr(sorted(content.items())).encode()).hexdigest()[:16]


def _read_content(said: Any) -> dict[str, list[Message]]:
    if not isinstance(said, dict) or not said:
        raise InputFileError("content is words, or a list of messages, for each language")
    try:
        return {str(language): _read_messages(messages) for language, messages in said.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise InputFileError(f"content: a message can't be read: {error}") from error


def _read_messages(said: Any) -> list[Message]:
    return [Text(said)] if isinstance(said, str) else [message_from_json(message) for message in said]


def _read_moment(said: Any) -> datetime | None:
    if said is None:
        return None
    try:
        moment = said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
    except ValueError as error:
        raise InputFileError(f"send_at: {said} is no moment such as 2026-12-01T09:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=TOKYO)


def _read_file(path: Path) -> Any:
    try:
        return parse_yaml(path.read_text("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputFileError(f"{path}: can't be read: {' '.join(str(error).split())}") from error


def _get(session: Session, broadcast_id: int) -> Broadcast:
    found = session.get(Broadcast, broadcast_id)
    if found is None:
        raise NotFound(f"there is no broadcast {broadcast_id}")
    return found


def _act(session: Session, login: str) -> Acting:
    member = find_by_login(session, login)
    if member is None or member.id is None or not member.is_active:
        raise Refused(f"{login} is no member who may sign in")
    if not any(grant.role == Role.BROADCASTER for grant in list_grants(session, member.id)):
        raise Refused(f"{login} is no broadcaster")
    return Acting(Actor("staff", str(member.id), member.name, "command line"), utc_now())


def _describe(one: Broadcast) -> dict[str, Any]:
    names = ("id", "title", "kind", "status", "origin", "total", "is_urgent", "is_drill", "corrects_id", "rule")
    return {
        **{name: getattr(one, name) for name in names},
        "languages": list(one.content),
        "send_at": one.send_at.isoformat() if one.send_at else None,
    }


@contextmanager
def _in_words() -> Iterator[None]:
    """What pages say is one line here."""
    try:
        yield
    except UserError as error:
        raise Refused(load_texts().get("en", error.text_key, **error.values)) from error
