"""The processes of the Procfile beside the web, and the conversation in a terminal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

from rich.console import Console

from bot import inbox
from bot.channels.terminal import TerminalChat
from bot.counter import Counter, build_counter
from bot.errors import SetupError
from bot.knowledge_keeper import KnowledgeKeeper
from bot.migrate import is_current
from bot.scheduler import Scheduler
from bot.serve import start_logging
from bot.settings import Settings
from bot.worker import Worker


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl+C."""
    _run(settings, Worker)


def run_scheduler(settings: Settings) -> None:
    """Do what is due until SIGTERM or Ctrl+C."""
    _run(settings, Scheduler)


def run_terminal(settings: Settings, language: str) -> None:
    """A conversation until Ctrl+D."""
    counter = build_checked_counter(settings)
    console = Console()
    chat = TerminalChat(counter.database, counter.accept, lambda: _work_all(counter), language)
    _show(console, chat.greet())
    while True:
        try:
            typed = console.input("\n[bold]> [/bold]")
        except (EOFError, KeyboardInterrupt):
            break
        if typed.strip():
            _show(console, chat.say(typed))
    counter.close()


def build_checked_counter(settings: Settings) -> Counter:
    """The counter, or a SetupError when the tables are not those of this version."""
    counter = build_counter(settings)
    if not is_current(counter.database.engine):
        raise SetupError("the database's tables are not of this version; run `madoguchi migrate` first")
    return counter


def _run(settings: Settings, make: Callable[[Counter], Worker | Scheduler]) -> None:
    start_logging()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    counter = build_checked_counter(settings)
    if counter.redis:
        counter.redis.start()
    parts = (make(counter), KnowledgeKeeper(counter))
    for part in parts:
        part.start()
    stopping.wait()
    for part in parts:
        part.stop()
    counter.close()


def _work_all(counter: Counter) -> None:
    while inbox.work_one(counter.database, counter.engine, counter.bell):
        pass


def _show(console: Console, lines: list[str]) -> None:
    console.print("\n".join(lines), markup=False, highlight=False)
