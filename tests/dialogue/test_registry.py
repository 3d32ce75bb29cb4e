"""The registry finds every room, and refuses to start on a mistake in one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers
from bot.dialogue.registry import NEEDED, load_registry
from bot.errors import SetupError
from bot.texts import load_texts

GOOD = '''"""Counts. Owner: nobody."""
from bot.dialogue.handler import Handler

class Planted(Handler):
    name = "planted"
    intents = ("count",)
'''
TEXTS = """
title: {ja: 数, ja-easy: 数, en: Count, zh: 数, ko: 수, vi: Số}
help: {ja: 数, ja-easy: 数, en: Count, zh: 数, ko: 수, vi: Số}
"""


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Write a room of one's own; the function returns the message of the refusal to start."""
    monkeypatch.setattr(handlers, "__path__", [*handlers.__path__, str(tmp_path / "handlers")])

    def write(code: str, texts: str = TEXTS) -> str:
        room = tmp_path / "handlers/planted"
        room.mkdir(parents=True)
        (room / "handler.py").write_text(code, "utf-8")
        (room / "texts.yml").write_text(texts, "utf-8")
        with pytest.raises(SetupError) as refused:
            load_registry(load_texts([room / "texts.yml"]), tmp_path)
        return str(refused.value)

    yield write
    for name in [name for name in sys.modules if name.startswith("handlers.planted")]:
        del sys.modules[name]


def test_all_rooms_that_the_policy_needs_are_there() -> None:
    registry = load_registry(load_texts())
    assert set(NEEDED) <= {handler.name for handler in registry}
    assert all(registry.find_for_intent(intent) is handler for handler in registry for intent in handler.intents)


def test_a_house_without_the_needed_rooms_does_not_open(plant) -> None:
    assert "there is no room operator" in plant(GOOD)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (GOOD.replace('"""Counts. Owner: nobody."""', ""), "no docstring"),
        (GOOD.replace('name = "planted"', 'name = "other"'), "the handler's name must be planted"),
        (GOOD.replace("(Handler)", ""), "exactly one Handler, it has 0"),
        (GOOD + '    actions = ("add",)\n', "no method do_add"),
        (GOOD + '    actions = ("start",)\n', "the action start is the engine's"),
    ],
)
def test_a_mistake_names_the_room_and_the_fault(plant, code: str, said: str) -> None:
    message = plant(code)
    assert said in message
    assert "planted" in message


def test_a_slot_without_its_question_is_a_mistake(plant) -> None:
    code = GOOD.replace("import Handler\n", "import Handler\nfrom bot.dialogue.slots import Option\n")
    message = plant(code + '    slots = (Option("kind", options=("a",)),)\n')
    for key in ("planted.ask_kind", "planted.ask_kind_again", "planted.kind_a"):
        assert key in message


def test_a_missing_language_is_named(plant) -> None:
    assert "planted.title has no wording in vi" in plant(GOOD, TEXTS.replace(", vi: Số", "", 1))
