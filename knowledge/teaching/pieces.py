"""The package's vocabulary as the files that `knowledge.encoders.pieces` reads."""

from __future__ import annotations

from pathlib import Path

import marisa_trie
import numpy as np

from knowledge.encoders.packed_weights import PackedModel


def write_pieces(base: PackedModel, path: Path) -> None:
    special = set(base.special.values())
    known = {piece: number for number, (piece, _) in enumerate(base.pieces) if number not in special}
    trie = marisa_trie.Trie(known)
    trie.save(str(path.with_suffix(".trie")))
    tokens, scores = np.zeros(len(known), np.int32), np.zeros(len(known), np.float32)
    for piece, number in known.items():
        tokens[trie[piece]], scores[trie[piece]] = number, base.pieces[number][1]
    begin, end, unknown = (np.int32(base.special[name]) for name in ("bos", "eos", "unk"))
    np.savez_compressed(path.with_suffix(".npz"), tokens=tokens, scores=scores, begin=begin, end=end, unknown=unknown)
