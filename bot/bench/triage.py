"""Triage of what is written of children: 10,000 messages, and how rightly labelled ones are judged."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from bot.bench.figures import Figure, percentile
from bot.counter import training_folders
from bot.texts import ROOT
from handlers.child_consultation.triage.evaluation import evaluate, read_labelled
from handlers.child_consultation.triage.judging import judge
from handlers.child_consultation.triage.table import load_table
from nlu.training_data import load_training_data

MESSAGES = 10_000
MOST_MS = 5.0
MOST_TOO_HIGH = 10.0  # per cent
OURS = ROOT / "handlers/child_consultation/labelled"


def measure(files: Sequence[Path]) -> list[Figure]:
    """The figures of these labelled files; without any, of those that the rules were written with."""
    files = files or sorted(OURS.glob("*.tsv"))
    labelled = read_labelled(files)
    examples = [example.text for example in load_training_data(training_folders()).examples]
    timed = _time([*(one.text for one in labelled), *examples])
    figures = [
        Figure(
            "triage of a message, median",
            percentile(timed, 0.5),
            "ms",
            MOST_MS,
            f"n {len(timed):,}, no model, processor time",
        ),
        Figure("triage of a message, p99", percentile(timed, 0.99), "ms", MOST_MS, f"slowest {max(timed):.1f} ms"),
    ]
    for file in files:
        found = evaluate(read_labelled([file]))
        high = 100 * len(found.too_high) / found.count
        missed = f"of {found.emergencies}: {' / '.join(found.missed)}" if found.missed else f"of {found.emergencies}"
        figures += [
            Figure(f"{file.stem}: emergencies missed", len(found.missed), "", 0, missed),
            Figure(
                f"{file.stem}: raised too high", high, "%", MOST_TOO_HIGH, f"{len(found.too_high)} of {found.count}"
            ),
            Figure(f"{file.stem}: others too low", len(found.too_low), "", None, f"of {found.count}"),
        ]
    return figures


def _time(texts: Sequence[str]) -> list[float]:
    """Of each message, by the processor: nothing else is waited for, and what runs beside does not count."""
    load_table()
    judge("warm", age=None)
    timed = []
    for text in islice(cycle(texts), MESSAGES):
        start = time.thread_time()
        judge(text)
        timed.append((time.thread_time() - start) * 1000)
    return timed
