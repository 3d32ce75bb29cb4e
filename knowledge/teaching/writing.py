"""Learned layers as the files that `knowledge.encoders.counter_model` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from knowledge.encoders.counter_model import ABOUT, BASE, LAYERS
from knowledge.encoders.packed_weights import Tensor, read_packed
from knowledge.teaching.four_bits import tensor_bytes


def write_layers(learned: Mapping[str, Tensor]) -> str:
    """Write both files; the encoder's new name, which has its weights' digest in it."""
    packed = read_packed(BASE)
    whole = bytearray(BASE.read_bytes())
    offset = min(packed.tensors[name].offset for name in learned)
    for name, numbers in learned.items():
        tensor = packed.tensors[name]
        content = tensor_bytes(numbers, tensor)
        whole[tensor.offset : tensor.offset + len(content)] = content
    digest = hashlib.sha256(whole).hexdigest()
    name = f"counter-e5-small-q4-{digest[:8]}"
    LAYERS.write_bytes(whole[offset:])
    ABOUT.write_text(json.dumps({"name": name, "offset": offset, "sha256": digest}, indent=1) + "\n", "utf-8")
    return name
