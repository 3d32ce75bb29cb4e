"""Training the embedded engine. Only this module imports scikit-learn."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from bot.errors import SetupError
from knowledge.encoders.protocol import Encoder
from nlu.features import COLUMNS, Columns, Floats, centre, inverse_document_frequency, pieces, weigh
from nlu.model_store import Model, model_name, replace_file, save_model
from nlu.normalize import normalize
from nlu.tokenizer import reading
from nlu.training_data import TrainingData

_VECTOR_SCALE = 2.0  # how much the sentence vector counts against the pieces, each part being of length 1
_REGULARITY = 12.0  # scikit-learn's C
_HELD_BACK = 0.25
_TEMPERATURES = np.linspace(0.3, 2.0, 35)
_FEWEST = 8  # examples an intent needs
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")

Labels = NDArray[np.int64]


def train(data: TrainingData, encoder: Encoder | None, folder: Path) -> Path:
    """Trains on all examples and saves into `folder`; returns the manifest. Raises SetupError for too few examples.

    Each Japanese example also stands as it is read, in hiragana alone. Sentence vectors are kept in the folder, so
    that only new examples are encoded the next time.
    """
    started = time.monotonic()
    examples = {normalize(example.text): example.intent for example in data.examples}
    intents = _checked_intents(examples)
    texts, sources = _with_readings(list(examples))
    labels = np.array([intents.index(intent) for intent in examples.values()])[sources]
    pairs = [pieces(text) for text in texts]
    idf = inverse_document_frequency([columns for columns, _ in pairs[: len(examples)]])
    vectors = _vectors(texts, encoder, folder)
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
    )
    facts = {
        "examples": len(examples),
        "encoder": encoder.name if encoder else None,
        "seconds": round(time.monotonic() - started, 1),
    }
    return save_model(folder, model_name(data.digest, encoder), model, facts)


def _with_readings(texts: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The texts, then the readings of those that have another; and for each the index of its text."""
    read = [(index, normalize(reading(text))) for index, text in enumerate(texts) if _KANA.search(text)]
    known = set(texts)
    new = [(index, text) for index, text in read if text and text not in known]
    sources = [*range(len(texts)), *(index for index, _ in new)]
    return texts + [text for _, text in new], np.array(sources, dtype=np.int64)


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
    known, _ = train_test_split(originals, test_size=_HELD_BACK, random_state=0, stratify=labels[originals])
    learned = np.isin(sources, known)
    weights, bias = _fit(matrix[learned], labels[learned])
    scores = matrix[~learned] @ weights + bias
    losses = [_loss(scores / temperature, labels[~learned]) for temperature in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _loss(scores: NDArray[Any], labels: NDArray[Any]) -> float:
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(labels)), labels].mean())


def _vectors(texts: list[str], encoder: Encoder | None, folder: Path) -> Floats:
    if encoder is None:
        return np.zeros((len(texts), 0), dtype=np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "example-vectors.npz"
    known = _read_vectors(path, encoder.name)
    new = [text for text in texts if text not in known]
    if new:
        known |= dict(zip(new, encoder.encode_query(new), strict=True))
        kept = {text: known[text] for text in texts}
        replace_file(
            path,
            lambda file: np.savez(
                file, encoder=np.array(encoder.name), texts=np.array(list(kept)), vectors=np.stack(list(kept.values()))
            ),
        )
    return np.stack([known[text] for text in texts]).astype(np.float32)


def _read_vectors(path: Path, encoder_name: str) -> dict[str, Floats]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
            if str(saved["encoder"]) != encoder_name:
                return {}
            return dict(zip(saved["texts"].tolist(), saved["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
