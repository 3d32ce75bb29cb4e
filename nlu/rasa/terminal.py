"""What the commands show while Rasa is installed and trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

_console = Console(stderr=True)


@contextmanager
def show_packages(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error."""
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=_console) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def show_step(what: str) -> Iterator[Callable[[str], None]]:
    """One line on standard error that says what is being done just now."""
    with _console.status(what) as status:
        yield lambda step: status.update(f"{what}: {step}")
