"""The demo city's FAQ as sources, and a simulated model."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.entries import clean_text
from tests.knowledge.generation.model import SimulatedModel, start_model

FAQ_FILE = Path(__file__).resolve().parents[3] / "bot" / "demo_city" / "faq.csv"


@dataclass(frozen=True)
class Faq:
    """What a hit of a search says of itself."""

    id: str
    title: str
    text: str
    url: str
    language: str = "ja"
    heading: str = ""
    kind: str = "faq"


def read_faq() -> dict[str, Faq]:
    with FAQ_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["id"]: Faq(row["id"], clean_text(row["question"]), clean_text(row["answer"]), row["url"], row["language"])
        for row in rows
    }


@pytest.fixture(scope="session")
def faq() -> dict[str, Faq]:
    return read_faq()


@pytest.fixture
def model() -> Iterator[SimulatedModel]:
    model, stop = start_model()
    yield model
    stop()
