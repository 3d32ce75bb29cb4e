"""Commands that are imported when they are asked for.

They load encoder and index, whose native threads survive no fork: a web process forked after that crashes at its end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


class LateGroup(click.Group):
    """A group that also has `LATE`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *LATE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        load: Callable[[], Any] | None = LATE.get(cmd_name)
        return load() if load else super().get_command(ctx, cmd_name)


def _load_bench() -> click.Command:
    from bot.bench.commands import bench

    return bench


def _load_knowledge() -> click.Command:
    from knowledge.commands import knowledge

    return knowledge


def _load_messages() -> click.Command:
    from bot.economy.commands import messages

    return messages


def _load_nlu() -> click.Command:
    from bot.learning.commands import COMMANDS
    from bot.learning.version_commands import COMMANDS as VERSIONS
    from nlu.commands import nlu

    for command in (*COMMANDS, *VERSIONS):
        nlu.add_command(command)
    return nlu


def _load_rasa() -> click.Command:
    from nlu.rasa.commands import rasa

    return rasa


def _load_richmenu() -> click.Command:
    from bot.menu_commands import richmenu

    return richmenu


LATE: dict[str, Callable[[], click.Command]] = {
    "bench": _load_bench,
    "knowledge": _load_knowledge,
    "messages": _load_messages,
    "nlu": _load_nlu,
    "rasa": _load_rasa,
    "richmenu": _load_richmenu,
}
