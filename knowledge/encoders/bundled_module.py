"""The bundled encoder as a module of sentence-transformers. Imports torch, so it is itself imported on need only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from knowledge.encoders.bundled import BundledEncoder
from knowledge.encoders.counter_model import DIMENSION

PROMPTS = {"query": "query: ", "document": "passage: "}


class BundledModule(InputModule):  # type: ignore[misc, unused-ignore]  # Any where the library is not installed
    """Texts straight to sentence embeddings: the engine tokenises, pools and normalises by itself.

    It writes the prompt before a text itself too, so it takes no other prompts than its two: ValueError.
    """

    def __init__(self) -> None:
        super().__init__()
        self._encoder = BundledEncoder()

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        if prompt not in PROMPTS.values():
            raise ValueError(f"the bundled weights know the prompts {list(PROMPTS.values())}, not {prompt!r}")
        encode = self._encoder.encode_query if prompt == PROMPTS["query"] else self._encoder.encode_document
        return {"sentence_embedding": torch.from_numpy(encode(list(inputs)))}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        return features

    def get_embedding_dimension(self) -> int:
        return DIMENSION

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """The weights stay in their package; `madoguchi knowledge encoder export` writes them as files."""
        self.save_config(output_path)

    @classmethod
    def load(cls, *_: Any, **__: Any) -> BundledModule:
        return cls()


def wrap_bundled() -> SentenceTransformer:
    """What is encoded without saying whether it is a question counts as one, as e5's authors advise."""
    return SentenceTransformer(modules=[BundledModule()], prompts=PROMPTS, default_prompt_name="query", device="cpu")
