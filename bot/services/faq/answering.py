"""What answers citizens, for staff who look at how it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge.encoders.protocol import Encoder
from knowledge.search import Knowledge
from nlu.interpretation import Interpretation
from nlu.training_data import TrainingData


@dataclass(frozen=True)
class Answering:
    """The parts of the running counter. `rooms` are the examples that all cities have."""

    knowledge: Knowledge
    encoder: Encoder
    index_folder: Path
    interpret: Callable[[str], Interpretation]
    rooms: TrainingData
    home: tuple[str, ...] = ()
