"""The taught layers as the graph that `knowledge.encoders.counter_model` runs: rows of words in, a vector out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from knowledge.encoders.packed_weights import PackedModel, Tensor
from knowledge.teaching.eight_bits import round_rows

MICROSOFT = "com.microsoft"  # the runtime's own operators: a whole attention, and products of rounded numbers
VERSIONS = ((onnx.defs.ONNX_DOMAIN, 20), (MICROSOFT, 1))


def build_graph(base: PackedModel, learned: Mapping[str, Tensor]) -> onnx.ModelProto:
    """`learned` has the layers' tensors by the names of the package's file, flat; all else is the package's own.

    What goes in is `words`, (tokens, hidden); what comes out `vector`, (hidden,), the mean of the tokens at length 1.
    """
    drawn = _Drawing(base, learned)
    state = drawn.embed("words")
    for layer in range(base.layers):
        state = drawn.layer(state, f"l{layer}")
    drawn.pool(state, "vector")
    graph = helper.make_graph(
        drawn.nodes,
        "counter",
        [helper.make_tensor_value_info("words", onnx.TensorProto.FLOAT, ["tokens", base.hidden])],
        [helper.make_tensor_value_info("vector", onnx.TensorProto.FLOAT, [base.hidden])],
        drawn.constants,
    )
    opsets = [helper.make_opsetid(domain, version) for domain, version in VERSIONS]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    onnx.checker.check_model(model)
    return model


class _Drawing:
    def __init__(self, base: PackedModel, learned: Mapping[str, Tensor]) -> None:
        self._base = base
        self._learned = learned
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def embed(self, words: str) -> str:
        hidden = self._base.hidden
        kind = self._base.read_tensor("emb.type").reshape(-1, hidden)[0]
        self._constant("positions", self._base.read_tensor("emb.pos").reshape(-1, hidden) + kind)
        self._constant("zero", np.array([0], np.int64))
        self._constant("last", np.array([-1], np.int64))
        count = self._draw("Shape", [words], start=0, end=1)
        places = self._draw("Slice", ["positions", "zero", count, "zero"])
        placed = self._draw("Add", [words, places])
        batch = self._draw("Unsqueeze", [placed, "zero"])  # attention wants texts, tokens, numbers
        norm = [self._constant(f"emb.ln.{part}", self._base.read_tensor(f"emb.ln.{part}")) for part in "wb"]
        return self._draw("LayerNormalization", [batch, *norm], axis=-1, epsilon=self._base.epsilon)

    def layer(self, state: str, name: str) -> str:
        scaled = self._scale(state)
        asked, keys, values = (self._product(*scaled, f"{name}.{part}") for part in "qkv")
        heads = {"num_heads": self._base.heads}
        attended = self._draw("MultiHeadAttention", [asked, keys, values], MICROSOFT, **heads)
        state = self._add_and_norm(self._product(*self._scale(attended), f"{name}.ao"), state, f"{name}.aln")
        inner = self._draw("Gelu", [self._product(*self._scale(state), f"{name}.fi")], MICROSOFT)
        return self._add_and_norm(self._product(*self._scale(inner), f"{name}.fo"), state, f"{name}.oln")

    def pool(self, state: str, vector: str) -> None:
        self._constant("tokens", np.array([0, 1], np.int64))
        mean = self._draw("ReduceMean", [state, "tokens"], keepdims=0)
        self.nodes.append(helper.make_node("LpNormalization", [mean], [vector], axis=-1, p=2))

    def _scale(self, state: str) -> tuple[str, str]:
        """Each token's numbers as shares of its largest, and the largest. What the product rounds, it rounds by the
        largest of all tokens, and a few tokens have numbers a hundred times those of the rest."""
        largest = self._draw("ReduceMax", [self._draw("Abs", [state]), "last"], keepdims=1)
        return self._draw("Div", [state, largest]), largest

    def _product(self, shares: str, largest: str, name: str) -> str:
        bias = self._learned[f"{name}.b"]
        steps, sizes = round_rows(self._learned[f"{name}.w"].reshape(len(bias), -1))
        matrix = [self._constant(f"{name}.w", np.ascontiguousarray(steps.T)), self._constant(f"{name}.step", sizes)]
        product = self._draw("DynamicQuantizeMatMul", [shares, *matrix], MICROSOFT)
        grown = self._draw("Mul", [product, largest])
        return self._draw("Add", [grown, self._constant(f"{name}.b", bias)])

    def _add_and_norm(self, state: str, before: str, name: str) -> str:
        norm = [self._constant(f"{name}.{part}", self._learned[f"{name}.{part}"]) for part in "wb"]
        return self._draw("SkipLayerNormalization", [state, before, *norm], MICROSOFT, epsilon=self._base.epsilon)

    def _constant(self, name: str, numbers: Any) -> str:
        self.constants.append(numpy_helper.from_array(numbers, name))
        return name

    def _draw(self, operator: str, given: list[str], domain: str = "", **attributes: Any) -> str:
        made = f"{operator.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, given, [made], domain=domain, **attributes))
        return made
