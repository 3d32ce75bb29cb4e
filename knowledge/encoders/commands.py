"""`madoguchi knowledge encoder …`: the encoder's model as files."""

from __future__ import annotations

import json
from pathlib import Path

import click

from knowledge.encoders.export import export_bundled
from knowledge.encoders.naming import name_model
from knowledge.terminal import show_progress


@click.group()
def encoder() -> None:
    """The model that turns texts into vectors."""


@encoder.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
def export(folder: Path, as_json: bool) -> None:
    """Write the bundled weights into FOLDER, as a model of sentence-transformers (500 MB; needs [transformers])."""
    with show_progress("matrices") as told:
        export_bundled(folder, told)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "name": name_model(str(folder))}, ensure_ascii=False))
    else:
        click.echo(f"Use it with MADOGUCHI_ENCODER={folder.expanduser().resolve()}, then index again.")
