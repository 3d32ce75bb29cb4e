"""A real city's FAQ: imported by the command, asked from LINE, the web and a terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.channels.terminal import TerminalChat
from bot.counter import model_folder
from bot.settings import Settings
from tests.channels.web.conftest import Visitor
from tests.line_rules import SHARED
from tests.scenarios.commands import make_run, set_environment
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen

CORPUS = SHARED / "data/faq_amagasaki_dev/corpus.json"
SAMPLED = 40  # every fortieth FAQ
ASKED = 5


@pytest.fixture
def corpus() -> dict[str, tuple[str, str]]:
    """(question, answer) by id."""
    if not CORPUS.exists():
        pytest.skip("the FAQ of Amagasaki are not beside the repository")
    pairs = json.loads(CORPUS.read_text("utf-8"))
    return {key: split(pair) for key, pair in pairs.items()}


def split(pair: str) -> tuple[str, str]:
    found = re.fullmatch(r"Question: (.*?)\s*\nAnswer: (.*?)\s*", pair, re.DOTALL)
    assert found
    return found[1], found[2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_citys_own_faq_is_asked_everywhere(
    corpus: dict[str, tuple[str, str]],
    settings: Settings,
    open_office: OpenOffice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = settings.model_copy(update={"var": tmp_path / "var"})
    own.var.mkdir()
    model_folder(own).symlink_to(model_folder(settings))
    set_environment(monkeypatch, own)
    run = make_run(monkeypatch, capsys)
    imported = run("knowledge", "import", str(CORPUS), "--json")
    assert json.loads(imported.out)["added"] == len(corpus) > 1_700
    assert json.loads(run("knowledge", "index", "--json").out)["entries"] == len(corpus)

    office = open_office({"var": own.var})
    knowledge, sample = office.counter.knowledge, list(corpus)[::SAMPLED]
    sure = [key for key in sample if knowledge.search(corpus[key][0]).band == "answer"]
    assert len(sure) > len(sample) / 2
    for key in sure[:ASKED]:
        question, answer = corpus[key]
        citizen = Citizen(office)
        title, beginning, note = citizen.is_told(question)
        assert question.startswith(title.removesuffix("…"))  # LINE's bubble shortens a very long one
        assert answer.startswith(beginning.removesuffix("…"))
        assert CORPUS.name in note  # there is no page to open, so the file is the source

        visitor = Visitor(office.port)
        visitor.get()
        visitor.say({"text": question})
        card = visitor.listen().take(2)[1]["messages"][0]
        assert (card["title"], card["text"], card["note"]) == (question, beginning, note)

        chat = TerminalChat(office.counter.database, office.counter.accept, office.settle, "ja")
        said = "\n".join(chat.say(question))
        assert said.startswith(f"■ {question}\n{beginning}\n{note}")
        if beginning != answer:
            whole = chat.say("1")
            assert "\n".join(whole).startswith(f"■ {question}\n{answer}")
