"""`madoguchi nlu proposals | accept | reject | learn`: what was said becomes examples, and examples a better model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol

import click
from rich.console import Console

from bot.clock import utc_now
from bot.db import Database
from bot.learning.tables import show_measured, show_proposals
from bot.models.learning import ExampleStatus
from bot.services.learning import examples
from bot.services.learning.proposals import list_proposals
from bot.services.learning.takeover import Measured, learn
from bot.services.learning.workshop import Workshop
from bot.settings import Settings
from knowledge.encoders.protocol import Encoder
from nlu.entities.lookups import load_names
from nlu.explained import explained
from nlu.interpreter import Interpreter
from nlu.learning.comparison import MARGIN
from nlu.training_data import load_training_data, read_training_files

HELD_OUT = "held_out.yml"  # in the city's folder
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
BY = click.option("--by", default="", help="Who decides this.")


class LearningContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...

    def encoder(self) -> Encoder: ...


@click.command()
@AS_JSON
@click.pass_obj
@explained
def proposals(context: LearningContext, as_json: bool) -> None:
    """Utterances that may become examples, the most frequent first, with what they may mean and why."""
    with context.database.read() as session:
        found = list_proposals(session)
    if as_json:
        click.echo(json.dumps([proposal.to_json() for proposal in found], ensure_ascii=False))
        return
    show_proposals(Console(), found)


@click.command()
@click.argument("proposal_id", metavar="ID", type=int)
@click.option("--intent", default="", help="What it means; default: what is suggested.")
@BY
@click.pass_obj
@explained
def accept(context: LearningContext, proposal_id: int, intent: str, by: str) -> None:
    """Proposal ID becomes an example; the next `learn` trains with it."""
    from bot.counter import training_folders  # costs a second, which lists and `--help` need not wait for

    rooms = load_training_data(training_folders())
    example = examples.accept(context.database, rooms, proposal_id, intent, by=by, now=utc_now())
    click.echo(f"{proposal_id}: “{example.text}” is an example of {example.intent} from the next `nlu learn` on")


@click.command()
@click.argument("example_id", metavar="ID", type=int)
@BY
@click.pass_obj
@explained
def reject(context: LearningContext, example_id: int, by: str) -> None:
    """Proposal ID is not to become an example; an accepted one is not learned any more."""
    was = examples.reject(context.database, example_id, by=by, now=utc_now())
    left = ", and the next `nlu learn` leaves it out" if was is ExampleStatus.ACCEPTED else ""
    click.echo(f"{example_id}: rejected{left}")


@click.command("learn")
@click.option(
    "--held-out",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Sentences to measure on (Rasa test data); default: held_out.yml in the city's folder.",
)
@click.option(
    "--margin",
    type=click.FloatRange(0, 1),
    default=MARGIN,
    show_default=True,
    help="Share of its sentences an intent may lose, always one; 0: none.",
)
@BY
@AS_JSON
@click.pass_obj
@explained
def learn_accepted(context: LearningContext, held_out: Path | None, margin: float, by: str, as_json: bool) -> None:
    """Train with the accepted examples, measure before and after, and put the new model into service unless an intent
    loses too much."""
    file = held_out or context.settings.city / HELD_OUT
    if not file.is_file():
        raise click.UsageError(f"there is no {file}; say with --held-out FILE what to measure on")
    sentences, names = read_training_files([file]).examples, load_names(context.settings.city)
    measured = learn(
        make_workshop(context),
        sentences,
        margin,
        lambda engine: Interpreter(engine, names=names).interpret,
        by=by,
        now=utc_now(),
    )
    if as_json:
        click.echo(json.dumps(measured.to_json() if measured else None, ensure_ascii=False))
    elif measured is None:
        click.echo("nothing to learn: the examples in service are those that are accepted")
    else:
        _tell(measured)
    if measured and measured.losses:
        lost = ", ".join(loss.intent for loss in measured.losses)
        raise click.ClickException(f"not put into service, since it loses too much in {lost}")


def make_workshop(context: LearningContext) -> Workshop:
    from bot.counter import build_workshop

    return build_workshop(context.settings, context.encoder(), context.database)


def _tell(measured: Measured) -> None:
    show_measured(Console(), measured)
    if measured.left_out:
        click.echo(f"{measured.left_out} held-out sentences are examples by now and were left out")
    if measured.unheard:
        click.echo(f"no sentence is held out of {', '.join(measured.unheard)}, which have new examples")
    for loss in measured.losses:
        click.echo(f"{loss.intent}: {loss.before} → {loss.after} of {loss.n}")
        for one in loss.sentences:
            click.echo(f"  {one['text']} → {one['answered']} ({one['confidence']:.2f})")
    if not measured.losses:
        click.echo(f"{measured.name} is in service; running counters take it over within a minute")


COMMANDS = (proposals, accept, reject, learn_accepted)
