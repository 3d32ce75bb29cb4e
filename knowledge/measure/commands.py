"""`madoguchi knowledge evaluate`, `quality` and `judge`: measure on files, and judge what citizens asked."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bot.clock import tokyo_today, utc_now
from bot.errors import InputFileError
from knowledge.measure.cases import score_cases
from knowledge.measure.comparison import Comparison, compare
from knowledge.measure.evaluate import Measured, measure_files, run_to_json
from knowledge.measure.files import read_negatives, read_qrels, read_queries, read_run
from knowledge.measure.judgements import export_judgements, forget_old
from knowledge.measure.judging import judge_open
from knowledge.measure.quality import render_quality_page
from knowledge.measure.report import render_report
from knowledge.measure.slices import slice_cases
from knowledge.measure.summaries import summarise
from knowledge.measure.tables import show_measured, show_weeks
from knowledge.surroundings import Surroundings
from knowledge.terminal import show_progress

FILE = click.Path(path_type=Path)
LANGUAGES = click.Choice(("ja", "ja-easy", "en", "zh", "ko", "vi"))


@click.command("evaluate")
@click.option("--corpus", type=FILE, required=True, help='FAQ: {"id": "Question: …\\nAnswer: …"}, or as for import.')
@click.option("--queries", type=FILE, required=True, help='{"qid": "text"}')
@click.option("--qrels", type=FILE, required=True, help='{"qid": {"id": grade}}')
@click.option("--run", type=FILE, help="Write each query's ranking and answer to this file.")
@click.option("--negatives", type=FILE, help="YAML or JSON: utterances that must not be answered, by category.")
@click.option("--compare", "other", type=FILE, help="A file that --run wrote: show what changed, and how sure that is.")
@click.option("--report", type=FILE, help="Write a page with charts to this file (HTML).")
@click.option("--report-language", type=click.Choice(("ja", "en")), default="ja", show_default=True)
@click.option("--language", type=LANGUAGES, default="ja", show_default=True, help="In which the queries are asked.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def evaluate_files(
    surroundings: Surroundings,
    corpus: Path,
    queries: Path,
    qrels: Path,
    run: Path | None,
    negatives: Path | None,
    other: Path | None,
    report: Path | None,
    report_language: str,
    language: str,
    as_json: bool,
) -> None:
    """Measure the search on judged queries, in a fresh temporary index."""
    refused = read_negatives(negatives) if negatives else None
    compared = read_run(other) if other else None  # before the minutes of work, so that a bad file is told at once
    with show_progress("passages") as told:
        measured = measure_files(
            corpus, queries, qrels, surroundings.encoder(), told, negatives=refused, language=language
        )
    if run is not None:
        _write(run, json.dumps(run_to_json(measured.runs), ensure_ascii=False, indent=1))
    comparison = None
    if compared is not None:
        comparison = compare(measured.cases, score_cases(compared, read_queries(queries), read_qrels(qrels)))
    if report is not None:
        name = f"{queries.parent.name}/{queries.name}"
        page = render_report(measured, tokyo_today(), name=name, comparison=comparison, language=report_language)
        _write(report, page)
    if as_json:
        click.echo(json.dumps(_to_json(measured, comparison), ensure_ascii=False))
    else:
        show_measured(Console(), measured, comparison)


@click.command()
@click.option("--weeks", type=click.IntRange(1, 520), default=12, show_default=True, help="How far back.")
@click.option("--page", type=FILE, help="Write the page to publish to this file (HTML); no citizen's words are in it.")
@click.option("--city", default="", help="The city's name, on the page.")
@click.option("--language", type=LANGUAGES, default="ja", show_default=True, help="Of the page.")
@click.option("--export", type=FILE, help="Write queries.json and qrels.json, for `evaluate` and for learning, here.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def quality(
    surroundings: Surroundings,
    weeks: int,
    page: Path | None,
    city: str,
    language: str,
    export: Path | None,
    as_json: bool,
) -> None:
    """What staff judged of the weekly samples: right, wrong, abstained, escalated."""
    with surroundings.database.read() as session:
        summaries = summarise(session, tokyo_today() - timedelta(weeks=weeks))
        learnt = export_judgements(session) if export else None
    if page is not None:
        _write(page, render_quality_page(summaries, city=city, language=language))
    if export is not None and learnt is not None:
        for name, data in zip(("queries", "qrels"), learnt, strict=True):
            _write(export / f"{name}.json", json.dumps(data, ensure_ascii=False, indent=1))
    if as_json:
        click.echo(json.dumps([one.to_json() for one in summaries], ensure_ascii=False))
    else:
        show_weeks(Console(), summaries)


@click.command("judge")
@click.option("--by", required=True, help="Who judges; kept with each verdict.")
@click.pass_obj
def judge_sample(surroundings: Surroundings, by: str) -> None:
    """Judge the questions of the weekly samples one by one; stop at any time, what is judged is kept."""
    with surroundings.database.write() as session:
        forget_old(session, utc_now())
    judge_open(surroundings, by)


def _to_json(measured: Measured, comparison: Comparison | None) -> dict[str, Any]:
    data = measured.evaluation.to_json()
    data["slices"] = [one.to_json() for one in slice_cases(measured.cases, measured.entries)]
    if measured.negatives is not None:
        data["negatives"] = measured.negatives.to_json()
    if comparison is not None:
        data["comparison"] = comparison.to_json()
    return data


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InputFileError(f"{path}: can't be written: {error.strerror}") from error
