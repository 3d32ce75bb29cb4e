"""`madoguchi rasa …`: write, set up, train, start and look at a Rasa that understands for the counter."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import click

from bot.errors import SetupError
from nlu.explained import explained
from nlu.rasa.home import RasaHome
from nlu.rasa.models import find_newest, has_digest
from nlu.rasa.project import CONFIGS, Project, make_project
from nlu.rasa.python import find_python
from nlu.rasa.server import RasaServer
from nlu.rasa.state import list_parts
from nlu.rasa.terminal import show_packages, show_step
from nlu.training_data import load_training_data

PORT = 5005
NO_PYTHON = (
    "Rasa 3.6 runs on Python 3.10, and there is none that works here. Install one (`uv python install 3.10`, "
    "`pyenv install 3.10`, or python3.10 with python3.10-venv from the system) and run `madoguchi rasa setup` again; "
    "without it the embedded engine understands."
)


class RasaContext(Protocol):
    """What the command line gives."""

    rasa_folder: Path
    training_folders: Sequence[Path]
    rasa_url: str
    rasa_token: str


@dataclass
class Rasa:
    """The commands' `ctx.obj`."""

    context: RasaContext
    chosen: Path | None

    @property
    def home(self) -> RasaHome:
        return RasaHome(self.chosen or self.context.rasa_folder)

    @property
    def project(self) -> Project:
        return make_project(load_training_data(self.context.training_folders))


@click.group()
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Environment and models; default: MADOGUCHI_VAR/rasa.",
)
@click.pass_context
def rasa(ctx: click.Context, home: Path | None) -> None:
    """Rasa as the engine: a project from the rooms' examples, and a server of its own."""
    ctx.obj = Rasa(ctx.obj, home)


@rasa.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
@explained
def export(rasa: Rasa, folder: Path) -> None:
    """Write a complete Rasa project into DIR: examples, domain, pipelines, components, lock."""
    project = rasa.project
    try:
        project.write(folder)
    except OSError as error:
        raise SetupError(f"{folder} can't be written: {error.strerror}") from error
    click.echo(f"{folder}: {len(project.files)} files, digest {project.digest('vectors')}")


@rasa.command()
@click.option("--again", is_flag=True, help="Make the environment anew even if it is complete.")
@click.pass_obj
@explained
def setup(rasa: Rasa, again: bool) -> None:
    """Make Rasa's own environment: Python 3.10, 1.9 GB, a minute or two."""
    environment = rasa.home.environment
    if environment.is_ready and not again:
        click.echo(f"complete: {environment.folder}")
        return
    python = find_python()
    if python is None:
        raise SetupError(NO_PYTHON)
    rasa.home.folder.mkdir(parents=True, exist_ok=True)
    with show_packages("installing Rasa") as advance:
        environment.install(python, rasa.home.folder / "setup.log", advance)
    click.echo(f"installed: {environment.folder}")


@rasa.command()
@click.option("--pipeline", type=click.Choice(list(CONFIGS)), default="vectors", show_default=True)
@click.option("--again", is_flag=True, help="Train even if there is a model of these very examples.")
@click.pass_obj
@explained
def train(rasa: Rasa, pipeline: str, again: bool) -> None:
    """Train a model of today's examples: a minute; three and more for diet."""
    project = rasa.project
    model = None if again else find_newest(rasa.home.models, [project.digest(pipeline)])
    if model is None:
        with show_step("training") as say:
            model = rasa.home.train(project, pipeline, say)
    click.echo(str(model))


@rasa.command()
@click.option("--port", default=PORT, show_default=True)
@click.option("--model", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Default: the newest.")
@click.pass_obj
@explained
def serve(rasa: Rasa, port: int, model: Path | None) -> None:
    """Start the server on 127.0.0.1, with the token MADOGUCHI_RASA_TOKEN."""
    token = rasa.context.rasa_token
    if not token:
        raise SetupError(f"MADOGUCHI_RASA_TOKEN is empty; set it, perhaps to {secrets.token_urlsafe(24)}")
    project = rasa.project
    model = model or find_newest(rasa.home.models)
    if model is None:
        raise SetupError("there is no model; run `madoguchi rasa train`")
    if not has_digest(model.name, project.digests):
        click.echo(f"Warning: {model.name} is of other examples than today's", err=True)
    rasa.home.serve(project, model.absolute(), port, token)


@rasa.command()
@click.pass_obj
@explained
def status(rasa: Rasa) -> None:
    """Environment, model and server: one line each; exit 1 when one is missing or old."""
    server = RasaServer(rasa.context.rasa_url or f"http://127.0.0.1:{PORT}", rasa.context.rasa_token)
    parts = list_parts(rasa.home, rasa.project, server)
    for part in parts:
        click.echo(f"{'ok   ' if part.is_well else 'FAULT'}  {part.name}: {part.said}")
    if not all(part.is_well for part in parts):
        sys.exit(1)
