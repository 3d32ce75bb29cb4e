"""One state of the knowledge, whole and in memory: everything a search needs, nothing from the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.db import Database
from knowledge.encoders.protocol import Vectors
from knowledge.index.bridge import Bridge
from knowledge.index.files import IndexDamaged, Manifest, check_parts, read_manifest
from knowledge.index.lexical import WordIndex
from knowledge.index.stores import load_vectors
from knowledge.index.turning import Turning
from knowledge.index.vectors import FaissIndex, VectorIndex
from knowledge.models import EntryKind

VECTOR_PARTS = ("questions", "answers")
LETTER_ARRAYS = ("words", "starts", "texts", "weights")
PARTS = ("units", "words", *VECTOR_PARTS)
LESSONS = "lessons"  # a part too, of encoders that have a bridge


@dataclass(frozen=True)
class Unit:
    """What can be shown as one hit: an FAQ, or a section of a page.

    Units of one `group` say the same: an FAQ in several languages. The sections of a page are a group too, of which
    the best is shown.
    """

    id: str
    group: str
    kind: str
    title: str
    text: str
    heading: str
    url: str
    department: str
    category: str
    language: str
    checked_on: str | None  # ISO 8601
    source: str = ""  # of an FAQ: what it was read from
    state: str = ""  # EntryState
    state_on: str | None = None  # ISO 8601: since when
    starts_on: str | None = None  # ISO 8601: the first day on which it is served
    expires_on: str | None = None  # the last one

    def is_served_on(self, day: str) -> bool:
        """Whether its days include this one, in ISO 8601."""
        return (self.starts_on or day) <= day <= (self.expires_on or day)


@dataclass(frozen=True)
class VectorSet:
    """Vectors with the unit each belongs to. `ids` rise; `units[i]` is the unit of the vector `ids[i]`."""

    index: VectorIndex
    ids: NDArray[np.int64]
    units: NDArray[np.int32]

    def best_per_unit(self, vector: Vectors, k: int, count: int) -> Vectors:
        """The highest cosine of each of `count` units among the `k` nearest; the rest get the lowest that was seen."""
        ids, cosines = self.index.search(vector, k)
        best = np.full(count, cosines.min() if len(cosines) else 0.0, dtype=np.float32)
        np.maximum.at(best, self.units[np.searchsorted(self.ids, ids)], cosines)
        return best


@dataclass(frozen=True)
class Snapshot:
    manifest: Manifest
    units: tuple[Unit, ...]
    words: WordIndex
    questions: VectorSet
    answers: VectorSet
    letters: WordIndex
    turning: Turning | None
    bridge: Bridge | None = None

    @cached_property
    def groups(self) -> dict[str, list[int]]:
        """The places of each group's units."""
        found: dict[str, list[int]] = {}
        for place, unit in enumerate(self.units):
            found.setdefault(unit.group, []).append(place)
        return found

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each unit by its id."""
        return {unit.id: place for place, unit in enumerate(self.units)}

    @cached_property
    def dated(self) -> tuple[int, ...]:
        """The places of units that are not served on every day."""
        return tuple(place for place, unit in enumerate(self.units) if unit.starts_on or unit.expires_on)

    def list_hidden(self, day: str) -> frozenset[int]:
        """The places of units that are not served on this day, in ISO 8601."""
        return frozenset(place for place in self.dated if not self.units[place].is_served_on(day))

    @cached_property
    def pages(self) -> NDArray[np.bool_]:
        return np.array([unit.kind == EntryKind.PAGE for unit in self.units], dtype=bool)


def snapshot_writers(
    units: Sequence[Unit],
    words: WordIndex,
    questions: VectorSet,
    answers: VectorSet,
    letters: WordIndex,
    turning: Turning | None,
    bridge: Bridge | None,
) -> dict[str, Callable[[Path], None]]:
    """How each part is written; `load_snapshot` is the inverse."""

    def write_units(path: Path) -> None:
        path.write_text(json.dumps([asdict(unit) for unit in units], ensure_ascii=False), "utf-8")

    def write_words(path: Path) -> None:
        arrays = {
            **words.arrays(),
            **{f"letter_{name}": array for name, array in letters.arrays().items()},
            **(turning.arrays() if turning else {}),
            **(bridge.arrays() if bridge else {}),
            "question_ids": questions.ids,
            "question_units": questions.units,
            "answer_ids": answers.ids,
            "answer_units": answers.units,
        }
        with path.open("wb") as file:
            np.savez(file, **arrays)

    writers = (write_units, write_words, questions.index.save, answers.index.save)
    parts: dict[str, Callable[[Path], None]] = dict(zip(PARTS, writers, strict=True))
    if bridge:
        parts[LESSONS] = bridge.wordings.save
    return parts


@dataclass(frozen=True)
class Learned:
    """What was costly to find out when the published index was built, and may still be true."""

    turning: Turning | None = None
    lessons: Vectors | None = None  # `LessonVectors.rows`
    digest: str = ""  # of those lessons


def find_learned(folder: Path, encoder: str) -> Learned:
    """Of the published index of that encoder; nothing when there is none, or none that is whole."""
    try:
        manifest = read_manifest(folder)
        if manifest is None or manifest.encoder != encoder:
            return Learned()
        check_parts(folder, manifest)
        with np.load(folder / manifest.files["words"], allow_pickle=False) as file:
            turning = Turning.from_arrays(file)
        lessons = FaissIndex.load(folder / manifest.files[LESSONS]).read_vectors() if manifest.lessons else None
        return Learned(turning, lessons, manifest.lessons)
    except (IndexDamaged, OSError, ValueError, KeyError, RuntimeError):  # an older form, or half a file
        return Learned()


def load_snapshot(folder: Path, database: Database | None = None) -> Snapshot | None:
    """The published state, or None when there is none. Raises IndexDamaged when its files are not whole.

    `database` is needed for vectors that are kept there.
    """
    while True:
        manifest = read_manifest(folder)
        if manifest is None:
            return None
        try:
            check_parts(folder, manifest)
            return _load(folder, manifest, database)
        except IndexDamaged:
            # A new index may have been published, and the old one's files removed, since the manifest was read.
            if read_manifest(folder) == manifest:
                raise


def _load(folder: Path, manifest: Manifest, database: Database | None) -> Snapshot:
    paths = {part: folder / manifest.files.get(part, "missing") for part in PARTS}
    try:
        units = tuple(Unit(**unit) for unit in json.loads(paths["units"].read_text("utf-8")))
        with np.load(paths["words"], allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        indexes = {part: load_vectors(paths[part], database) for part in VECTOR_PARTS}
        wordings = FaissIndex.load(folder / manifest.files[LESSONS]) if LESSONS in manifest.files else None
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise IndexDamaged(f"the index in {folder} can't be read") from error
    return Snapshot(
        manifest,
        units,
        WordIndex.from_arrays(arrays, len(units)),
        VectorSet(indexes["questions"], arrays["question_ids"], arrays["question_units"]),
        VectorSet(indexes["answers"], arrays["answer_ids"], arrays["answer_units"]),
        WordIndex.from_arrays({name: arrays[f"letter_{name}"] for name in LETTER_ARRAYS}, len(units)),
        Turning.from_arrays(arrays),
        Bridge.from_arrays(wordings, arrays) if wordings else None,
    )
