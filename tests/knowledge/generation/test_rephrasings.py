"""Good rephrasings pass: through a real endpoint, from the question to the sentences that are shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.generation.endpoint import ChatEndpoint
from knowledge.generation.rephrasing import rephrase
from tests.knowledge.generation.conftest import Faq
from tests.knowledge.generation.model import SimulatedModel

WRITTEN: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("rephrasings.yml").read_text("utf-8")
)


def test_at_least_nine_in_ten_pass(model: SimulatedModel, faq: dict[str, Faq]) -> None:
    generator = ChatEndpoint(model.url, "paraphraser")
    cases = [case for part in WRITTEN.values() for case in part]
    passed = 0
    for case in cases:
        sources = [faq[name] for name in case.get("cites", [case["id"]])]
        ids = [f"p{number}" for number in range(1, len(sources) + 1)]
        sentences = [{"text": line, "cites": ids} for line in case["say"].splitlines()]
        answer = json.dumps({"sentences": sentences}, ensure_ascii=False)
        model.answer = lambda request, answer=answer: answer
        shown = rephrase(generator, sources[0].title, sources, case.get("language", "ja"))
        if shown:
            passed += 1
            assert shown.text == case["say"].rstrip("\n")
            assert shown.sentences[0].sources == tuple(range(len(sources)))
    assert len(cases) >= 80
    assert passed / len(cases) >= 0.9


@pytest.mark.parametrize("part", ["tried", "fresh"])
def test_rephrasings_differ_from_the_city_s_own_words(part: str, faq: dict[str, Faq]) -> None:
    copied = [case["id"] for case in WRITTEN[part] if case["say"].strip() in faq[case["id"]].text]
    assert copied == []


def test_most_of_the_city_s_own_sentences_pass(faq: dict[str, Faq], model: SimulatedModel) -> None:
    generator = ChatEndpoint(model.url, "paraphraser")
    passed = tried = 0
    for source in list(faq.values())[:60]:
        first = source.text.partition("。")[0].strip() + "。"
        if len(first) < 12 or "\n" in first:
            continue
        answer = json.dumps({"sentences": [{"text": first, "cites": ["p1"]}]})
        model.answer = lambda request, answer=answer: answer
        tried += 1
        passed += rephrase(generator, source.title, [source], "ja") is not None
    assert tried >= 30
    assert passed / tried >= 0.95
