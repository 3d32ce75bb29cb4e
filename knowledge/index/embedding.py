"""Passages to vectors: those that changed, and by content, so that the same text is embedded once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sqlmodel import and_, col, func, select, update

from bot.db import Database
from bot.errors import SetupError
from knowledge.encoders.normalize import NORMALISER_VERSION
from knowledge.encoders.protocol import Encoder, Vectors
from knowledge.models import KnowledgeEntry, KnowledgePassage, PassageRole

BATCH = 64  # passages between two commits: what an interruption costs
ASKED = (PassageRole.QUESTION, PassageRole.ALIAS, PassageRole.HEADING)

Owned = Sequence[tuple[KnowledgePassage, int]]  # with the place of its unit
Progress = Callable[[int, int], None]  # done, total


def encoder_key(encoder: Encoder) -> str:
    """What two vectors must have in common to be compared."""
    return f"{encoder.name}/{NORMALISER_VERSION}"


def embed_passages(database: Database, encoder: Encoder, progress: Progress | None = None) -> int:
    """Give every passage of an active entry its vector. Returns how many were made."""
    key = encoder_key(encoder)
    waiting = _waiting(database, key)
    if waiting:
        _check_dimension(database, encoder)
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        vectors = _known_vectors(database, key, [passage.content_hash for passage in batch])
        vectors |= embed_texts(encoder, [passage for passage in batch if passage.content_hash not in vectors])
        with database.write() as session:
            for passage in batch:
                # A passage that was replaced meanwhile is not found, and its successor waits for the next run.
                same = and_(
                    col(KnowledgePassage.id) == passage.id,
                    col(KnowledgePassage.content_hash) == passage.content_hash,
                )
                values = {"encoder": key, "embedding": vectors[passage.content_hash]}
                session.exec(update(KnowledgePassage).where(same).values(**values))
        if progress:
            progress(start + len(batch), len(waiting))
    return len(waiting)


def _check_dimension(database: Database, encoder: Encoder) -> None:
    """Raises SetupError when vectors of that name have another dimension, before any of this one is stored."""
    known = select(func.length(KnowledgePassage.embedding)).where(KnowledgePassage.encoder == encoder_key(encoder))
    with database.read() as session:
        length = session.exec(known.limit(1)).first()
    if length and length != encoder.dimension * np.dtype("<f4").itemsize:
        raise _changed_model(encoder, length // np.dtype("<f4").itemsize)


def _changed_model(encoder: Encoder, stored: int) -> SetupError:
    return SetupError(
        f"stored vectors of {encoder_key(encoder)} have {stored} numbers, the encoder gives {encoder.dimension}:"
        " the model behind that name was changed; give its folder another name"
    )


def _waiting(database: Database, key: str) -> Sequence[KnowledgePassage]:
    with database.read() as session:
        found = session.exec(
            select(KnowledgePassage)
            .join(KnowledgeEntry, col(KnowledgeEntry.id) == KnowledgePassage.entry_id)
            .where(KnowledgeEntry.active, KnowledgePassage.encoder != key)
            .order_by(col(KnowledgePassage.id))
        ).all()
        session.expunge_all()
        return found


def _known_vectors(database: Database, key: str, hashes: Sequence[str]) -> dict[str, bytes]:
    with database.read() as session:
        found = session.exec(
            select(KnowledgePassage.content_hash, KnowledgePassage.embedding).where(
                KnowledgePassage.encoder == key, col(KnowledgePassage.content_hash).in_(hashes)
            )
        )
        return {content_hash: embedding for content_hash, embedding in found if embedding}


def embed_texts(encoder: Encoder, passages: Sequence[KnowledgePassage]) -> dict[str, bytes]:
    """Their vectors by content."""
    unique = {passage.content_hash: passage for passage in passages}
    asked = [passage for passage in unique.values() if passage.role in ASKED]
    told = [passage for passage in unique.values() if passage.role not in ASKED]
    vectors: dict[str, bytes] = {}
    for encode, group in ((encoder.encode_query, asked), (encoder.encode_document, told)):
        made = encode([_text(passage) for passage in group])
        for passage, vector in zip(group, made, strict=True):
            vectors[passage.content_hash] = vector.astype("<f4").tobytes()
    return vectors


def _text(passage: KnowledgePassage) -> str:
    return f"{passage.heading}\n{passage.text}" if passage.heading else passage.text


def stack_vectors(encoder: Encoder, owned: Owned) -> Vectors:
    """The stored vectors of passages, a row each. Raises SetupError when one is of another dimension."""
    vectors: Vectors = np.zeros((len(owned), encoder.dimension), dtype=np.float32)
    for row, (passage, _) in enumerate(owned):
        vector = np.frombuffer(passage.embedding or b"", dtype="<f4")
        if len(vector) != encoder.dimension:
            raise _changed_model(encoder, len(vector))
        vectors[row] = vector
    return vectors
