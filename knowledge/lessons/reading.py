"""The lessons as they are written. Blocks of lines in `texts/*.txt`:

    T 住民票                                   the topic: lessons of one are close to each other, and different
    Q 住民票の写しを郵送で請求するには…        the question as the office words it
    A 請求書、本人確認書類の写し、…            its answer
    - 平日は仕事で市役所に行けないのですが…    one to three citizens' own words: in full, plainly, and as typed in LINE
    - 住民票って取り寄せできる？
    - 住民票 郵送 やり方
    en I can't come to city hall. …            after three: the same need in another language: en, zh, ko, vi or easy

Fees and days in them are made up. They serve a search: citizens never see one, and staff the questions of those that
helped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import InputFileError

FOLDER = Path(__file__).with_name("texts")
OTHERS = Path(__file__).with_name("others.tsv")
HEAD, WORDING, MOST_WORDINGS = ("T", "Q", "A"), "-", 3
LANGUAGES = {"en": "en", "zh": "zh", "ko": "ko", "vi": "vi", "easy": "ja-easy"}


@dataclass(frozen=True)
class Lesson:
    """`asked` are one to three Japanese wordings; `foreign` is one in `language`, both empty where there is none."""

    topic: str
    question: str
    answer: str
    asked: tuple[str, ...]
    language: str = ""
    foreign: str = ""

    @property
    def wordings(self) -> tuple[str, ...]:
        """All but the office's."""
        return (*self.asked, self.foreign) if self.foreign else self.asked


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
    language = LANGUAGES.get(marks[-1], "")
    asked = texts[len(HEAD) : -1] if language else texts[len(HEAD) :]
    form = (*HEAD, *[WORDING] * len(asked), *marks[len(HEAD) + len(asked) :])
    if marks != form or not 1 <= len(asked) <= MOST_WORDINGS or not all(texts):
        names = ", ".join(LANGUAGES)
        raise InputFileError(f"{where}: a lesson has T, Q and A, one to three lines with -, and perhaps one of {names}")
    topic, question, answer = texts[: len(HEAD)]
    return Lesson(f"{file}/{topic}", question, answer, asked, language, texts[-1] if language else "")


def read_others() -> list[str]:
    """What people type that no city office answers: chat, commands to an assistant, what ministries and companies do,
    knowledge, noise and mischief."""
    return [line.partition("\t")[2] for line in OTHERS.read_text("utf-8").splitlines() if line]


def lessons_digest() -> str:
    """Other for other lessons, or others."""
    return hashlib.sha256(repr((read_lessons(), read_others())).encode()).hexdigest()
