"""The embedded engine: logistic regression over sentence vectors and character pieces.

Trained with scikit-learn when the city is set up; what serves the citizens needs numpy alone. A model is named by the
hash of everything that makes it (examples, encoder, features), so a changed example means a new model and an
unchanged one is never trained twice.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np

from knowledge.encoders.protocol import Encoder
from nlu.decision import OUT_OF_SCOPE, decide, fall_back, is_speech
from nlu.features import Floats, centre, pieces, weigh
from nlu.interpretation import Interpretation
from nlu.model_store import Model, find_model, has_model, model_name
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

    @property
    def intents(self) -> tuple[str, ...]:
        """What it can tell apart, without `out_of_scope`."""
        return tuple(name for name in self._model.intents if name != OUT_OF_SCOPE)

    def parse(self, text: str) -> Interpretation:
        """The intent of a text, `nlu_fallback` when none is likely or there is no letter; no entities."""
        text = normalize(text)
        if not is_speech(text):
            return fall_back(text, 1.0, (), self.name)
        likely = self._probabilities(text)
        return decide(text, dict(zip(self._model.intents, likely.tolist(), strict=True)), self.name)

    def _probabilities(self, text: str) -> Floats:
        model = self._model
        columns, weights = pieces(text)
        scores = model.bias + weigh(columns, weights, model.idf) @ model.piece_weights[columns]
        if self._encoder is not None:
            vector = centre(self._encoder.encode_query([text]), model.mean)[0]
            scores = scores + vector @ model.vector_weights
        scores = scores / model.temperature
        likely = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum(), dtype=np.float32)


def load_or_train(data: TrainingData, encoder: Encoder | None, folder: Path) -> EmbeddedEngine:
    """The engine of these examples and this encoder, from `folder` or trained into it (about half a minute)."""
    name = model_name(data.digest, encoder)
    model = find_model(folder, name)
    if model is None:
        if has_model(folder, name):
            log.warning("the model %s is damaged: training it from the examples", name)
        else:
            log.info("there is no model %s yet: training it from the examples", name)
        from nlu.training import train  # scikit-learn costs 100 MB and a second: never when a model is there

        train(data, encoder, folder)
        model = find_model(folder, name)
    if model is None:  # pragma: no cover
        raise RuntimeError(f"the model just trained is not in {folder}")
    return EmbeddedEngine(model, encoder)
