"""`madoguchi knowledge calibrate`: the city's own probability, learned from what its staff judged."""

from __future__ import annotations

import json

import click
from rich.console import Console

from bot.clock import utc_now
from knowledge.index.embedding import encoder_key
from knowledge.measure.first_hits import JudgedHit, find_judged_hits, list_judged
from knowledge.measure.own import OwnProbability, fit_own
from knowledge.measure.tables import show_own
from knowledge.ranking.own import forget_own, store_own
from knowledge.ranking.probability import SHIPPED_AS_IT_IS, load_calibration
from knowledge.surroundings import Surroundings, open_knowledge
from knowledge.terminal import show_progress


@click.command("calibrate")
@click.option("--dry-run", is_flag=True, help="Measure only; what is in force stays.")
@click.option("--forget", is_flag=True, help="Go back to the shipped probability.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
@click.pass_obj
def calibrate(surroundings: Surroundings, dry_run: bool, forget: bool, as_json: bool) -> None:
    """Fit the probability to what staff judged; kept only when it is better than the shipped one."""
    if forget and dry_run:
        raise click.UsageError("--forget and --dry-run: one or the other")
    if forget:
        _forget(surroundings, as_json)
        return
    hits, judged = _ask_again(surroundings)
    fitted = fit_own(hits, judged)
    is_kept = fitted.is_better and not dry_run
    if is_kept:
        _keep(surroundings, fitted)
    if as_json:
        click.echo(json.dumps({**fitted.to_json(), "is_better": fitted.is_better, "is_kept": is_kept}))
        return
    show_own(Console(), fitted)
    if is_kept:
        click.echo("kept: the counter takes it over within minutes")
    elif fitted.is_better:
        click.echo("better than the shipped one; not kept, as this was a dry run")
    else:
        click.echo("not better than the shipped one, by log loss: nothing is changed")


def _ask_again(surroundings: Surroundings) -> tuple[list[JudgedHit], int]:
    """The judged hits, with the shipped probability, and how many judgements there are."""
    knowledge = open_knowledge(surroundings, correction=SHIPPED_AS_IT_IS)
    if not knowledge.is_ready():
        raise click.ClickException("there is no index yet: run `madoguchi knowledge index`")
    with surroundings.database.read() as session:
        rows = list_judged(session)
        session.expunge_all()
    with show_progress("judgements") as told:
        return find_judged_hits(surroundings.database, knowledge, rows, told), len(rows)


def _keep(surroundings: Surroundings, fitted: OwnProbability) -> None:
    encoder = surroundings.encoder()
    shipped = load_calibration(encoder.name)
    with surroundings.database.write() as session:
        store_own(session, encoder_key(encoder), shipped, fitted.correction, fitted.cases, now=utc_now())


def _forget(surroundings: Surroundings, as_json: bool) -> None:
    with surroundings.database.write() as session:
        forgotten = forget_own(session)
    if as_json:
        click.echo(json.dumps({"forgotten": forgotten}))
    else:
        click.echo("the shipped probability is in force" + ("" if forgotten else ", as it was before"))
