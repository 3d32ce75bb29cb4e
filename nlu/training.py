"""Training the embedded engine. Only this module imports scikit-learn."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from bot.errors import SetupError
from knowledge.encoders.protocol import Encoder
from knowledge.lessons.reading import read_lessons
from nlu.conversion import Chain, Conversion, Lexicon, learn_lexicon, read_chains
from nlu.example_vectors import Advance, encode_examples
from nlu.features import COLUMNS, Columns, Floats, centre, inverse_document_frequency, pieces, weigh
from nlu.model_store import Model, model_name, save_model
from nlu.noise import make_copies
from nlu.normalize import normalize
from nlu.training_data import TrainingData

_VECTOR_SCALE = 1.1  # how much the sentence vector counts against the pieces, each part being of length 1
_REGULARITY = 4.0  # scikit-learn's C
_HELD_BACK = 0.25
_TEMPERATURES = np.linspace(0.3, 2.0, 35)
_FEWEST = 8  # examples an intent needs
_EXAMPLES_COUNT = 2  # what a word of an example weighs in the lexicon against one of a lesson

Labels = NDArray[np.int64]


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
    matrix = _matrix(pairs, idf, centre(vectors, mean))
    temperature = _temperature(matrix, labels, sources)
    weights, bias = _fit(matrix, labels)
    model = Model(
        intents=tuple(intents),
        temperature=temperature,
        idf=idf,
        mean=mean,
        piece_weights=weights[: 2 * COLUMNS],
        vector_weights=weights[2 * COLUMNS :] * np.float32(_VECTOR_SCALE),
        bias=bias,
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
    """The examples as the engine reads them, then their copies; and for each the index of its example.

    What is the same text after conversion is there once, but for the examples themselves.
    """
    texts = [conversion.convert(text) for text in examples]
    sources = list(range(len(examples)))
    known = set(texts)
    for source, example in enumerate(examples):
        for copy in make_copies(example):
            text = conversion.convert(normalize(copy))
            if text and text not in known:
                known.add(text)
                texts.append(text)
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


def _matrix(pairs: list[tuple[Columns, Floats]], idf: Floats, vectors: Floats) -> sparse.csr_matrix:
    lengths = [len(columns) for columns, _ in pairs]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    columns = np.concatenate([columns for columns, _ in pairs])
    values = np.concatenate([weigh(columns, weights, idf) for columns, weights in pairs])
    words = sparse.csr_matrix((values, columns, starts), shape=(len(pairs), 2 * COLUMNS))
    return sparse.hstack([words, sparse.csr_matrix(vectors * np.float32(_VECTOR_SCALE))], format="csr")


def _fit(matrix: sparse.csr_matrix, labels: Labels) -> tuple[Floats, Floats]:
    """Weights (columns, intents) and bias (intents,)."""
    used = np.flatnonzero(matrix.getnnz(axis=0))
    classifier = LogisticRegression(C=_REGULARITY, max_iter=300, class_weight="balanced", tol=1e-3)
    classifier.fit(matrix[:, used], labels)
    learned, bias = classifier.coef_.T, classifier.intercept_
    if learned.shape[1] == 1:  # scikit-learn gives one column for two classes
        learned, bias = np.hstack([-learned, learned]) / 2, np.array([-bias[0], bias[0]]) / 2
    weights = np.zeros((matrix.shape[1], learned.shape[1]), dtype=np.float32)
    weights[used] = learned
    return weights, bias.astype(np.float32)


def _temperature(matrix: sparse.csr_matrix, labels: Labels, sources: NDArray[np.int64]) -> float:
    """What scores must be divided by so that confidence is what held-back examples bear out."""
    originals = np.unique(sources)
    known, held_back = train_test_split(originals, test_size=_HELD_BACK, random_state=0, stratify=labels[originals])
    learned = np.isin(sources, known)
    weights, bias = _fit(matrix[learned], labels[learned])
    scores = matrix[held_back] @ weights + bias  # the examples stand first, so that these rows are no copies
    losses = [_loss(scores / temperature, labels[held_back]) for temperature in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _loss(scores: NDArray[Any], labels: NDArray[Any]) -> float:
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(labels)), labels].mean())
