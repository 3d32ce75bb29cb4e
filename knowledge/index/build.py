"""The index from the database: embed what changed, then write the files a search is opened on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, func, select

from bot.clock import utc_now
from bot.db import Database
from knowledge.encoders.protocol import Encoder, Vectors
from knowledge.index.bridge import Texts, build_bridge
from knowledge.index.embedding import ASKED, Owned, Progress, embed_passages, encoder_key, stack_vectors
from knowledge.index.files import IndexDamaged, Manifest, check_parts, one_builder, publish, read_manifest
from knowledge.index.lexical import WordIndex, letter_pairs
from knowledge.index.snapshot import VECTOR_PARTS, Learned, Unit, VectorSet, find_learned, snapshot_writers
from knowledge.index.stores import VectorStore, build_vectors, check_store, claim_vectors, remove_unused_vectors
from knowledge.index.turning import Units, learn_turning
from knowledge.index.vectors import VectorIndex
from knowledge.lessons.reading import read_lessons, read_others
from knowledge.lessons.vectors import LessonVectors, Shipped, count_rows, embed_lessons
from knowledge.models import EntryKind, EntryState, KnowledgeEntry, KnowledgePassage, PassageRole
from nlu.tokenizer import content_words


@dataclass(frozen=True)
class BuildReport:
    """`embedded` passages got a new vector; `written` is false when the index on disk was this one already."""

    entries: int
    passages: int
    embedded: int
    written: bool

    def to_json(self) -> dict[str, int | bool]:
        return asdict(self)


def build_index(
    database: Database, encoder: Encoder, folder: Path, progress: Progress | None = None, vectors: str = "faiss"
) -> BuildReport:
    """Embed what changed since the last time and publish the index. An interrupted run goes on where it was.

    `vectors` is where they are kept: `faiss` or `pgvector`. Raises SetupError when this database can't keep them.
    """
    check_store(vectors, database)
    with one_builder(folder):
        embedded = embed_passages(database, encoder, progress)
        manifest, written = write_index(database, encoder, folder, vectors, progress)
    return BuildReport(manifest.entries, manifest.passages, embedded, written)


def write_index(
    database: Database, encoder: Encoder, folder: Path, vectors: str = "faiss", progress: Progress | None = None
) -> tuple[Manifest, bool]:
    """Publish the index of all entries whose passages have vectors, unless it is there; no passage is embedded."""
    store = check_store(vectors, database)
    shipped = Shipped.read() if encoder.knows_meaning else None
    with database.read() as session:
        fingerprint = _fingerprint(session, encoder, store, shipped)
        present = _present(folder, fingerprint, database)
        if present:
            return present, False
        passages = load_passages(session, encoder)
        units, owners = make_units(list_served(session), passages)
    material = Material(passages, units, owners)
    learned = find_learned(folder, encoder_key(encoder))
    made = compose(encoder, shipped, material, learned, lambda *given: build_vectors(store, database, *given), progress)
    published = publish(folder, made.writers, made.describe(encoder, material, fingerprint))
    remove_unused_vectors(database, (made.questions.index, made.answers.index))
    return published, True


@dataclass(frozen=True)
class Material:
    """What an index is made of: `owners` has the place in `units` of each passage's unit, by the passage's id."""

    passages: Sequence[KnowledgePassage]
    units: list[Unit]
    owners: dict[int | None, int]


@dataclass(frozen=True)
class Composed:
    """An index before it is written; `lessons` is the digest of those that the bridge was made of."""

    writers: dict[str, Callable[[Path], None]]
    questions: VectorSet
    answers: VectorSet
    lessons: str

    def describe(self, encoder: Encoder, material: Material, fingerprint: str) -> Manifest:
        return Manifest(
            encoder=encoder_key(encoder),
            dimension=encoder.dimension,
            entries=len({unit.id.split("#")[0] for unit in material.units}),
            passages=len(material.owners),
            fingerprint=fingerprint,
            built_at=utc_now().isoformat(),
            lessons=self.lessons,
        )


def compose(
    encoder: Encoder,
    shipped: Shipped | None,
    material: Material,
    learned: Learned,
    make_vectors: Callable[[NDArray[np.int64], Vectors], VectorIndex],
    progress: Progress | None = None,
) -> Composed:
    """All parts of an index; nothing is read from the database."""
    units, owners = material.units, material.owners
    owned = [(p, owners[p.id]) for p in material.passages if p.id in owners]
    asked, told = ([(p, unit) for p, unit in owned if (p.role in ASKED) is is_asked] for is_asked in (True, False))
    asked_vectors, told_vectors = stack_vectors(encoder, asked), stack_vectors(encoder, told)
    questions, answers = _vector_set(make_vectors, asked, asked_vectors), _vector_set(make_vectors, told, told_vectors)
    pairs = _pairs(units, questions.units, answers.units)
    turning = learn_turning(asked_vectors, told_vectors, answers.units, pairs, learned.turning)
    words = WordIndex.build(_unit_words(content_words, len(units), material.passages, owners))
    letters = WordIndex.build(_unit_words(letter_pairs, len(units), material.passages, owners))
    bridge = None
    if shipped:
        texts = Texts(words, asked_vectors, questions.units, told_vectors, answers.units, turning, len(units))
        bridge = build_bridge(find_lessons(encoder, shipped, learned, progress), shipped.words, texts)
    writers = snapshot_writers(units, words, questions, answers, letters, turning, bridge)
    return Composed(writers, questions, answers, shipped.digest if shipped and bridge else "")


def find_lessons(encoder: Encoder, shipped: Shipped, learned: Learned, progress: Progress | None) -> LessonVectors:
    """As the encoder sees them: shipped, or in the index before this one, or else made now."""
    if encoder.name == shipped.encoder:
        return Shipped.read_vectors()
    lessons = read_lessons()
    if learned.lessons is not None and learned.digest == shipped.digest:
        return LessonVectors(learned.lessons, count_rows(lessons))
    return embed_lessons(encoder, lessons, read_others(), progress)


def _fingerprint(session: Session, encoder: Encoder, store: VectorStore, shipped: Shipped | None) -> str:
    lessons = shipped.digest if shipped else ""
    digest = hashlib.sha256(f"{encoder_key(encoder)}\n{store}\n{lessons}".encode())
    names = ("external_id", "content_hash", "state", "state_on")
    entries = session.exec(
        select(KnowledgeEntry).where(KnowledgeEntry.active).order_by(col(KnowledgeEntry.external_id))
    )
    for entry in entries:
        digest.update("\n".join(["", *(str(getattr(entry, name)) for name in names)]).encode())
    ready = select(func.count()).where(KnowledgePassage.encoder == encoder_key(encoder))
    digest.update(str(session.exec(ready).one()).encode())
    return digest.hexdigest()


def _present(folder: Path, fingerprint: str, database: Database) -> Manifest | None:
    try:
        manifest = read_manifest(folder)
        if manifest is None or manifest.fingerprint != fingerprint:
            return None
        check_parts(folder, manifest)
        for part in VECTOR_PARTS:
            claim_vectors(folder / manifest.files[part], database)
    except IndexDamaged:
        return None
    return manifest


def load_passages(session: Session, encoder: Encoder) -> Sequence[KnowledgePassage]:
    """Those that are served and have vectors."""
    return session.exec(
        select(KnowledgePassage)
        .join(KnowledgeEntry, col(KnowledgeEntry.id) == KnowledgePassage.entry_id)
        .where(KnowledgeEntry.active, KnowledgePassage.encoder == encoder_key(encoder))
        .where(col(KnowledgeEntry.state).in_([state for state in EntryState if state.is_served]))
        .order_by(col(KnowledgePassage.id))
    ).all()


def list_served(session: Session) -> dict[int | None, KnowledgeEntry]:
    """The active entries by their number."""
    return {entry.id: entry for entry in session.exec(select(KnowledgeEntry).where(KnowledgeEntry.active))}


def make_units(
    entries: Mapping[int | None, KnowledgeEntry], passages: Iterable[KnowledgePassage]
) -> tuple[list[Unit], dict[int | None, int]]:
    """The units, and the place of each passage's unit among them."""
    sections = {(p.entry_id, p.position): p for p in passages if p.role == PassageRole.SECTION}
    units: list[Unit] = []
    places: dict[tuple[int, int], int] = {}
    owners: dict[int | None, int] = {}
    for passage in passages:
        entry = entries[passage.entry_id]
        section = sections.get((passage.entry_id, passage.position)) if entry.kind == EntryKind.PAGE else None
        if entry.kind == EntryKind.PAGE and section is None:
            continue
        place = (passage.entry_id, passage.position if section else 0)
        if place not in places:
            places[place] = len(units)
            units.append(_unit(entry, section))
        owners[passage.id] = places[place]
    return units, owners


