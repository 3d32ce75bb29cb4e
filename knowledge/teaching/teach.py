"""Teach the bundled encoder the lessons and write its layers: `python -m knowledge.teaching.teach`.

Each wording of a citizen is to be nearer to its own question and answer than to those of the other lessons in a batch,
among which are all of the same topic. Needs the extra [transformers], 6 GB of memory and ten minutes on two cores;
embeddings stay as they are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import click
import numpy as np
import torch
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from knowledge.lessons.reading import Lesson, read_lessons
from knowledge.teaching.noise import Noise
from knowledge.teaching.pupil import Pupil, Weights, named
from knowledge.teaching.writing import write_counter_model

BATCH = 64
TEMPERATURE = 0.03
RATE = 5e-5
TAKEN = 0.6  # of what was learned; the rest stays as it was, which finds better what no lesson spoke of
WARM_UP = 0.1
FROZEN = 2  # of the lowest layers: they know letters and words, and cost time
STYLES = 4  # wordings of the lessons that are taught; one more is asked in each pass
TOKENS = {"question": 64, "answer": 72}


def loss_of(pupil: Pupil, lessons: Sequence[Lesson], asked: Sequence[str]) -> torch.Tensor:
    """How far each wording is from choosing its own question and answer among those of the batch."""
    own = torch.arange(len(lessons))
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
    pupil.network.encoder.layer[:FROZEN].requires_grad_(False)
    optimiser = torch.optim.AdamW(pupil.learning, lr=RATE, weight_decay=0.01)
    total = passes * (len(lessons) // BATCH)
    first = {lesson.question: rng.randrange(STYLES) for lesson in lessons}
    step, lost = 0, []
    for turn in range(passes):
        for batch in batches(lessons, rng):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(step / (WARM_UP * total), max(0.02, 1 - step / total))
            asked = [noise.disturb(lesson.wordings[(first[lesson.question] + turn) % STYLES]) for lesson in batch]
            loss = loss_of(pupil, batch, asked)
            loss.backward()
            clip_grad_norm_(pupil.learning, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            lost.append(loss.item())
            if step % 10 == 0:
                click.echo(f"lessons, {step} of {total}: loss {np.mean(lost[-10:]):.3f}", err=True)


def drawn_back(before: Weights, after: Weights) -> Weights:
    return {name: TAKEN * weight + (1 - TAKEN) * before[name] for name, weight in after.items()}


@click.command()
@click.option("--passes", default=4, show_default=True)
def main(passes: int) -> None:
    """Write counter.onnx, .spm and .json anew, under a new name: vectors of two encoders are never mixed."""
    torch.manual_seed(0)
    lessons, pupil = [lesson for lesson in read_lessons() if len(lesson.wordings) == STYLES], Pupil()
    before = pupil.weights()
    teach(pupil, lessons, passes)
    click.echo(write_counter_model(named(drawn_back(before, pupil.weights()))))


if __name__ == "__main__":
    main()
