"""What a room learns by itself: texts that people have labelled, beside the intents that all rooms share.

A room's folder `labelled/` has `.tsv` files, also in folders of its own: in each line a label, who says it, the text,
and what else is known; what was sent in pieces has `␤` between them. The engine is that of the intents, with labels in
their place. Of many texts its model is shipped beside them, since learning takes a minute and a gigabyte:
`python -m nlu.labelled child_consultation` writes it anew, after the texts or the encoder have changed.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from knowledge.encoders import create_encoder
from knowledge.encoders.protocol import Encoder
from nlu.embedded import find_engine, load_or_train
from nlu.model_store import PREFIX
from nlu.normalize import normalize
from nlu.training_data import Example, TrainingData

FOLDER = "labelled"
PIECES = "␤"  # between the messages of which a text was sent

Labeller = Callable[[str], Mapping[str, float]]


@dataclass(frozen=True)
class Line:
    """`text` may hold `PIECES`."""

    label: str
    who: str
    text: str
    file: Path
    number: int


def read_lines(files: Iterable[Path]) -> Iterator[Line]:
    """Every line that is not empty, as the files have them."""
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            if line.strip():
                label, who, text, *_ = line.split("\t")
                yield Line(label, who, text, file, number)


def load_labellers(rooms: Path, encoder: Encoder, folder: Path) -> dict[str, Labeller]:
    """For each room that has labelled texts how likely each label is of a text, 0-1; trained into `folder` if need be.

    None without an encoder that knows meaning: character pieces alone tell too little.
    """
    if not encoder.knows_meaning:
        return {}
    places = {place.parent.name: place for place in sorted(rooms.glob(f"*/{FOLDER}"))}
    return {room: create_labeller(list_files(place), encoder, folder, place) for room, place in places.items()}


def list_files(place: Path) -> list[Path]:
    """Of a room's folder, always in the same order."""
    return sorted(place.rglob("*.tsv"))


def create_labeller(files: Iterable[Path], encoder: Encoder, folder: Path, shipped: Path | None = None) -> Labeller:
    """Of these files alone. They are read only where neither `shipped` nor `folder` has their model; then it is trained
    into `folder`."""
    files = list(files)
    folders = (shipped, folder) if shipped else (folder,)
    found = find_engine(digest_files(files), encoder, folders)
    engine = found or load_or_train(read_labels(files), encoder, folder)

    def tell(text: str) -> Mapping[str, float]:
        return {ranked.name: ranked.confidence for ranked in engine.parse(text.replace(PIECES, " ")).ranking}

    return tell


def read_labels(files: Iterable[Path]) -> TrainingData:
    """A text that stands there twice has the label it has last."""
    files = list(files)
    examples: dict[str, Example] = {}
    for line in read_lines(files):
        text = line.text.replace(PIECES, " ")
        examples[normalize(text)] = Example(text, line.label, line.file, line.number)
    return TrainingData(tuple(examples.values()), digest_files(files), {}, {}, {})


def digest_files(files: Iterable[Path]) -> str:
    """Of what they hold, in this order."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


@click.command()
@click.argument("room")
def main(room: str) -> None:
    """Learn a room's labelled texts with the bundled encoder, and put the model beside them."""
    place = Path(__file__).parent.parent / "handlers" / room / FOLDER
    with tempfile.TemporaryDirectory() as folder:
        create_labeller(list_files(place), create_encoder("bundled"), Path(folder))
        for old in place.glob(f"{PREFIX}*"):
            old.unlink()
        for new in Path(folder).glob(f"{PREFIX}*"):
            shutil.copy(new, place)
            click.echo(new.name)


if __name__ == "__main__":
    main()
