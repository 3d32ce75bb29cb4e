"""Training the embedded engine: ridge regression on the kernel of `nlu.kernel`, one target for each intent.

Of all that was tried it errs least in cross-validation (docs/understanding.md), and it is solved in one step: no
rounds, no chance, the same model on each machine but for rounding.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from bot.errors import SetupError
from knowledge.encoders.protocol import Encoder
from knowledge.lessons.reading import read_lessons
from nlu.conversion import Chain, Conversion, Lexicon, learn_lexicon, read_chains
from nlu.example_vectors import Advance, encode_examples
from nlu.features import COLUMNS, Columns, Floats, centre, inverse_document_frequency, pieces, weigh
from nlu.kernel import SHARED, alike, near
from nlu.model_store import Model, model_name, save_model
from nlu.noise import make_copies
from nlu.normalize import normalize
from nlu.training_data import TrainingData

_RIDGE = 0.1  # how little each example is believed
_COPY = 0.3  # what a copy counts beside an example
_COPIED = 6  # one in so many examples has a copy: each costs time and room as an example does
_HELD_BACK = 4  # one in so many examples
_TEMPERATURES = np.linspace(0.06, 0.4, 35)
_FEWEST = 8  # examples an intent needs
_EXAMPLES_COUNT = 2  # what a word of an example weighs in the lexicon against one of a lesson

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class _Rows:
    """What is learned from: the examples, and behind them their copies. `sources` are the places of the examples."""

    vectors: Floats
    words: sparse.csr_matrix
    labels: Labels
    sources: Labels

    @property
    def is_copy(self) -> NDArray[np.bool_]:
        first = np.zeros(len(self.sources), dtype=bool)
        first[np.unique(self.sources, return_index=True)[1]] = True
        return ~first

    def take(self, which: NDArray[Any]) -> _Rows:
        return _Rows(self.vectors[which], self.words[which], self.labels[which], self.sources[which])


def train(data: TrainingData, encoder: Encoder | None, folder: Path, advance: Advance | None = None) -> Path:
    """Trains on all examples and saves into `folder`; returns the manifest. Raises SetupError for too few examples.

    Each example also stands as people really type it (`nlu.noise`). Sentence vectors are kept in the folder, so that
    only new examples are encoded the next time; `advance` hears of those.
    """
    started = time.monotonic()
    examples = {normalize(example.text): example.intent for example in data.examples}
    intents = _checked_intents(examples)
    lexicon = _learn_lexicon(list(examples))
    texts, sources = _with_copies(list(examples), Conversion(lexicon))
    labels = np.array([intents.index(intent) for intent in examples.values()])[sources]
    pairs = [pieces(text) for text in texts]
    idf = inverse_document_frequency([columns for columns, _ in pairs[: len(examples)]])
    vectors = encode_examples(texts, encoder, folder, advance)
    mean = vectors[: len(examples)].mean(axis=0)
    rows = _Rows(centre(vectors, mean), _matrix(pairs, idf), labels, sources)
    learned = _fit(rows)
    model = Model(
        intents=tuple(intents),
        temperature=_temperature(rows),
        idf=idf,
        mean=mean,
        vectors=rows.vectors.astype(np.float16),
        weights=learned,
        piece_weights=np.asarray(rows.words.T @ learned, dtype=np.float32) * np.float32(SHARED),
        **lexicon._asdict(),
    )
    facts = {
        "examples": len(examples),
        "rows": len(texts),
        "encoder": encoder.name if encoder else None,
        "seconds": round(time.monotonic() - started, 1),
    }
    return save_model(folder, model_name(data.digest, encoder), model, facts)


def _learn_lexicon(examples: list[str]) -> Lexicon:
    return learn_lexicon([*read_chains(examples) * _EXAMPLES_COUNT, *_read_lessons()])


@cache
def _read_lessons() -> list[Chain]:
    """The words of the lessons' Japanese; reading them takes two seconds."""
    texts = {normalize(text) for lesson in read_lessons() for text in (lesson.question, *lesson.asked)}
    return read_chains(sorted(texts))


def _with_copies(examples: list[str], conversion: Conversion) -> tuple[list[str], NDArray[np.int64]]:
    """The examples as the engine reads them, then copies of some; and for each the index of its example."""
    texts = [conversion.convert(text) for text in examples]
    sources = list(range(len(examples)))
    known = set(texts)
    for source in range(0, len(examples), _COPIED):
        copies = [conversion.convert(normalize(copy)) for copy in make_copies(examples[source])]
        if new := [copy for copy in copies if copy and copy not in known]:
            known.add(copy := Random(examples[source]).choice(new))
            texts.append(copy)
            sources.append(source)
    return texts, np.array(sources, dtype=np.int64)


def _checked_intents(examples: dict[str, str]) -> list[str]:
    counts: dict[str, int] = {}
    for intent in examples.values():
        counts[intent] = counts.get(intent, 0) + 1
    scarce = [f"{intent} ({count})" for intent, count in sorted(counts.items()) if count < _FEWEST]
    if scarce or len(counts) < 2:
        raise SetupError(f"each intent needs {_FEWEST} examples, and there must be two intents: {', '.join(scarce)}")
    return sorted(counts)


def _matrix(pairs: list[tuple[Columns, Floats]], idf: Floats) -> sparse.csr_matrix:
    lengths = [len(columns) for columns, _ in pairs]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    columns = np.concatenate([columns for columns, _ in pairs])
    values = np.concatenate([weigh(columns, weights, idf) for columns, weights in pairs])
    return sparse.csr_matrix((values, columns, starts), shape=(len(pairs), 2 * COLUMNS))


def _fit(rows: _Rows) -> Floats:
    """What each row says for each intent, shape (rows, intents)."""
    kernel = alike(rows.vectors, rows.words)
    counts = np.bincount(rows.labels)
    believed = np.sqrt(np.median(counts) / counts[rows.labels]) * np.where(rows.is_copy, _COPY, 1)
    kernel[np.diag_indices_from(kernel)] += (_RIDGE / believed).astype(np.float32)
    targets = np.full((len(kernel), len(counts)), -1, dtype=np.float32)
    targets[np.arange(len(kernel)), rows.labels] = 1
    factor = linalg.cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(linalg.cho_solve(factor, targets, check_finite=False), dtype=np.float32)


def _temperature(rows: _Rows) -> float:
    """What scores must be divided by so that confidence is what held-back examples bear out."""
    examples = np.random.default_rng(0).permutation(np.flatnonzero(~rows.is_copy))
    held_back = examples[np.argsort(rows.labels[examples], kind="stable")][::_HELD_BACK]  # as many of each intent
    known, asked = rows.take(~np.isin(rows.sources, held_back)), rows.take(held_back)
    scores = (near(asked.vectors, known.vectors) + np.float32(SHARED) * (asked.words @ known.words.T).toarray()) @ _fit(
        known
    )
    losses = [_loss(scores / temperature, asked.labels) for temperature in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _loss(scores: NDArray[Any], labels: NDArray[Any]) -> float:
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(labels)), labels].mean())
