"""Numbers in whole steps of a row, and what the file of layers holds of them."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.encoders.counter_model import BASE, LAYERS
from knowledge.encoders.packed_weights import read_packed
from knowledge.teaching.eight_bits import STEPS, round_rows


def test_the_error_is_at_most_half_a_step() -> None:
    matrix = np.random.default_rng(0).normal(0, 0.05, (40, 384)).astype(np.float32)
    matrix[7] = 0
    steps, sizes = round_rows(matrix)
    assert steps.dtype == np.int8
    assert np.abs(steps).max() == STEPS
    assert (np.abs(steps * sizes[:, None] - matrix) <= 0.501 * sizes[:, None]).all()


def test_products_never_overflow_where_two_are_added_in_16_bits() -> None:
    assert 2 * 255 * STEPS < 2**15


def test_the_shipped_layers_are_the_package_s_but_taught() -> None:
    pytest.importorskip("onnx")
    from knowledge.encoders.layers_file import read_layers

    ours, base = read_layers(LAYERS), read_packed(BASE)
    assert set(base.tensors) - set(ours) == {"emb.word", "emb.pos", "emb.type"}
    for part in ("w", "b"):
        assert np.array_equal(ours[f"emb.ln.{part}"], base.read_tensor(f"emb.ln.{part}"))
    for name in ("l0.q.w", "l5.fi.w", "l11.fo.w"):
        theirs = base.read_tensor(name)
        assert 0.9 < np.corrcoef(ours[name], theirs)[0, 1] < 0.9999
