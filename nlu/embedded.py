"""The embedded engine: a kernel over sentence vectors and character pieces (`nlu.kernel`).

Trained when the city is set up; what serves the citizens needs numpy alone. A model is named by the
hash of everything that makes it (examples, encoder, features), so a changed example means a new model and an
unchanged one is never trained twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from knowledge.encoders.protocol import Encoder
from nlu.conversion import Conversion, Lexicon
from nlu.decision import OUT_OF_SCOPE, decide, fall_back, is_speech
from nlu.features import Floats, centre, pieces, weigh
from nlu.interpretation import Interpretation
from nlu.kernel import near
from nlu.model_store import Model, find_model, has_model, lock, model_name
from nlu.normalize import normalize
from nlu.training_data import TrainingData

log = logging.getLogger(__name__)


class EmbeddedEngine:
    """Understands with a trained model; safe for several threads, as nothing changes after loading."""

    name = "embedded"

    def __init__(self, model: Model, encoder: Encoder | None) -> None:
        """`encoder` is the one the model was trained with; None for a model of character pieces only."""
        self._model = model
        self._encoder = encoder
        self._vectors = model.vectors.astype(np.float32)  # halves would be widened again for each utterance

    @property
    def intents(self) -> tuple[str, ...]:
        """What it can tell apart, without `out_of_scope`."""
        return tuple(name for name in self._model.intents if name != OUT_OF_SCOPE)

    @cached_property
    def _conversion(self) -> Conversion:
        """Made for the first text, so that the counter opens sooner; two threads may each make it."""
        return Conversion(Lexicon(self._model.words, self._model.counts, self._model.pairs))

    def parse(self, text: str) -> Interpretation:
        """The intent of a text, `nlu_fallback` when none is likely or there is no letter; no entities.

        Where kana alone were read as words, `extra` has them as `written`.
        """
        text = normalize(text)
        if not is_speech(text):
            return fall_back(text, 1.0, (), self.name)
        written = self._conversion.convert(text)
        likely = self._probabilities(written)
        found = decide(text, dict(zip(self._model.intents, likely.tolist(), strict=True)), self.name)
        return found if written == text else replace(found, extra={"written": written})

    def _probabilities(self, text: str) -> Floats:
        model = self._model
        columns, weights = pieces(text)
        scores = weigh(columns, weights, model.idf) @ model.piece_weights[columns]
        scores = (scores + near(self._vector(text), self._vectors)[0] @ model.weights) / model.temperature
        likely = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum(), dtype=np.float32)

    def _vector(self, text: str) -> Floats:
        if self._encoder is None:
            return np.zeros((1, 0), dtype=np.float32)
        return centre(self._encoder.encode_query([text]), self._model.mean)


def find_engine(digest: str, encoder: Encoder | None, folders: Iterable[Path]) -> EmbeddedEngine | None:
    """That of examples with this digest, if one of the folders has its model."""
    name = model_name(digest, encoder)
    found = (find_model(folder, name) for folder in folders)
    return next((EmbeddedEngine(model, encoder) for model in found if model is not None), None)


def load_or_train(data: TrainingData, encoder: Encoder | None, folder: Path) -> EmbeddedEngine:
    """The engine of these examples and this encoder, from `folder` or trained into it (a minute or two)."""
    name = model_name(data.digest, encoder)
    model = find_model(folder, name)
    if model is None:
        with lock(folder):  # web and worker of a new machine start together, and one of them trains
            model = find_model(folder, name) or _train(data, encoder, folder, name)
    return EmbeddedEngine(model, encoder)


def _train(data: TrainingData, encoder: Encoder | None, folder: Path, name: str) -> Model:
    if has_model(folder, name):
        log.warning("the model %s is damaged: training it from the examples", name)
    else:
        log.info("there is no model %s yet: training it from the examples", name)
    from nlu.training import train  # scipy's solvers: never when a model is there

    train(data, encoder, folder)
    model = find_model(folder, name)
    if model is None:  # pragma: no cover
        raise RuntimeError(f"the model just trained is not in {folder}")
    return model
