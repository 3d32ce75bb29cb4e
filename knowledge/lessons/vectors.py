"""The lessons as an encoder sees them. For the bundled one they are shipped: embedding them takes a minute.

`python -m knowledge.lessons.vectors` writes `counter.npz` anew, after the encoder or the lessons have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from knowledge.encoders import create_encoder
from knowledge.encoders.protocol import Encoder, Vectors
from knowledge.lessons.reading import Lesson, lessons_digest, read_lessons, read_others
from nlu.tokenizer import content_words

SHIPPED = Path(__file__).with_name("counter.npz")
STEPS = 127  # of a number to either side of 0: directions change by less than a thousandth
NO_LESSON = -1
BATCH = 64  # texts between two reports of progress

Progress = Callable[[int, int], None]  # done, total


@dataclass(frozen=True)
class LessonVectors:
    """`rows`, of length 1: of each lesson its question, its other wordings, its answer, and then what is no city's
    matter. Those of lesson i are `starts[i]:starts[i + 1]`."""

    rows: Vectors
    starts: NDArray[np.int32]

    @property
    def questions(self) -> Vectors:
        return self.rows[self.starts[:-1]]

    @property
    def answers(self) -> Vectors:
        return self.rows[self.starts[1:] - 1]

    @property
    def owners(self) -> NDArray[np.int32]:
        """The lesson of each row; `NO_LESSON` for the last ones."""
        lessons = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        return np.concatenate([lessons, np.full(len(self.rows) - len(lessons), NO_LESSON, np.int32)])


def count_rows(lessons: Sequence[Lesson]) -> NDArray[np.int32]:
    """`LessonVectors.starts`."""
    return np.cumsum([0, *(len(lesson.wordings) + 2 for lesson in lessons)], dtype=np.int32)


def embed_lessons(
    encoder: Encoder, lessons: Sequence[Lesson], others: Sequence[str], progress: Progress | None = None
) -> LessonVectors:
    starts = count_rows(lessons)
    rows: Vectors = np.zeros((int(starts[-1]) + len(others), encoder.dimension), dtype=np.float32)
    asked = [(start + at, text) for lesson, start in zip(lessons, starts, strict=False) for at, text in _asked(lesson)]
    asked += enumerate(others, int(starts[-1]))
    told = [(end - 1, lesson.answer) for lesson, end in zip(lessons, starts[1:], strict=True)]
    done = 0
    for encode, texts in ((encoder.encode_query, asked), (encoder.encode_document, told)):
        for first in range(0, len(texts), BATCH):
            places, batch = zip(*texts[first : first + BATCH], strict=True)
            rows[list(places)] = encode(batch)
            done += len(batch)
            if progress:
                progress(done, len(rows))
    return LessonVectors(rows, starts)


def _asked(lesson: Lesson) -> list[tuple[int, str]]:
    return list(enumerate((lesson.question, *lesson.wordings)))


@dataclass(frozen=True)
class Shipped:
    """What is known of the lessons without an encoder: `words` are the content words of question and answer."""

    encoder: str
    digest: str
    words: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls) -> Shipped:
        with np.load(SHIPPED, allow_pickle=False) as file:
            lines = file["words"].tobytes().decode("utf-8").split("\n")
            return cls(str(file["encoder"]), str(file["digest"]), tuple(tuple(line.split("\t")) for line in lines))

    @staticmethod
    def read_digest() -> str:
        """That of the lessons, without reading them."""
        with np.load(SHIPPED, allow_pickle=False) as file:
            return str(file["digest"])

    @staticmethod
    def read_vectors() -> LessonVectors:
        with np.load(SHIPPED, allow_pickle=False) as file:
            rows = file["rows"].astype(np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            return LessonVectors(rows, file["starts"])


@click.command()
def main() -> None:
    """Embed the lessons with the bundled encoder, and write their vectors and words."""
    lessons, others, encoder = read_lessons(), read_others(), create_encoder("bundled")
    with click.progressbar(length=int(count_rows(lessons)[-1]) + len(others), label="lessons") as bar:
        vectors = embed_lessons(encoder, lessons, others, lambda done, _: bar.update(done - bar.pos))
    highest = np.abs(vectors.rows).max(axis=1, keepdims=True)
    words = ["\t".join(content_words(f"{lesson.question}\n{lesson.answer}")) for lesson in lessons]
    np.savez_compressed(
        SHIPPED,
        encoder=encoder.name,
        digest=lessons_digest(),
        rows=np.round(vectors.rows / highest * STEPS).astype(np.int8),
        starts=vectors.starts,
        words=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
    )


if __name__ == "__main__":
    main()
