"""`madoguchi …`: exit 0 on success, 1 on a failure explained in one line, 2 on wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING

import click
from cryptography.fernet import Fernet

from bot import __version__
from bot.db import Database
from bot.errors import MadoguchiError
from bot.late_commands import LateGroup
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from knowledge.encoders.protocol import Encoder


class Context:
    """What commands share; made when first asked for, so that `--help` needs no settings."""

    @cached_property
    def settings(self) -> Settings:
        return load_settings()

    @cached_property
    def database(self) -> Database:
        from bot.counter import open_database
        from bot.migrate import upgrade

        upgrade(self.settings.database_url)
        return open_database(self.settings)

    @cached_property
    def index_folder(self) -> Path:
        from bot.counter import index_folder

        return index_folder(self.settings)

    @cached_property
    def checkpoints(self) -> Path:
        from bot.counter import audit_checkpoints

        return audit_checkpoints(self.settings)

    @property
    def vectors(self) -> str:
        return self.settings.vectors

    @property
    def city(self) -> Path:
        return self._keyless.city

    @cached_property
    def home(self) -> tuple[str, ...]:
        from bot.city import load_city

        return load_city(self.settings.city).own_names

    @cached_property
    def _keyless(self) -> Settings:
        """Whoever only trains or measures opens no database of the city's, and needs no keys of its to read one."""
        return load_settings(secret_key=token_urlsafe(32), data_keys=Fernet.generate_key().decode())

    @cached_property
    def model_folder(self) -> Path:
        from bot.counter import model_folder

        return model_folder(self._keyless)

    @cached_property
    def labeller_folder(self) -> Path:
        from bot.counter import labeller_folder

        return labeller_folder(self._keyless)

    @cached_property
    def rasa_folder(self) -> Path:
        from bot.counter import rasa_folder

        return rasa_folder(self._keyless)

    @property
    def rasa_url(self) -> str:
        return self._keyless.rasa_url

    @property
    def rasa_token(self) -> str:
        return self._keyless.rasa_token

    @cached_property
    def training_folders(self) -> list[Path]:
        from bot.counter import learned_folder, training_folders

        return [*training_folders(), learned_folder(self._keyless)]

    @property
    def shadow(self) -> str:
        return self._keyless.shadow

    @cached_property
    def _encoder(self) -> Encoder:
        from knowledge.encoders import create_encoder

        return create_encoder(self._keyless.encoder)

    def encoder(self) -> Encoder:
        return self._encoder

    def close(self) -> None:
        if "database" in self.__dict__:  # made, since a command asked for it
            self.database.close()


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="madoguchi")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Madoguchi, the counter of a city in LINE, on the web and in a terminal."""
    ctx.obj = Context()
    ctx.call_on_close(ctx.obj.close)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=1, show_default=True, help="Web processes; more than one needs PostgreSQL.")
@click.option("--only", type=click.Choice(["web"]), help="Serve the web without worker and scheduler.")
@click.pass_obj
def serve(context: Context, host: str, port: int, processes: int, only: str | None) -> None:
    """Serve the web; with SQLite also run the worker and the scheduler."""
    from bot.serve import serve as run

    embedded = context.settings.is_embedded
    if embedded and processes > 1:
        raise click.UsageError("more than one process needs PostgreSQL; see MADOGUCHI_DATABASE_URL")
    run(context.settings, host, port, processes, with_worker=embedded and only is None)


@cli.command()
@click.pass_obj
def worker(context: Context) -> None:
    """Turn inbox rows into answers, and send them."""
    from bot.processes import run_worker

    run_worker(context.settings)


@cli.command()
@click.pass_obj
def scheduler(context: Context) -> None:
    """Do what is due by the clock."""
    from bot.processes import run_scheduler

    run_scheduler(context.settings)


@cli.command()
@click.pass_obj
def migrate(context: Context) -> None:
    """Bring the tables up to date."""
    from bot.migrate import upgrade

    upgrade(context.settings.database_url)
    click.echo("the tables are up to date")


@cli.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--night", is_flag=True, help="Play a night of rain and an earthquake in fast time, in the simulator.")
def demo(port: int, *, night: bool) -> None:
    """The demo city with the LINE simulator, on this machine alone."""
    from bot.demo import run_demo

    run_demo(port, with_night=night)


@cli.command()
@click.pass_obj
def seed(context: Context) -> None:
    """Fill the counter with the demo city's knowledge."""
    from bot.seed import seed as run

    run(context.settings)


@cli.command()
@click.option("--language", default="ja", show_default=True, help="ja, ja-easy, en, zh, ko or vi.")
@click.pass_obj
def chat(context: Context, language: str) -> None:
    """A conversation in the terminal."""
    from bot.processes import run_terminal

    run_terminal(context.settings, language)


@cli.command()
@click.pass_obj
def check(context: Context) -> None:
    """Settings, handlers, texts, migrations and connections: one line each."""
    from bot.checks import list_checks

    faults = 0
    for name, fault in list_checks(lambda: context.settings):
        click.echo(f"{'ok   ' if fault is None else 'FAULT'}  {name}{'' if fault is None else ': ' + fault}")
        faults += fault is not None
    if faults:
        sys.exit(1)


@contextmanager
def explained() -> Iterator[None]:
    """Our own errors end in one line and exit code 1."""
    try:
        yield
    except MadoguchiError as error:
        click.echo(f"madoguchi: {error}", err=True)
        sys.exit(1)


def main() -> None:
    """The entry point of the console script."""
    with explained():
        cli()
