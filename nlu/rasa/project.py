"""The Rasa project of the rooms' examples: data, domain, pipelines and our components, ready for `rasa train nlu`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nlu.normalize import normalize
from nlu.training_data import VERSION, TrainingData

HERE = Path(__file__).parent
PACKAGE = "madoguchi_nlu"
LOCK = HERE / "template" / "requirements.lock"
CONFIGS = {"vectors": "config.yml", "diet": "config.diet.yml"}  # pipeline: its file


@dataclass(frozen=True)
class Project:
    """`files` are contents by path below the project's folder."""

    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Put the files into the folder; what else is there, as trained models, stays."""
        for path, content in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, "utf-8")

    @property
    def digests(self) -> frozenset[str]:
        """Those of all pipelines."""
        return frozenset(self.digest(pipeline) for pipeline in CONFIGS)

    def digest(self, pipeline: str) -> str:
        """Twelve hex digits that change when a model of this pipeline would."""
        others = {file for name, file in CONFIGS.items() if name != pipeline}
        content = [f"{path}\0{text}\0" for path, text in sorted(self.files.items()) if path not in others]
        return hashlib.sha256("".join(content).encode()).hexdigest()[:12]


def make_project(data: TrainingData) -> Project:
    """The project of these examples, which are normalised as what citizens say is before an engine reads it."""
    examples = {normalize(example.text): example.intent for example in data.examples}
    files = {
        "data/nlu.yml": _write_examples(data.intents, examples),
        "domain.yml": "\n".join([f'version: "{VERSION}"', "intents:", *(f"- {name}" for name in data.intents), ""]),
    }
    shipped = [*(HERE / "template").iterdir(), *(HERE / "components").glob("*.py")]
    files |= {_place(path): path.read_text("utf-8") for path in shipped}
    return Project(files)


def _place(path: Path) -> str:
    return f"{PACKAGE}/{path.name}" if path.suffix == ".py" else path.name


def _write_examples(intents: Iterable[str], examples: dict[str, str]) -> str:
    lines = [f'version: "{VERSION}"', "nlu:"]
    for intent in intents:
        lines += [f"- intent: {intent}", "  examples: |"]
        lines += [f"    - {text}" for text, of in examples.items() if of == intent]
    return "\n".join([*lines, ""])
