"""The numbers in the file of taught layers. Part of the extra `[transformers]`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx.numpy_helper import to_array

from knowledge.encoders.packed_weights import Tensor


def read_layers(path: Path) -> dict[str, Tensor]:
    """Flat, by the names of the package's file: `l0.q.w` and so on, a matrix as rows of its outputs.

    A matrix is kept as whole steps of the shape (inputs, outputs), beside `l0.q.step`, a step's size for each output.
    """
    found = {tensor.name: to_array(tensor) for tensor in onnx.load(path).graph.initializer}
    steps = {name.removesuffix("step") + "w": sizes for name, sizes in found.items() if name.endswith(".step")}
    return {
        name: (tensor.T * steps[name][:, None] if name in steps else tensor).astype(np.float32).reshape(-1)
        for name, tensor in found.items()
        if name.endswith((".w", ".b"))
    }
