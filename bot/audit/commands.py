"""`madoguchi audit …`."""

from __future__ import annotations

import click

from bot.audit.export_command import export
from bot.audit.verify_command import verify


@click.group()
def audit() -> None:
    """The audit log: who did what, on whom, why."""


audit.add_command(verify)
audit.add_command(export)
