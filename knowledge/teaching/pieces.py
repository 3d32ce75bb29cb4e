"""The package's vocabulary as a file of sentencepiece, whose tokenizer it was taken from."""

from __future__ import annotations

import io
from typing import Any

from sentencepiece import SentencePieceTrainer
from sentencepiece import sentencepiece_model_pb2 as forms

from knowledge.encoders.packed_weights import PackedModel


def build_pieces(base: PackedModel) -> bytes:
    """A unigram model in which each piece has the number and the log probability that it has in the package."""
    model: Any = forms.ModelProto()  # type: ignore[attr-defined]  # made when it is imported
    model.ParseFromString(_normalising_model())
    del model.pieces[:]
    for number, (piece, score) in enumerate(base.pieces):
        model.pieces.add(piece=piece, score=score, type=_kind(number, base.special))
    for name, number in base.special.items():
        setattr(model.trainer_spec, f"{name}_id", number)
        setattr(model.trainer_spec, f"{name}_piece", base.pieces[number][0])
    model.trainer_spec.vocab_size = len(base.pieces)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _normalising_model() -> bytes:
    """The smallest model there is: only the trainer writes the table by which characters are folded."""
    written = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g"] * 9),
        model_writer=written,
        vocab_size=16,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        num_threads=1,
        minloglevel=2,
    )
    return written.getvalue()


def _kind(number: int, special: dict[str, int]) -> int:
    kinds: Any = forms.ModelProto.SentencePiece  # type: ignore[attr-defined]
    if number == special["unk"]:
        return int(kinds.UNKNOWN)
    return int(kinds.CONTROL if number in special.values() else kinds.NORMAL)
