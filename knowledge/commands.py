"""`madoguchi knowledge …`: fill, build, ask and measure the knowledge from a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.db import Database
from bot.errors import MadoguchiError
from knowledge.encoders.protocol import Encoder
from knowledge.index.build import Progress as Told
from knowledge.index.build import build_index
from knowledge.measure.evaluate import evaluate, run_to_json
from knowledge.search import Knowledge, SearchResult
from knowledge.sources.crawl import import_page_folder
from knowledge.sources.faq_file import import_faq_file

FILE = click.Path(path_type=Path)


class Surroundings(Protocol):
    """What the caller's `click.Context.obj` gives these commands. `encoder()` is asked only on need."""

    @property
    def database(self) -> Database: ...

    @property
    def index_folder(self) -> Path: ...

    def encoder(self) -> Encoder: ...


class OneLineErrors(click.Group):
    """A fault we can explain is one line on standard error and exit 1, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MadoguchiError as error:
            raise click.ClickException(" ".join(str(error).split())) from error


@click.group(cls=OneLineErrors)
def knowledge() -> None:
    """What the city knows: import, crawl, index, search, evaluate."""


@knowledge.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--source", default="", help="What citizens see as the source where a row has no URL; default: FILE's name."
)
@click.option("--replace", is_flag=True, help="FILE is the whole FAQ: take back those that are not in it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def import_file(surroundings: Surroundings, file: Path, source: str, replace: bool, as_json: bool) -> None:
    """Add and update FAQ from FILE (CSV in UTF-8 or Shift_JIS, or JSON). All of it is taken or nothing."""
    report = import_faq_file(surroundings.database, file, source, replace=replace)
    for warning in report.warnings:
        click.echo(f"Warning: {warning}", err=True)
    _show(report.to_json(), as_json)


@knowledge.command()
@click.argument("folder", type=FILE)
@click.option("--base-url", default="", help="Where the pages are published, for those that do not say so.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def crawl(surroundings: Surroundings, folder: Path, base_url: str, as_json: bool) -> None:
    """Read the saved HTML pages below FOLDER; pages of it that are gone are taken back."""
    with _bar("pages") as told:
        report = import_page_folder(surroundings.database, folder, base_url, told)
    for address, reason in report.skipped:
        click.echo(f"Skipped: {address} {reason}", err=True)
    _show(report.to_json(), as_json)


@knowledge.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def index(surroundings: Surroundings, as_json: bool) -> None:
    """Embed what changed and publish the index; an interrupted run resumes where it was."""
    with _bar("passages") as told:
        report = build_index(surroundings.database, surroundings.encoder(), surroundings.index_folder, told)
    _show(report.to_json(), as_json)


@knowledge.command()
@click.argument("text")
@click.option("-k", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits at most.")
@click.option("--language", default="ja", show_default=True, help="The citizen's: ja, ja-easy, en, zh, ko, vi.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def search(surroundings: Surroundings, text: str, count: int, language: str, as_json: bool) -> None:
    """What the counter would find for TEXT, with scores, sources and dates."""
    opened = Knowledge(surroundings.database, surroundings.encoder(), surroundings.index_folder)
    if not opened.is_ready():
        raise click.ClickException("there is no index yet: run `madoguchi knowledge index`")
    result = opened.search(text, count, language)
    if as_json:
        _show(result.to_json(), as_json)
    else:
        _show_hits(result)


@knowledge.command("evaluate")
@click.option("--corpus", type=FILE, required=True, help='FAQ: {"id": "Question: …\\nAnswer: …"}, or as for import.')
@click.option("--queries", type=FILE, required=True, help='{"qid": "text"}')
@click.option("--qrels", type=FILE, required=True, help='{"qid": {"id": grade}}')
@click.option("--run", type=FILE, help="Write each query's ranking and answer to this file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def evaluate_files(
    surroundings: Surroundings, corpus: Path, queries: Path, qrels: Path, run: Path | None, as_json: bool
) -> None:
    """Measure the search on judged queries, in a fresh temporary index."""
    with _bar("passages") as told:
        evaluation, runs = evaluate(corpus, queries, qrels, surroundings.encoder(), told)
    if run is not None:
        run.write_text(json.dumps(run_to_json(runs), ensure_ascii=False, indent=1), "utf-8")
    _show(evaluation.to_json(), as_json)


def _show(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        click.echo(f"{name}: {len(value) if isinstance(value, list) else value}")


def _show_hits(result: SearchResult) -> None:
    click.echo(f"{result.band} (probability {result.probability:.2f})")
    for hit in result.hits:
        click.echo(f"{hit.score:.3f}  {hit.id}  {hit.heading or hit.title}")
        click.echo("       " + "  ".join(str(fact) for fact in (hit.department, hit.checked_on, hit.url) if fact))


@contextmanager
def _bar(what: str) -> Iterator[Told]:
    """A progress bar on standard error; a total of 0 means that it is not known."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total or None)
