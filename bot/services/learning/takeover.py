"""A candidate is measured beside the model in service, and takes over only when it loses nothing that counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.errors import Refused
from bot.services.learning import versions
from bot.services.learning.examples import list_accepted
from bot.services.learning.workshop import Lot, Workshop
from nlu.evaluation import evaluate
from nlu.interpretation import Engine, Interpretation
from nlu.learning.comparison import Loss, find_losses
from nlu.model_store import remove_old_models
from nlu.training_data import Example, example_key

Interpret = Callable[[str], Interpretation]
FIGURES = ("n", "right", "wrong_confident", "refused", "out_of_scope", "out_of_scope_refused", "per_intent")


@dataclass(frozen=True)
class Measured:
    """The model in service and the candidate on the same sentences, figures as of `evaluate`.

    `left_out` sentences are examples of the candidate, which has to know them; `unheard` are intents with new examples
    of which no sentence is held out. Without losses the candidate is in service.
    """

    name: str
    before: dict[str, Any]
    after: dict[str, Any]
    losses: list[Loss]
    left_out: int
    unheard: list[str]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "is_in_service": not self.losses}


def learn(
    workshop: Workshop,
    held_out: Sequence[Example],
    margin: float,
    interpret_with: Callable[[Engine], Interpret],
    *,
    by: str,
    now: datetime,
) -> Measured | None:
    """Train with every accepted example, measure, and put the candidate into service unless there are losses.

    None when there is nothing to learn. Raises Refused when there is no sentence to measure on.
    """
    with workshop.database.read() as session:
        current = workshop.gather(session, versions.load_in_service(session).example_ids)
        candidate = workshop.gather(session, [row.id or 0 for row in list_accepted(session)])
    if candidate.name == current.name:
        return None
    sentences = _leave_out(held_out, candidate)
    before = evaluate(sentences, interpret_with(workshop.make_engine(current)))
    after = evaluate(sentences, interpret_with(workshop.make_engine(candidate)))
    measured = Measured(
        name=candidate.name,
        before=before,
        after=after,
        losses=find_losses(before, after, margin),
        left_out=len(held_out) - len(sentences),
        unheard=sorted({one.intent for one in candidate.accepted} - {one.intent for one in sentences}),
    )
    if not measured.losses:
        _take_over(workshop, [(current, before), (candidate, after)], by, now)
    remove_old_models(workshop.folder, {current.name, candidate.name})
    return measured


def roll_back(workshop: Workshop, name: str = "", *, by: str, now: datetime) -> str:
    """Back to the version of that name, or to the one made before; its model is made here if it is gone. Its name.

    Raises NotFound and Refused.
    """
    with workshop.database.read() as session:
        target = versions.find_target(session, name)
        lot = workshop.gather(session, target.example_ids)
    workshop.make_engine(lot)
    with workshop.database.write() as session:
        versions.put_in_service(session, versions.find_target(session, target.name), by=by, now=now)
    workshop.write_learned(lot)
    return target.name


def _leave_out(held_out: Sequence[Example], candidate: Lot) -> list[Example]:
    known = {example_key(example.text) for example in candidate.data.examples}
    sentences = [example for example in held_out if example_key(example.text) not in known]
    if not sentences:
        raise Refused("there is no held-out sentence that is not an example: nothing can be measured")
    return sentences


def _take_over(workshop: Workshop, measured: Sequence[tuple[Lot, dict[str, Any]]], by: str, now: datetime) -> None:
    """The last one takes over; those before it are the way back, also to where nothing had been learned yet."""
    with workshop.database.write() as session:
        for lot, figures in measured:
            shown = {name: figures[name] for name in FIGURES}
            version = versions.keep_version(session, lot.name, lot.ids, len(lot.data.examples), shown, now)
        versions.put_in_service(session, version, by=by, now=now)
        versions.remove_old(session)
    workshop.write_learned(lot)
