"""Engines for the tests: the real one, trained once for a content hash, and a small one without an encoder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from knowledge.encoders.bundled import BundledEncoder
from nlu.embedded import EmbeddedEngine, load_or_train
from nlu.training_data import TrainingData, load_training_data

settings.register_profile("no deadline", deadline=None)  # the machine may be busy
settings.load_profile("no deadline")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def training_data() -> TrainingData:
    return load_training_data([ROOT / "handlers", ROOT / "nlu" / "data"])


@pytest.fixture(scope="session")
def engine(training_data: TrainingData, models: Path) -> Iterator[EmbeddedEngine]:
    yield load_or_train(training_data, BundledEncoder(), models)


@pytest.fixture
def small_rooms(tmp_path: Path) -> Path:
    """A folder of two rooms with eight examples each."""
    for room, intent, sentence, words in (
        ("trees", "plant", "{}の木を植えたい", ["桜", "松", "杉", "梅", "桃", "栗", "柿", "楓"]),
        (
            "trains",
            "ride",
            "{}行きの電車に乗りたい",
            ["東京", "松本", "名古屋", "大阪", "新潟", "金沢", "上田", "軽井沢"],
        ),
    ):
        folder = tmp_path / "rooms" / room
        folder.mkdir(parents=True)
        lines = "\n".join(f"    - {sentence.format(word)}" for word in words)
        (folder / "nlu.yml").write_text(f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{lines}\n', "utf-8")
    return tmp_path / "rooms"
