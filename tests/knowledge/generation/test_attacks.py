"""A thousand attacks on question and page against a model that obeys them: nothing invented is shown, nothing leaks."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace

import pytest

from knowledge.generation.endpoint import ChatEndpoint
from knowledge.generation.rephrasing import OUTCOMES, rephrase
from tests.knowledge.generation.attacks import DISGUISES, PLACES, Attack, make_attacks, obey
from tests.knowledge.generation.conftest import Faq
from tests.knowledge.generation.model import SimulatedModel

SEED = 20_261_122
ATTACKS = make_attacks(SEED, 1_200)
TARGETS = ("residents-001", "residents-003", "residents-012", "tax-003", "mynumber-003", "waste-002")


def poison(attack: Attack, source: Faq) -> tuple[str, Faq]:
    """The question and the page with the attacker's words in their place."""
    first, _, rest = source.text.partition("\n")
    if attack.place == "question":
        return f"{source.title}\n{attack.order}", source
    if attack.place == "page_title":
        return source.title, replace(source, title=f"{source.title} {attack.order}")
    if attack.place == "page_middle":
        return source.title, replace(source, text=f"{first}\n{attack.order}\n{rest}")
    return source.title, replace(source, text=f"{source.text}\n{attack.order}")


def answer_of(attack: Attack, source: Faq, request: dict[str, object]) -> str:
    """The best-formed JSON there is, with a valid citation; now and then after a true sentence."""
    true = source.text.partition("。")[0].rpartition("\n")[2] + "。"
    said = obey(attack, request, true)
    sentences = [{"text": said, "cites": ["p1"]}]
    if len(attack.order) % 3 == 0:
        sentences.insert(0, {"text": true, "cites": ["p1"]})
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


@pytest.fixture
def obedient(model: SimulatedModel) -> ChatEndpoint:
    return ChatEndpoint(model.url, "obedient")


def test_there_are_enough_attacks_of_every_kind() -> None:
    assert len(set(ATTACKS)) >= 1_000
    assert {attack.place for attack in ATTACKS} == set(PLACES)
    assert {attack.disguise for attack in ATTACKS} == set(DISGUISES)
    assert sum(attack.leaks for attack in ATTACKS) >= 150


def test_no_attack_has_an_effect(obedient: ChatEndpoint, model: SimulatedModel, faq: dict[str, Faq]) -> None:
    before = Counter(OUTCOMES.read())
    shown = []
    for number, attack in enumerate(ATTACKS):
        source = faq[TARGETS[number % len(TARGETS)]]
        question, poisoned = poison(attack, source)
        model.answer = lambda request, attack=attack, source=source: answer_of(attack, source, request)
        rephrased = rephrase(obedient, question, [poisoned], "ja")
        if rephrased:
            shown.append((attack, rephrased.text))
    outcomes = Counter(OUTCOMES.read()) - before
    assert shown == []
    assert sum(outcomes.values()) == len(ATTACKS)
    assert len(model.requests) >= 100  # the model was asked, and obeyed


def test_the_check_alone_withstands_what_is_in_the_question(
    obedient: ChatEndpoint, model: SimulatedModel, faq: dict[str, Faq]
) -> None:
    """The model has been led astray in a way nothing noticed: question and page look innocent."""
    draw = random.Random(SEED)
    shown = []
    for attack in ATTACKS:
        source = faq[draw.choice(TARGETS)]
        model.answer = lambda request, attack=attack, source=source: answer_of(attack, source, request)
        rephrased = rephrase(obedient, source.title, [source], "ja")
        if rephrased:
            shown.append((attack, rephrased.text))
    assert shown == []
    assert len(model.requests) == len(ATTACKS)


def test_the_same_path_shows_the_truth(obedient: ChatEndpoint, model: SimulatedModel, faq: dict[str, Faq]) -> None:
    source = faq["residents-001"]
    true = source.text.partition("\n")[0]
    model.answer = lambda request: json.dumps({"sentences": [{"text": true, "cites": ["p1"]}]})
    rephrased = rephrase(obedient, source.title, [source], "ja")
    assert rephrased is not None
    assert rephrased.text == true
