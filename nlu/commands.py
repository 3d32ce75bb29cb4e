"""`madoguchi nlu …`: train, parse and evaluate from the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import click

from knowledge.encoders.protocol import Encoder
from knowledge.terminal import show_progress
from nlu.embedded import load_or_train
from nlu.entities.lookups import load_names
from nlu.evaluation import evaluate
from nlu.explained import explained
from nlu.interpretation import Engine
from nlu.interpreter import Interpreter
from nlu.model_store import find_model, lock, model_name
from nlu.rasa.engine import create_engine, create_sole_engine
from nlu.report import list_lines
from nlu.training_data import TrainingData, load_training_data, read_training_files
from nlu.when import list_readings


class NluContext(Protocol):
    """What the command line gives: `ctx.obj`."""

    model_folder: Path
    training_folders: Sequence[Path]
    city: Path
    rasa_url: str
    rasa_token: str
    shadow: str

    def encoder(self) -> Encoder: ...


engine_option = click.option(
    "--engine",
    "name",
    type=click.Choice(["embedded", "rasa"]),
    help="This engine alone; default: as the counter has it, the embedded one where Rasa does not answer.",
)


@click.group()
def nlu() -> None:
    """Understanding: train the engine, try a sentence, measure."""


@nlu.command()
@click.option("--again", is_flag=True, help="Train even if there is a model of these very examples.")
@click.pass_obj
@explained
def train(context: NluContext, again: bool) -> None:
    """Train the embedded engine on the rooms' examples; a model of these very examples stays."""
    data, encoder, folder = load_training_data(context.training_folders), context.encoder(), context.model_folder
    name = model_name(data.digest, encoder)
    with lock(folder):
        if again or find_model(folder, name) is None:
            _train(data, encoder, folder)
        else:
            click.echo("there is a model of these very examples; --again trains it anew", err=True)
    manifest = json.loads((folder / f"{name}.json").read_text("utf-8"))
    click.echo(f"{manifest['examples']} examples, {len(manifest['intents'])} intents, {manifest['seconds']} s")


@nlu.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Rasa's /model/parse answer.")
@engine_option
@click.pass_obj
@explained
def parse(context: NluContext, text: str, as_json: bool, name: str | None) -> None:
    """Show what TEXT is understood as."""
    found = _interpreter(context, name).interpret(text)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
        return
    for intent in found.ranking[:3]:
        click.echo(f"{intent.confidence:.2f}  {intent.name}")
    for entity in found.entities:
        click.echo(f"{entity.entity}: {entity.text} {json.dumps(entity.value, ensure_ascii=False)}")
    if when := list_readings(found.entities):
        click.echo(f"when: {' or '.join(when)}")


@nlu.command("evaluate")
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
@click.option("--by-language", is_flag=True, help="Also by the language that each sentence seems to be in.")
@engine_option
@click.pass_obj
@explained
def evaluate_files(
    context: NluContext, files: tuple[Path, ...], as_json: bool, by_language: bool, name: str | None
) -> None:
    """Measure on FILEs (Rasa test data) together; sentences of the intent out_of_scope should be refused."""
    figures = evaluate(read_training_files(files).examples, _interpreter(context, name).interpret)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    for line in list_lines(figures, by_language):
        click.echo(line)


def _train(data: TrainingData, encoder: Encoder, folder: Path) -> None:
    from nlu.training import train as train_model  # scikit-learn, slow to import

    with show_progress("reading examples") as advance:
        train_model(data, encoder, folder, advance)


def _interpreter(context: NluContext, name: str | None) -> Interpreter:
    return Interpreter(_engine(context, name), names=load_names(context.city))


def _engine(context: NluContext, name: str | None) -> Engine:
    data = load_training_data(context.training_folders)
    if name == "rasa":
        return create_sole_engine(context.rasa_url, context.rasa_token, data.intents)
    embedded = load_or_train(data, context.encoder(), context.model_folder)
    url = "" if name or context.shadow == "rasa" else context.rasa_url
    return create_engine(url, context.rasa_token, embedded, data.intents)
