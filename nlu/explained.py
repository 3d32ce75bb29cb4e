"""Errors of ours on the command line."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from bot.errors import MadoguchiError


def explained(command: Callable[..., None]) -> Callable[..., None]:
    """An error of ours is one line on standard error and exit code 1."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except MadoguchiError as error:
            raise click.ClickException(" ".join(str(error).split())) from error

    return run
