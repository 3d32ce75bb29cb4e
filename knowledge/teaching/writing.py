"""Learned layers as the files that `knowledge.encoders.counter_model` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from knowledge.encoders.counter_model import ABOUT, BASE, LAYERS, PIECES, About
from knowledge.encoders.packed_weights import Tensor, read_packed
from knowledge.teaching.graph import build_graph
from knowledge.teaching.pieces import write_pieces


def write_counter_model(learned: Mapping[str, Tensor], folder: Path = LAYERS.parent) -> str:
    """Write the three files into a folder; the encoder's new name, which has its layers' digest in it."""
    base = read_packed(BASE)
    content = build_graph(base, learned).SerializeToString(deterministic=True)
    digest = hashlib.sha256(content).hexdigest()
    words = base.tensors["emb.word"]
    about = About(f"counter-e5-small-q8-{digest[:8]}", digest, BASE.stat().st_size, words.offset, base.vocabulary)
    (folder / LAYERS.name).write_bytes(content)
    write_pieces(base, folder / PIECES.name)
    (folder / ABOUT.name).write_text(json.dumps(asdict(about), indent=1) + "\n", "utf-8")
    return about.name
