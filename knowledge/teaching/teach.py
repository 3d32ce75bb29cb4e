"""Teach the bundled encoder the lessons and write its layers: `python -m knowledge.teaching.teach`.

Each wording of a citizen is to be nearer to its own question and answer than to those of the other lessons in a batch,
among which are all of the same topic. The weights are rounded to four bits while they learn, so that the engine's
rounding costs nothing afterwards. Needs the extra [transformers], 6 GB of memory and about
20 minutes on two cores; embeddings stay as they are.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_, parametrize
from transformers import AutoModel, AutoTokenizer

from knowledge.encoders.counter_model import BASE
from knowledge.encoders.export import LAYER, export_weights
from knowledge.encoders.packed_weights import PER_BLOCK
from knowledge.teaching.lessons import Lesson, read_lessons
from knowledge.teaching.noise import Noise
from knowledge.teaching.writing import write_layers

BATCH = 64
TEMPERATURE = 0.03
RATE = 5e-5
TAKEN = 0.6  # of what was learned; the rest stays as it was, which finds better what no lesson spoke of
WARM_UP = 0.1
FROZEN = 2  # of the lowest layers: they know letters and words, and cost time
TOKENS = {"question": 64, "answer": 72}


class FourBits(torch.nn.Module):  # type: ignore[misc, unused-ignore]  # Any where the library is not installed
    """A matrix as the engine will read it; the slope goes through as if nothing were rounded."""

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        rows = weight.detach().reshape(-1, PER_BLOCK)
        farthest = rows.gather(1, rows.abs().argmax(1, keepdim=True))
        scale = (farthest / -8).half().float()
        scale = torch.where(scale == 0, torch.ones_like(scale), scale)
        rounded = (torch.clamp((rows / scale).round(), -8, 7) * scale).reshape(weight.shape)
        return weight + (rounded - weight).detach()


class Pupil:
    """The bundled encoder as a network that can learn."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.network = AutoModel.from_pretrained(folder)
        for module in self.network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        layers = self.network.encoder.layer
        for part in (self.network.embeddings, *layers[:FROZEN]):
            part.requires_grad_(False)
        for module in layers.modules():
            if isinstance(module, torch.nn.Linear):
                parametrize.register_parametrization(module, "weight", FourBits())
        self.before = {name: value.clone() for name, value in self._weights().items()}
        self.learning = [weight for weight in self.network.parameters() if weight.requires_grad]

    def _weights(self) -> dict[str, torch.Tensor]:
        state = self.network.encoder.state_dict(prefix="encoder.")
        return {name.replace("parametrizations.weight.original", "weight"): value for name, value in state.items()}

    def encode(self, texts: Sequence[str], tokens: int) -> torch.Tensor:
        given = self.tokenizer(list(texts), padding=True, truncation=True, max_length=tokens, return_tensors="pt")
        with torch.autocast("cpu", torch.bfloat16):
            states = self.network(**given).last_hidden_state.float()
        mask = given["attention_mask"].unsqueeze(-1).float()
        return functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1)

    def layers(self) -> dict[str, Any]:
        """The learned tensors, drawn back towards what they were, by the names of the engine's file."""
        now = self._weights()
        named = {name: TAKEN * value + (1 - TAKEN) * self.before[name] for name, value in now.items()}
        return {
            f"l{number}.{short}.{part}": named[f"encoder.layer.{number}.{long}.{word}"].numpy()
            for number in range(len(self.network.encoder.layer))
            for short, long in LAYER.items()
            for part, word in (("w", "weight"), ("b", "bias"))
        }


def loss_of(pupil: Pupil, lessons: Sequence[Lesson], asked: Sequence[str]) -> torch.Tensor:
    """How far each wording is from choosing its own question and answer among those of the batch."""
    own = torch.arange(len(lessons))
    with parametrize.cached():
        texts = [*asked, *(lesson.question for lesson in lessons)]
        both = pupil.encode([f"query: {text}" for text in texts], TOKENS["question"])
        answers = pupil.encode([f"passage: {lesson.answer}" for lesson in lessons], TOKENS["answer"])
    wordings, questions = both[: len(lessons)], both[len(lessons) :]
    near_question, near_answer = wordings @ questions.T, wordings @ answers.T
    together = (near_question + near_answer) / 2

    def choose(scores: torch.Tensor) -> torch.Tensor:
        return functional.cross_entropy(scores / TEMPERATURE, own)

    parts = (choose(near_question) + choose(near_answer)) / 2
    return choose(together) + parts + (choose(questions @ answers.T) + choose(together.T)) / 4


def batches(lessons: Sequence[Lesson], rng: random.Random) -> Iterator[list[Lesson]]:
    """Those of a topic stand side by side, so that what is close is told apart."""
    topics: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        topics.setdefault(lesson.topic, []).append(lesson)
    shuffled = rng.sample(list(topics.values()), len(topics))
    order = [lesson for topic in shuffled for lesson in rng.sample(topic, len(topic))]
    for start in range(0, len(order) - BATCH + 1, BATCH):
        yield order[start : start + BATCH]


def teach(pupil: Pupil, lessons: Sequence[Lesson], passes: int) -> None:
    """Every pass asks each lesson in another of its wordings; the rate rises at first and then falls to nothing."""
    rng, noise = random.Random(0), Noise(0)
    optimiser = torch.optim.AdamW(pupil.learning, lr=RATE, weight_decay=0.01)
    total = passes * (len(lessons) // BATCH)
    first = {lesson.question: rng.randrange(4) for lesson in lessons}
    step, lost = 0, []
    for turn in range(passes):
        for batch in batches(lessons, rng):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(step / (WARM_UP * total), max(0.02, 1 - step / total))
            asked = [noise.disturb(lesson.wordings[(first[lesson.question] + turn) % 4]) for lesson in batch]
            loss = loss_of(pupil, batch, asked)
            loss.backward()
            clip_grad_norm_(pupil.learning, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            lost.append(loss.item())
            if step % 10 == 0:
                click.echo(f"{step} of {total}: loss {np.mean(lost[-10:]):.3f}", err=True)


@click.command()
@click.option("--passes", default=4, show_default=True)
def main(passes: int) -> None:
    """Write counter_layers.bin and .json anew, under a new name: vectors of two encoders are never mixed."""
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        export_weights(BASE, Path(folder) / "e5")
        pupil = Pupil(Path(folder) / "e5")
    teach(pupil, read_lessons(), passes)
    click.echo(write_layers(pupil.layers()))


if __name__ == "__main__":
    main()