def _unit(entry: KnowledgeEntry, section: KnowledgePassage | None) -> Unit:
    return Unit(
        id=f"{entry.external_id}#{section.position}" if section else entry.external_id,
        group=entry.external_id if section else base_id(entry.external_id, entry.language),
        kind=entry.kind,
        title=entry.title,
        text=section.text if section else entry.text,
        heading=section.heading if section else "",
        url=entry.url,
        department=entry.department,
        category=entry.category,
        language=entry.language,
        checked_on=entry.checked_on.isoformat() if entry.checked_on else None,
        source=entry.source if entry.kind == EntryKind.FAQ else "",
        state=entry.state,
        state_on=entry.state_on.isoformat() if entry.state_on else None,
        starts_on=entry.starts_on.isoformat() if entry.starts_on else None,
        expires_on=entry.expires_on.isoformat() if entry.expires_on else None,
    )


def base_id(external_id: str, language: str) -> str:
    """`tax-1` for `tax-1-en` in English and `tax-1-easy` in ja-easy: the FAQ of which this is another language's."""
    if language == "ja":
        return external_id
    return external_id.removesuffix(f"-{language}").removesuffix(f"-{language.removeprefix('ja-')}")


def _vector_set(
    make_vectors: Callable[[NDArray[np.int64], Vectors], VectorIndex], owned: Owned, vectors: Vectors
) -> VectorSet:
    ids = np.array([passage.id for passage, _ in owned], dtype=np.int64)
    units = np.array([unit for _, unit in owned], dtype=np.int32)
    return VectorSet(make_vectors(ids, vectors), ids, units)


def _pairs(units: Sequence[Unit], asked: Units, told: Units) -> NDArray[np.int64]:
    """One question with its answer of each Japanese FAQ and section; the same in two languages would be a mistake."""
    first_asked = {int(unit): row for row, unit in reversed(list(enumerate(asked)))}
    first_told = {int(unit): row for row, unit in reversed(list(enumerate(told)))}
    both = [unit for unit in sorted(first_asked.keys() & first_told.keys()) if units[unit].language == "ja"]
    pairs = [(first_asked[unit], first_told[unit]) for unit in both]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _unit_words(
    split: Callable[[str], list[str]], count: int, passages: Iterable[KnowledgePassage], owners: dict[int | None, int]
) -> list[list[str]]:
    words: list[list[str]] = [[] for _ in range(count)]
    for passage in passages:
        if passage.id in owners:
            words[owners[passage.id]].extend(split(passage.text))
    return words
