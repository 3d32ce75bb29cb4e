"""`madoguchi audit verify`: is the log whole?"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import click

from bot.audit.context import AuditContext
from bot.services.audit import verification
from bot.services.audit.checkpoints import read_checkpoints
from bot.services.audit.verification import Verdict, open_snapshot
from bot.services.audit.walk import Anchor
from knowledge.terminal import show_progress
from nlu.explained import explained


def _read_expected(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[Anchor]:
    found = [re.fullmatch(r"(\d{1,18}):([0-9a-fA-F]{16,64})", value.strip()) for value in values]
    if not all(found):
        raise click.BadParameter("write 1234:89ab…, with the first 16 hex digits of the MAC at least")
    return [Anchor(int(one[1]), one[2].lower(), "--expect") for one in found if one]


@click.command()
@click.option(
    "--expect",
    multiple=True,
    metavar="SEQ:MAC",
    callback=_read_expected,
    help="What was written down elsewhere; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
@explained
def verify(context: AuditContext, expect: list[Anchor], as_json: bool) -> None:
    """Compare every entry with the chain, the checkpoints and what --expect says; exit 1 when one is bad."""
    anchors = [*read_checkpoints(context.checkpoints), *expect]
    with open_snapshot(context.database) as session, show_progress("audit entries") as progress:
        verdict = verification.verify(session, anchors, progress)
    click.echo(json.dumps(_to_json(verdict)) if as_json else _say(verdict))
    if not verdict.is_whole:
        sys.exit(1)


def _to_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "whole": verdict.is_whole,
        "first": verdict.first,
        "last": verdict.last,
        "entries": verdict.count,
        "mac": verdict.mac.hex(),
        "compared": verdict.anchors,
        "fault": None if verdict.is_whole else {"sequence": verdict.bad, "what": verdict.fault},
    }


def _say(verdict: Verdict) -> str:
    if not verdict.is_whole:
        return f"the audit log is NOT whole: entry {verdict.bad}: {verdict.fault}"
    if not verdict.last:
        return "the audit log is empty"
    what = f"entries {verdict.first} to {verdict.last}" if verdict.count else f"no entry after {verdict.last}"
    return (
        f"the audit log is whole: {what}; {verdict.anchors} checkpoints agree\n"
        f"to keep elsewhere: {verdict.last}:{verdict.mac.hex()}"
    )
