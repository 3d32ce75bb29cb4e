"""Any sentence-transformers model, by its hub name or folder. Needs the extra `[transformers]` (torch)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.errors import SetupError
from knowledge.encoders.normalize import normalize
from knowledge.encoders.protocol import Vectors

PREFIXES = Path(__file__).with_name("prefixes.yml")


class TransformersEncoder:
    """Loads `model` at the first use, as the bundled encoder does.

    Raises SetupError at once when the library is missing, and at the first use when the model can't be loaded.
    """

    def __init__(self, model: str) -> None:
        if find_spec("sentence_transformers") is None:
            raise SetupError(
                f"the encoder {model!r} needs sentence-transformers: run pip install 'madoguchi[transformers]',"
                " or set MADOGUCHI_ENCODER=bundled"
            )
        self.name = model
        self._query_prefix, self._document_prefix = prefixes_of(model)
        self._model: Any = None
        self._loading = threading.Lock()

    @cached_property
    def dimension(self) -> int:
        return int(self._loaded().get_sentence_embedding_dimension())

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._query_prefix)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._document_prefix)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        prefixed = [prefix + normalize(text) for text in texts]
        vectors = self._loaded().encode(prefixed, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                from sentence_transformers import SentenceTransformer

                try:
                    self._model = SentenceTransformer(self.name)
                except (OSError, ValueError) as error:
                    raise SetupError(f"the encoder {self.name!r} can't be loaded: {error}") from error
            return self._model


def prefixes_of(model: str) -> tuple[str, str]:
    """(before a query, before a document) for a model's name; empty for models that were trained without."""
    known = yaml.safe_load(PREFIXES.read_text("utf-8"))
    family = model.rstrip("/").rsplit("/", 1)[-1].lower()
    found = next((pair for part, pair in known.items() if part in family), {"query": "", "document": ""})
    return found["query"], found["document"]
