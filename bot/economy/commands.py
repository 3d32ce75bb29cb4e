"""`madoguchi messages`: what was sent in LINE, what of it is paid for, and how far the quota reaches."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Protocol

import click
from rich.console import Console

from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.db import Database
from bot.economy.report import Report, show_report
from bot.economy.watch import ask_line
from bot.services.held import list_held
from bot.services.ledger import list_counts, month_of
from bot.services.quota import find_quota
from bot.settings import Settings
from nlu.explained import explained


class EconomyContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...


@click.command()
@click.option("--month", type=click.DateTime(["%Y-%m"]), metavar="YYYY-MM", help="Default: this month in Tokyo.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
@explained
def messages(context: EconomyContext, month: datetime | None, as_json: bool) -> None:
    """Messages in LINE by day and service, free and paid, with the quota and what is held back."""
    report = _make_report(context, month and month.date(), utc_now())
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        show_report(Console(), report)


def _make_report(context: EconomyContext, month: date | None, now: datetime) -> Report:
    this_month = month_of(now)
    settings, wanted = context.settings, month or this_month
    fault = ""
    if wanted == this_month and settings.has_line:
        fault = ask_line(context.database, LineSender(settings.line_channel_token, settings.line_api_url), now)
    with context.database.read() as session:
        quota = find_quota(session, wanted)
        report = Report(wanted, list_counts(session, wanted), quota, list_held(session), now, fault)
        session.expunge_all()
    return report
