"""`madoguchi knowledge …`: fill, build, ask and measure the knowledge from a terminal."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from bot.clock import tokyo_today
from bot.errors import MadoguchiError
from knowledge.crawl.options import make_options
from knowledge.crawl.report import changed_urls
from knowledge.crawl.source import crawl_source
from knowledge.encoders.commands import encoder
from knowledge.index.build import build_index
from knowledge.living.commands import COMMANDS
from knowledge.measure.commands import evaluate_files, judge_sample, quality
from knowledge.measure.own_command import calibrate
from knowledge.search import SearchResult
from knowledge.sources.faq_file import import_faq_file
from knowledge.surroundings import Surroundings, open_knowledge
from knowledge.terminal import show_progress
from knowledge.upkeep import keep_true

FILE = click.Path(path_type=Path)


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
    _keep_true(surroundings)
    _show(report.to_json(), as_json)


@knowledge.command()
@click.argument("source")
@click.option("--base-url", default="", help="Of a folder or export: where the pages are, if they do not say so.")
@click.option("--delay", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option("--window", default="", help="Ask the site only at these hours (Asia/Tokyo), as in 22:00-06:00.")
@click.option("--contact", default="", help="Where the site's administrators find you; default: the site itself.")
@click.option("--pages", type=click.IntRange(1), default=20_000, show_default=True, help="Addresses at most.")
@click.option("--alike", type=click.IntRange(1), default=400, show_default=True, help="Of those: alike but for dates.")
@click.option("--rules", type=FILE, help="YAML: CSS selectors by the beginning of an address.")
@click.option("--accept-removals", is_flag=True, help="Take pages back even if most of them are gone.")
@click.option("--allow-private", is_flag=True, help="Also ask machines that are not on the public internet.")
@click.option("--again", is_flag=True, help="Read what has not changed, too.")
@click.option("--restart", is_flag=True, help="Forget an interrupted crawl instead of going on with it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def crawl(surroundings: Surroundings, /, source: str, base_url: str, as_json: bool, **given: Any) -> None:
    """Read the pages of SOURCE: a website's address, its sitemap or feed; a folder of saved pages; a .jsonl export.

    A website may be stopped at any time and goes on at the next call. What is gone from SOURCE is taken back.
    """
    options = make_options(given)
    with show_progress("pages") as told:
        report = crawl_source(surroundings.database, source, base_url, options, told)
    for line in report.list_lines():
        click.echo(line, err=True)
    _keep_true(surroundings, changed_urls(report))
    _show(report.to_json(), as_json)


@knowledge.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def index(surroundings: Surroundings, as_json: bool) -> None:
    """Embed what changed and publish the index; an interrupted run resumes where it was."""
    with show_progress("passages") as told:
        report = build_index(
            surroundings.database, surroundings.encoder(), surroundings.index_folder, told, surroundings.vectors
        )
    _show(report.to_json(), as_json)


@knowledge.command()
@click.argument("text")
@click.option("-k", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits at most.")
@click.option("--language", default="ja", show_default=True, help="The citizen's: ja, ja-easy, en, zh, ko, vi.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def search(surroundings: Surroundings, text: str, count: int, language: str, as_json: bool) -> None:
    """What the counter would find for TEXT, with scores, sources and dates."""
    opened = open_knowledge(surroundings)
    if not opened.is_ready():
        raise click.ClickException("there is no index yet: run `madoguchi knowledge index`")
    result = opened.search(text, count, language)
    if as_json:
        _show(result.to_json(), as_json)
    else:
        _show_hits(result)


for command in (evaluate_files, quality, judge_sample, calibrate, encoder, *COMMANDS):
    knowledge.add_command(command)


def _keep_true(surroundings: Surroundings, changed: Collection[str] | None = None) -> None:
    """What is served follows what was just read; answers whose state is another now are named."""
    with show_progress("passages") as told:
        report = keep_true(
            surroundings.database,
            surroundings.encoder(),
            surroundings.index_folder,
            surroundings.vectors,
            tokyo_today(),
            changed_urls=changed,
            progress=told,
        )
    for faq_id, state in report.changed.items():
        click.echo(f"{faq_id}: {state}", err=True)


def _show(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        click.echo(f"{name}: {len(value) if isinstance(value, list) else value}")


def _show_hits(result: SearchResult) -> None:
    click.echo(f"{result.band} (probability {result.probability:.2f})")
    if result.elsewhere:
        click.echo(f"about {result.elsewhere}, not about this city")
    for hit in result.hits:
        click.echo(f"{hit.score:.3f}  {hit.id}  {hit.heading or hit.title}")
        click.echo("       " + "  ".join(str(fact) for fact in (hit.department, hit.checked_on, hit.url) if fact))
