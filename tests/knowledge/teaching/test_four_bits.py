"""Numbers in four bits and back."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.encoders.counter_model import BASE, CounterModel
from knowledge.encoders.packed_weights import read_packed, unpack
from knowledge.teaching.four_bits import pack, tensor_bytes


def test_what_is_on_the_grid_comes_back_as_it_was() -> None:
    packed = read_packed(BASE)
    numbers = packed.read_tensor("l3.fo.w")
    again = unpack(pack(numbers))
    assert np.abs(again - numbers).max() <= np.abs(numbers).max() / 16
    assert np.corrcoef(again, numbers)[0, 1] > 0.995
    assert np.array_equal(unpack(pack(again)), again)


def test_the_error_is_at_most_one_step() -> None:
    numbers = np.random.default_rng(0).normal(0, 0.05, 3_200).astype(np.float32)
    numbers[64:96] = 0
    error = np.abs(unpack(pack(numbers)) - numbers).reshape(-1, 32).max(1)
    step = np.abs(numbers).reshape(-1, 32).max(1) / 8
    assert (error <= step * 1.01).all()


def test_a_tensor_of_another_size_is_refused() -> None:
    tensor = read_packed(BASE).tensors["l0.q.w"]
    with pytest.raises(ValueError, match="64 numbers for a tensor of 147456"):
        tensor_bytes(np.zeros(64, np.float32), tensor)


def test_the_shipped_layers_differ_from_the_package_only_behind_the_embeddings() -> None:
    ours, theirs = read_packed(CounterModel.read().find_weights()), read_packed(BASE)
    assert ours.pieces == theirs.pieces
    assert ours.tensors == theirs.tensors
    assert np.array_equal(ours.read_tensor("emb.ln.w"), theirs.read_tensor("emb.ln.w"))
    changed = [name for name in ours.tensors if not np.array_equal(ours.read_tensor(name), theirs.read_tensor(name))]
    assert len(changed) > 100
    assert all(name.startswith("l") for name in changed)
