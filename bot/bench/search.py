"""Search among 1,800 FAQ: how long the index takes, from nothing and after a change, and a query; in how much memory.

The FAQ are lessons, each with its neighbour's answer, so that answers are as long as real ones (some 240
characters once they are cut for the encoder); they are asked in the lessons' own words. One process builds, another,
fresh one is measured, since memory that was needed for building would count otherwise.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.bench.figures import Figure, describe, percentile
from knowledge.encoders import create_encoder
from knowledge.entries import NewEntry, faq_passages
from knowledge.index.build import build_index
from knowledge.lessons.reading import MOST_WORDINGS, Lesson, read_lessons
from knowledge.models import EntryKind
from knowledge.store import store_faq
from knowledge.temporary import open_temporary_database

FAQ = 1_800
QUERIES = 305
ANSWERS = 2  # of neighbours, in one answer


def measure() -> list[Figure]:
    """The figures of building, then those of searching what was built."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bot.bench.search", folder], check=True, stdout=subprocess.PIPE
        )
    found: dict[str, Any] = json.loads(done.stdout)
    timed = found["queries"]
    return [
        Figure(f"first index of {FAQ:,} FAQ", found["first"], "s", 360),
        Figure("second run, nothing changed", found["same"], "s", 5),
        Figure("second run, one FAQ changed", found["changed"], "s", 5),
        Figure("query p50", percentile(timed, 0.5), "ms", 25, describe(timed)),
        Figure("query p95", percentile(timed, 0.95), "ms", 45),
        Figure("resident memory of search", found["resident"], "MB", 350, "interpreter, encoder, dictionary, index"),
    ]


def build(folder: Path) -> dict[str, float]:
    """Seconds of the first index, of a run that finds nothing to do, and of one after a FAQ was reworded."""
    entries = list_entries()
    encoder = create_encoder("bundled")
    with open_temporary_database(folder) as database:
        seconds = {}
        reworded = [make_entry(entries[0].external_id, f"{entries[0].title}?", entries[0].text), *entries[1:]]
        for name, changed in (("first", entries), ("same", entries), ("changed", reworded)):
            store_faq(database, changed, "bench")
            start = time.monotonic()
            build_index(database, encoder, folder / "index")
            seconds[name] = time.monotonic() - start
    return seconds


def list_entries() -> list[NewEntry]:
    lessons = list_lessons()
    answers = [" ".join(lesson.answer for lesson in lessons[place : place + ANSWERS]) for place in range(FAQ)]
    return [
        make_entry(f"bench-{place}", lesson.question, answer)
        for place, (lesson, answer) in enumerate(zip(lessons, answers, strict=True))
    ]


def list_lessons() -> list[Lesson]:
    """Those with three wordings: in full, plainly, as typed in LINE."""
    return [lesson for lesson in read_lessons() if len(lesson.asked) == MOST_WORDINGS][:FAQ]


def make_entry(name: str, question: str, answer: str) -> NewEntry:
    return NewEntry(name, EntryKind.FAQ, question, answer, faq_passages(question, answer))


def run(folder: Path) -> dict[str, Any]:
    """Build here; search in a process that has built nothing."""
    built = build(folder)
    asked = [lesson.asked[number % MOST_WORDINGS] for number, lesson in enumerate(list_lessons())][:QUERIES]
    (folder / "questions.json").write_text(json.dumps(asked), "utf-8")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot.bench.search_alone", str(folder)], check=True, stdout=subprocess.PIPE
    )
    return {**built, **json.loads(done.stdout)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(Path(sys.argv[1]))))
