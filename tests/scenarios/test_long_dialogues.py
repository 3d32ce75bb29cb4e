"""Ten long conversations (`long_dialogues.yml`), in LINE and on the web page: the same content in both."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.messages import Message, message_from_json
from bot.models.outbox import OutboxRow
from bot.opening_hours import WEEKDAYS
from bot.texts import LANGUAGES, Texts
from tests.channels.web.conftest import Visitor
from tests.dialogue.conversation import list_choices, list_words
from tests.scenarios.fixtures import OpenOffice, prepare
from tests.scenarios.office import Citizen, Office, list_actions
from tests.scenarios.office import list_words as list_line_words
from tests.scenarios.test_operator import ALL_DAY, write_city

DIALOGUES: dict[str, list[list[str]]] = yaml.safe_load(
    Path(__file__).with_name("long_dialogues.yml").read_text("utf-8")
)
SILENCE = "(silence)"
PRESSED = "> "
_KEY = re.compile(r"[a-z_]+\.[\w-]+")

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def understanding(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """The folder MADOGUCHI_VAR as a city has it: the bundled encoder's index, and the examples it was trained on."""
    return prepare(tmp_path_factory.mktemp("bundled"), models, "bundled")


@pytest.fixture
def bundled_office(understanding: Path, open_office: OpenOffice, tmp_path: Path) -> Office:
    """People answer at any hour."""
    city = write_city(tmp_path, dict.fromkeys(WEEKDAYS, ALL_DAY))
    return open_office({"city": city, "var": understanding, "encoder": "bundled"})


class InLine:
    """The conversation as LINE shows it."""

    def __init__(self, office: Office) -> None:
        self._citizen = Citizen(office)
        self._last: list[dict[str, Any]] = []

    def hear(self, said: str) -> str:
        if said.startswith(PRESSED):
            showing = next(message for message in self._last if _has_label(message, said.removeprefix(PRESSED)))
            self._citizen.presses(said.removeprefix(PRESSED), showing)
        else:
            self._citizen.says(said)
        self._last = [message for sent in self._citizen.hears() for message in sent.messages]
        return "\n".join(word for message in self._last for word in list_line_words(message))


class OnTheWeb:
    """The conversation as the page gets it."""

    def __init__(self, office: Office) -> None:
        self._office, self._visitor = office, Visitor(office.port)
        self._after = 0
        self._last: list[Message] = []
        self._visitor.get()

    def hear(self, said: str) -> str:
        said_before = len(self._office.rows(OutboxRow))
        self._visitor.say(self._press(said.removeprefix(PRESSED)) if said.startswith(PRESSED) else {"text": said})
        self._office.settle()
        answers = len(self._office.rows(OutboxRow)) - said_before
        own, *entries = self._visitor.listen(f"/chat/events?after={self._after}").take(1 + answers)
        self._after = [own, *entries][-1]["id"]
        self._last = [message_from_json(message) for entry in entries for message in entry["messages"]]
        return "\n".join(word for message in self._last for word in list_words(message))

    def _press(self, label: str) -> dict[str, str]:
        choices = (choice for message in self._last for choice in list_choices(message))
        return {"postback": next(choice.postback for choice in choices if choice.label == label), "label": label}


def _has_label(message: dict[str, Any], label: str) -> bool:
    return any(action["label"].startswith(label) for action in list_actions(message))


@pytest.mark.parametrize("title", DIALOGUES)
@pytest.mark.parametrize("channel", [InLine, OnTheWeb])
def test_a_long_dialogue(title: str, channel: type[InLine | OnTheWeb], bundled_office: Office) -> None:
    citizen, texts = channel(bundled_office), bundled_office.counter.engine.house.texts
    for said, *expected in DIALOGUES[title]:
        heard = citizen.hear(said)
        if expected == [SILENCE]:
            assert heard == "", said
            continue
        missing = [words for words in expected if not _pattern(words, texts).search(heard)]
        assert heard and not missing, f"{said}: {missing} not in\n{heard}"


@pytest.mark.parametrize("title", DIALOGUES)
def test_line_and_the_web_page_say_the_same(title: str, bundled_office: Office) -> None:
    line, web, texts = InLine(bundled_office), OnTheWeb(bundled_office), bundled_office.counter.engine.house.texts
    for said, *_ in DIALOGUES[title]:
        in_line = _compare(line.hear(said), texts)
        assert in_line == _compare(web.hear(said), texts), said


def _pattern(expected: str, texts: Texts) -> re.Pattern[str]:
    """A text key in any language, or words as they are."""
    if not (_KEY.fullmatch(expected) and texts.has(expected)):
        return re.compile(re.escape(expected))
    wordings = (re.escape(texts.get(language, expected)) for language in LANGUAGES)
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".*", wording) for wording in wordings), re.DOTALL)


def _compare(heard: str, texts: Texts) -> list[str]:
    """The words without their order and their line breaks: a card stands otherwise in LINE than on the page.

    How many records there are of what differs as it must: LINE's menus and messages are counted.
    """
    keys = texts.keys()
    tables = {texts.get("ja", key) for key in keys if ".table_" in key}
    return sorted(word for word in heard.split() if word not in tables and not re.fullmatch(r"\d+件", word))
