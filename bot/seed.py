"""`madoguchi seed`: the demo city's knowledge, indexed, and the examples learnt; what is there already stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.clock import tokyo_today
from bot.counter import build_interpreter, index_folder, open_database
from bot.migrate import upgrade
from bot.settings import DEMO_CITY, Settings
from knowledge.encoders import create_encoder
from knowledge.index.build import build_index
from knowledge.living.check import check_living
from knowledge.sources.crawl import import_page_folder
from knowledge.sources.faq_file import import_faq_file


def seed(settings: Settings) -> None:
    """Migrate, import, index and train, with progress on standard error."""
    console = Console(stderr=True)
    upgrade(settings.database_url)
    encoder = create_encoder(settings.encoder)
    database = open_database(settings)
    import_faq_file(database, DEMO_CITY / "faq.csv")
    import_page_folder(database, DEMO_CITY / "pages")
    check_living(database, tokyo_today())
    with _progress(console, "reading the city's knowledge") as show:
        build_index(database, encoder, index_folder(settings), show, settings.vectors)
    with console.status("learning the examples"):
        build_interpreter(settings, encoder)
    database.close()


@contextmanager
def _progress(console: Console, label: str) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
