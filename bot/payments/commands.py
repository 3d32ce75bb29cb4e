"""`madoguchi payments`: what is paid here and at the provider, for people and scripts."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Protocol

import click
from rich.console import Console
from rich.table import Table

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.errors import SetupError
from bot.payments.watch import COMPARED
from bot.payments.wiring import build_silent_cashier
from bot.services.payments.looking import look
from bot.services.payments.report import Report, make_report
from bot.services.payments.working import work_one
from bot.settings import Settings
from nlu.explained import explained


class PaymentContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...


@click.group()
def payments() -> None:
    """Payments and their provider."""


@payments.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Default: two days ago, in Tokyo.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
@explained
def reconcile(context: PaymentContext, since: datetime | None, as_json: bool) -> None:
    """Find what differs, repair what is safe and list the rest; exit 1 when something is left for people."""
    if not context.settings.has_payments:
        raise SetupError("payments are off: MADOGUCHI_STRIPE_KEY is empty")
    cashier = build_silent_cashier(context.settings, context.database)
    look(cashier)
    while work_one(cashier):
        pass
    report = make_report(cashier, since.replace(tzinfo=TOKYO) if since else utc_now() - COMPARED)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        _show(Console(), report)
    if not report.is_even:
        sys.exit(1)


def _show(console: Console, report: Report) -> None:
    console.print(
        f"{report.payments} payments since {report.since:%Y-%m-%d}: {report.paid_here_yen:,} yen here,"
        f" {report.paid_there_yen:,} yen at Stripe; given back {report.refunded_here_yen:,} and"
        f" {report.refunded_there_yen:,}",
        highlight=False,
    )
    table = Table("order", "what", "here", "at Stripe", "")
    for one in report.differences:
        row = (f"{one.here_yen:,}", f"{one.there_yen:,}", "repaired" if one.is_repaired else "look at it")
        table.add_row(one.reference, one.kind, *row)
    if report.differences:
        console.print(table)
