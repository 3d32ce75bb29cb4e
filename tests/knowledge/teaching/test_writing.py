"""A file of layers gives the vectors that the network it was written from gives. Needs the extra [transformers]."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from knowledge.encoders.counter_model import PIECES, About, CounterModel

TEXTS = ("query: ソファーを捨てたい", "passage: 住民票の写しは、市民窓口課で受け取れます。", "query: how much is it")


def test_the_package_s_own_layers_keep_their_vectors(library: None, tmp_path: Path) -> None:
    """Nothing but rounding is between the engine and the network."""
    from knowledge.teaching.pupil import Pupil, named
    from knowledge.teaching.writing import write_counter_model

    pupil = Pupil()
    name = write_counter_model(named(pupil.weights()), tmp_path)
    about = About(**json.loads((tmp_path / "counter.json").read_text("utf-8")))
    assert about.name == name
    assert asdict(about)["sha256"][:8] == name[-8:]
    trie = PIECES.with_suffix(".trie")
    assert (tmp_path / trie.name).read_bytes() == trie.read_bytes()
    model = CounterModel(about, tmp_path / "counter.onnx")
    wanted = pupil.encode(TEXTS, 128).detach().numpy()
    cosines = (np.vstack([model.encode(text) for text in TEXTS]) * wanted).sum(axis=1)
    assert cosines.min() > 0.995
