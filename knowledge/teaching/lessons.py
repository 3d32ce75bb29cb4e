"""Lessons: what a city office writes, and how citizens ask for it. Blocks of seven lines in `lessons/*.txt`.

    T 住民票                                   the topic: lessons of one are close to each other, and different
    Q 住民票の写しを郵送で請求するには…        the question as the office words it
    A 請求書、本人確認書類の写し、…            its answer
    - 平日は仕事で市役所に行けないのですが…    three citizens' own words: in full, plainly, and as typed in LINE
    - 住民票って取り寄せできる？
    - 住民票 郵送 やり方
    en I can't come to city hall. …            the same need in another language: en, zh, ko, vi or easy

Fees and days in them are made up. They teach a search and are never shown to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import InputFileError

FOLDER = Path(__file__).with_name("lessons")
MARKS = ("T", "Q", "A", "-", "-", "-")
LANGUAGES = {"en": "en", "zh": "zh", "ko": "ko", "vi": "vi", "easy": "ja-easy"}


@dataclass(frozen=True)
class Lesson:
    """`asked` are the three Japanese wordings; `foreign` is in `language`."""

    topic: str
    question: str
    answer: str
    asked: tuple[str, str, str]
    language: str
    foreign: str

    @property
    def wordings(self) -> tuple[str, ...]:
        return (*self.asked, self.foreign)


def read_lessons(folder: Path = FOLDER) -> list[Lesson]:
    """All lessons, by file. Raises InputFileError that names the file and line of a block of another form."""
    return [lesson for path in sorted(folder.glob("*.txt")) for lesson in _read_file(path)]


def _read_file(path: Path) -> Iterator[Lesson]:
    lines: list[tuple[str, str]] = []
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        mark, _, text = line.strip().partition(" ")
        if mark:
            lines.append((mark, text.strip()))
        elif lines:
            yield _lesson(lines, f"{path.name}, line {number - len(lines)}", path.stem)
            lines = []


def _lesson(lines: list[tuple[str, str]], where: str, file: str) -> Lesson:
    marks, texts = zip(*lines, strict=True)
    if marks[:-1] != MARKS or marks[-1] not in LANGUAGES or not all(texts):
        raise InputFileError(f"{where}: a lesson has the lines {' '.join(MARKS)} and one of {', '.join(LANGUAGES)}")
    topic, question, answer, *asked, foreign = texts
    return Lesson(f"{file}/{topic}", question, answer, (asked[0], asked[1], asked[2]), LANGUAGES[marks[-1]], foreign)
