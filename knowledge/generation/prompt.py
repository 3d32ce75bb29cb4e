"""The messages for a generator (`prompts.yml`): passages and question as data that cannot step out of their frame."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from knowledge.generation.passages import Passage
from knowledge.generation.protocol import Message

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("prompts.yml").read_text("utf-8"))
LANGUAGES = frozenset(_WRITTEN["language"])


def write_messages(question: str, passages: Sequence[Passage], language: str) -> tuple[Message, Message]:
    """System and user message. `question` is masked already; KeyError for a language that is not in `LANGUAGES`.

    The mark around the data is new each time, so that no page can have written it.
    """
    nonce = secrets.token_hex(8)
    data = {
        "question": question,
        "passages": [{"id": passage.id, "title": passage.title, "text": passage.text} for passage in passages],
    }
    system = _WRITTEN["system"].format(nonce=nonce, language=_WRITTEN["language"][language])
    return Message("system", system), Message("user", _WRITTEN["user"].format(nonce=nonce, data=_escape(data)))


def _escape(data: object) -> str:
    """JSON on one line in which no tag, fence or role mark of a chat template survives as such."""
    text = json.dumps(data, ensure_ascii=False)
    for mark in "<>|`#":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text
