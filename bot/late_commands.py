"""Commands that are imported when they are asked for.

They load encoder and index, whose native threads survive no fork: a web process forked after that crashes at its end.
"""

from __future__ import annotations

from importlib import import_module

import click

LATE = {
    "alerts": "handlers.disaster.commands",
    "audit": "bot.audit.commands",
    "bench": "bot.bench.commands",
    "broadcast": "bot.broadcast_commands",
    "children": "handlers.child_care.commands",
    "faq": "bot.faq_commands",
    "health": "handlers.health_records.commands",
    "keys": "bot.key_commands",
    "knowledge": "knowledge.commands",
    "lectures": "handlers.lectures.commands",
    "lottery": "handlers.lectures.commands",
    "messages": "bot.economy.commands",
    "nlu": "bot.nlu_commands",
    "payments": "bot.payments.commands",
    "rasa": "nlu.rasa.commands",
    "shelters": "handlers.shelters.commands",
    "reports": "handlers.reports.commands",
    "staff": "bot.staff_commands",
    "richmenu": "bot.menu_commands",
}  # the module has the command under its name


class LateGroup(click.Group):
    """A group that also has `LATE`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *LATE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LATE:
            return super().get_command(ctx, cmd_name)
        command = getattr(import_module(LATE[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)
        return command
