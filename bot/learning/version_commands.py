"""`madoguchi nlu versions | rollback | shadow`: what is in service, the way back, what another engine would say."""

from __future__ import annotations

import json
from datetime import timedelta

import click
from rich.console import Console

from bot.clock import utc_now
from bot.learning.commands import AS_JSON, BY, LearningContext, make_workshop
from bot.learning.tables import show_disagreements, show_summary, show_versions
from bot.services.learning.differences import list_disagreements, summarise
from bot.services.learning.takeover import roll_back
from bot.services.learning.versions import list_versions, load_in_service
from nlu.explained import explained


@click.command()
@AS_JSON
@click.pass_obj
@explained
def versions(context: LearningContext, as_json: bool) -> None:
    """The versions there are, the newest first, what was measured, and which is in service."""
    with context.database.read() as session:
        serving = load_in_service(session).version
        rows = list_versions(session)
        if as_json:
            described = [{**row.to_json(), "in_service": row is serving} for row in rows]
            click.echo(json.dumps(described, ensure_ascii=False))
        elif rows:
            show_versions(Console(), rows, serving)
        else:
            click.echo("nothing has been learned yet: the rooms' examples alone are in service")


@click.command()
@click.argument("name", default="")
@BY
@click.pass_obj
@explained
def rollback(context: LearningContext, name: str, by: str) -> None:
    """Back to the version NAME, or to the one made before the one in service."""
    name = roll_back(make_workshop(context), name, by=by, now=utc_now())
    click.echo(f"{name} is in service; running counters take it over within a minute")


@click.command()
@click.option("--days", type=click.IntRange(1), default=30, show_default=True, help="What was said since then.")
@click.option("--show", is_flag=True, help="Also the citizens' words.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Utterances listed at most.")
@AS_JSON
@click.pass_obj
@explained
def shadow(context: LearningContext, days: int, show: bool, limit: int, as_json: bool) -> None:
    """How often the engine that runs beside (MADOGUCHI_SHADOW) agrees, and where it does not."""
    since = utc_now() - timedelta(days=days)
    with context.database.read() as session:
        summary = summarise(session, since)
        found = list_disagreements(session, since, limit, with_words=show)
    if as_json:
        listed = [one.to_json() for one in found]
        click.echo(json.dumps({**summary.to_json(), "disagreements": listed}, ensure_ascii=False))
        return
    show_summary(Console(), summary)
    if found:
        show_disagreements(Console(), found)


COMMANDS = (versions, rollback, shadow)
