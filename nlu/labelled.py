"""What a room learns by itself: texts that people have labelled, beside the intents that all rooms share.

A room's folder `labelled/` has `.tsv` files: in each line a label, who says it, the text, and what else is known; what
was sent in pieces has `␤` between them. The engine is that of the intents, with labels in their place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.encoders.protocol import Encoder
from nlu.embedded import load_or_train
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
    found = sorted({path.parent for path in rooms.glob(f"*/{FOLDER}/*.tsv")})
    return {place.parent.name: create_labeller(sorted(place.glob("*.tsv")), encoder, folder) for place in found}


def create_labeller(files: Iterable[Path], encoder: Encoder, folder: Path) -> Labeller:
    """Of these files alone."""
    engine = load_or_train(read_labels(files), encoder, folder)

    def tell(text: str) -> Mapping[str, float]:
        return {ranked.name: ranked.confidence for ranked in engine.parse(text.replace(PIECES, " ")).ranking}

    return tell


def read_labels(files: Iterable[Path]) -> TrainingData:
    """A text that stands there twice has the label it has last."""
    examples: dict[str, Example] = {}
    for line in read_lines(files):
        text = line.text.replace(PIECES, " ")
        examples[normalize(text)] = Example(text, line.label, line.file, line.number)
    said = "\n".join(f"{one.intent}\t{one.text}" for one in examples.values())
    return TrainingData(tuple(examples.values()), hashlib.sha256(said.encode()).hexdigest(), {}, {}, {})
