"""Where the embedded models of a city are made, of the rooms' examples and of those its staff accepted."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from bot.db import Database
from bot.services.learning.examples import find_examples
from knowledge.encoders.protocol import Encoder
from nlu.embedded import EmbeddedEngine, load_or_train
from nlu.learning.learned_file import write_learned
from nlu.model_store import model_name
from nlu.training_data import LEARNED, Example, TrainingData, add_examples, read_training_files

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lot:
    """What a model is made of: `accepted` are the examples with the numbers `ids`; `data` are the rooms' examples and
    those of the accepted ones that fit them. `name` is the model's."""

    ids: tuple[int, ...]
    accepted: tuple[Example, ...]
    data: TrainingData
    name: str


@dataclass(frozen=True)
class Workshop:
    """`rooms` are everybody's examples; of this machine are the folders of the models, `folder`, and of the file of
    accepted examples, `learned`."""

    database: Database
    rooms: TrainingData
    encoder: Encoder | None
    folder: Path
    learned: Path

    def gather(self, session: Session, ids: Sequence[int]) -> Lot:
        """The rooms' examples with the accepted ones of these numbers."""
        return self.join(find_examples(session, ids), ids)

    def join(self, accepted: Iterable[Example], ids: Sequence[int] = ()) -> Lot:
        """The rooms' examples with these."""
        given = tuple(accepted)
        data = add_examples(self.rooms, given)
        return Lot(tuple(ids), given, data, model_name(data.digest, self.encoder))

    def make_engine(self, lot: Lot) -> EmbeddedEngine:
        """Loaded, or trained in up to a minute."""
        return load_or_train(lot.data, self.encoder, self.folder)

    def write_learned(self, lot: Lot) -> None:
        """For whoever reads examples from files: the accepted ones of the version in service. A folder that can't be
        written is logged."""
        try:
            write_learned(self.learned, lot.accepted)
        except OSError as fault:
            log.error("the accepted examples can't be written to %s: %s", self.learned, fault.strerror)

    def read_learned(self) -> Lot:
        """What was written last."""
        path = self.learned / LEARNED
        return self.join(read_training_files([path]).examples if path.is_file() else ())
