"""Any sentence-transformers model, by its hub name or folder. Needs the extra `[transformers]` (torch)."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np

from bot.errors import SetupError
from knowledge.encoders.library import check_library
from knowledge.encoders.naming import name_model, parse_model
from knowledge.encoders.normalize import normalize
from knowledge.encoders.prefixes import Prefixes, choose_prefixes
from knowledge.encoders.protocol import Vectors
from knowledge.encoders.recent import RecentQueries

BATCH = 16  # texts between which another thread gets its turn: a citizen does not wait for a whole index
REASON_CHARACTERS = 300  # of why a model can't be loaded: the libraries explain themselves at length


class TransformersEncoder:
    """Loads `model` at the first use, as the bundled encoder does, so that this may be made before a fork.

    Raises SetupError at once when the library or the folder is missing, and at the first use when the model can't be
    loaded. `HF_HUB_OFFLINE` and the hub's other variables mean what they mean to the library.
    """

    knows_meaning = True

    def __init__(self, model: str) -> None:
        check_library(f"the encoder {model!r}")
        self.name = name_model(model)
        self._source = parse_model(model)
        self._model: Any = None
        self._prefixes = Prefixes()
        self._turn = threading.Lock()  # the tokenizer keeps state while it pads, so one thread at a time
        self._recent = RecentQueries()

    @cached_property
    def dimension(self) -> int:
        """Raises SetupError when the model can't be loaded."""
        with self._turn:
            return int(self._loaded().get_embedding_dimension())

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions; a single one is remembered for the next who asks."""
        cleaned = [normalize(text) for text in texts]
        known = self._recent.find(cleaned[0]) if len(cleaned) == 1 else None
        if known is None:
            known = self._encode(cleaned, "query")
            if len(cleaned) == 1:
                self._recent.remember(cleaned[0], known)
        return known

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Vectors of answers and sections."""
        return self._encode([normalize(text) for text in texts], "document")

    def _encode(self, texts: list[str], kind: Literal["query", "document"]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Texts of about one length together: a batch is padded to its longest.
        places = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for start in range(0, len(places), BATCH):
            batch = places[start : start + BATCH]
            with self._turn:
                encode = getattr(self._loaded(), f"encode_{kind}")
                prefix = getattr(self._prefixes, kind)
                # Without saying no to it, a bar is drawn for every batch when the log level is INFO.
                vectors[batch] = encode(
                    [texts[place] for place in batch], prompt=prefix, normalize_embeddings=True, show_progress_bar=False
                )
        return vectors

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = load_model(self._source.place, self._source.revision)
            self._prefixes = choose_prefixes(self._model.prompts, self._source.place)
        return self._model


def load_model(place: str, revision: str | None) -> Any:
    """A SentenceTransformer, ready to encode. Raises SetupError with one line whatever is wrong with the model."""
    # The threads of one operation spin while they wait: more than one makes a busy machine ten times slower.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # of copying weights into memory; a download still shows its own
    try:
        model = SentenceTransformer(place, revision=revision)
    except Exception as error:
        # A stranger's files meet four libraries here, each with its own exceptions.
        reason = " ".join(str(error).split())[:REASON_CHARACTERS]
        raise SetupError(f"the encoder {place!r} can't be loaded: {reason or type(error).__name__}") from error
    if model.device.type == "cpu":
        model.float()  # half precision, in which some are stored, is emulated there and many times slower
    return model
