"""The bundled encoder as a network that can learn. Needs the extra `[transformers]`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from knowledge.encoders.counter_model import BASE
from knowledge.encoders.export import LAYER, export_weights
from knowledge.encoders.packed_weights import Tensor, read_packed

Weights = Mapping[str, torch.Tensor]


class Pupil:
    """multilingual-e5-small with the numbers of the package. Embeddings never learn: they are not shipped."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            export_weights(read_packed(BASE), Path(folder) / "e5")
            self.tokenizer = AutoTokenizer.from_pretrained(Path(folder) / "e5")
            self.network = AutoModel.from_pretrained(Path(folder) / "e5")
        for module in self.network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        self.network.embeddings.requires_grad_(False)

    @property
    def learning(self) -> list[torch.nn.Parameter]:
        return [weight for weight in self.network.parameters() if weight.requires_grad]

    def encode(self, texts: Sequence[str], tokens: int) -> torch.Tensor:
        """A vector of length 1 for each text, cut after so many tokens."""
        given = self.tokenizer(list(texts), padding=True, truncation=True, max_length=tokens, return_tensors="pt")
        with torch.autocast("cpu", torch.bfloat16):
            states = self.network(**given).last_hidden_state.float()
        mask = given["attention_mask"].unsqueeze(-1).float()
        return functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1)

    def weights(self) -> dict[str, torch.Tensor]:
        """A copy of the layers, by the network's names."""
        return {name: weight.clone() for name, weight in self.network.encoder.state_dict().items()}


def named(weights: Weights) -> dict[str, Tensor]:
    """The layers by the names of the package's file, flat as they are there."""
    return dict(_named(weights))


def _named(weights: Weights) -> Iterator[tuple[str, Any]]:
    for layer in range(1 + max(int(name.split(".")[1]) for name in weights)):
        for short, long in LAYER.items():
            for part, word in (("w", "weight"), ("b", "bias")):
                yield f"l{layer}.{short}.{part}", weights[f"layer.{layer}.{long}.{word}"].numpy().reshape(-1)
