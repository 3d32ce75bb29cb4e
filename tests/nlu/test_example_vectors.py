"""Vectors of examples outlive the training they were made for."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoders.protocol import Vectors
from nlu.example_vectors import encode_examples

TEXTS = [f"text {number}" for number in range(150)]


class Lengths:
    """An encoder that gives up after so many texts, as one that is interrupted."""

    name, dimension, knows_meaning = "lengths", 2, False

    def __init__(self, last: int = 1_000) -> None:
        self.last, self.seen = last, 0

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        if self.seen + len(texts) > self.last:
            raise KeyboardInterrupt
        self.seen += len(texts)
        return np.array([[len(text), ord(text[-1])] for text in texts], dtype=np.float32)

    encode_document = encode_query


def test_progress_is_told_and_nothing_is_encoded_twice(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    first = encode_examples(TEXTS, Lengths(), tmp_path, lambda done, total: told.append((done, total)))
    assert first.shape == (150, 2)
    assert told[-1] == (150, 150)
    again = Lengths(last=0)
    np.testing.assert_array_equal(encode_examples(TEXTS, again, tmp_path, None), first)


def test_an_interrupted_training_goes_on_where_it_was(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        encode_examples(TEXTS, Lengths(last=100), tmp_path, None)
    encoder = Lengths()
    assert encode_examples(TEXTS, encoder, tmp_path, None)[149].tolist() == [8, ord("9")]
    assert 0 < encoder.seen < 150


def test_vectors_of_another_encoder_and_damaged_ones_are_made_again(tmp_path: Path) -> None:
    encode_examples(TEXTS, Lengths(), tmp_path, None)
    other = Lengths()
    other.name = "other"
    encode_examples(TEXTS, other, tmp_path, None)
    (tmp_path / "example-vectors.npz").write_bytes(b"PK\x03\x04 cut")
    last = Lengths()
    encode_examples(TEXTS, last, tmp_path, None)
    assert (other.seen, last.seen) == (150, 150)
