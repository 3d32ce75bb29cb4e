"""The terminal channel: a conversation in plain lines, with numbers to press."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from bot.clock import utc_now
from bot.db import Database
from bot.messages import (
    Asks,
    Card,
    Carousel,
    Channel,
    Choice,
    Image,
    Inbound,
    InboundKind,
    Location,
    Message,
    Place,
    Table,
    Text,
)
from bot.services.transcript import find_conversation, list_entries
from nlu.normalize import clean

RENDERED = "  "
# How what a choice asks for is typed: an example, and what is taken for it.
FORMS = {
    Asks.DATE: ("2026-12-01", re.compile(r"\d{4}-\d\d-\d\d")),
    Asks.TIME: ("15:00", re.compile(r"\d\d:\d\d")),
    Asks.DATETIME: ("2026-12-01 15:00", re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")),
    Asks.LOCATION: ("36.6485, 138.1942", re.compile(r"(-?\d{1,2}(?:\.\d+)?), *(-?\d{1,3}(?:\.\d+)?)")),
}


class TerminalChat:
    """One citizen at a keyboard. `accept` stores what is said; `work` does waiting turns until there are none."""

    def __init__(
        self,
        database: Database,
        accept: Callable[[Sequence[Inbound]], int],
        work: Callable[[], None],
        language: str,
    ) -> None:
        self._database = database
        self._accept = accept
        self._work = work
        self._language = language
        self._address = f"terminal-{secrets.token_hex(8)}"
        self._last_id = 0
        self._choices: list[Choice] = []
        self._asked: Choice | None = None  # a day, a time or a place is typed next

    def greet(self) -> list[str]:
        """The welcome, as lines."""
        return self._send(InboundKind.FOLLOW)

    def say(self, typed: str) -> list[str]:
        """Say a line, or press the choice with that number; the answer as lines."""
        asked, self._asked = self._asked, None
        if asked and asked.asks and (found := FORMS[asked.asks][1].fullmatch(typed.strip())):
            return self._pick(asked, found)
        number = int(typed) - 1 if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1
        if not 0 <= number < len(self._choices):
            return self._send(InboundKind.TEXT, text=clean(typed))
        choice = self._choices[number]
        if choice.url:
            return [f"{RENDERED}{choice.url}"]
        if choice.asks:
            self._asked = choice
            return [f"{RENDERED}{choice.label}: {FORMS[choice.asks][0]}"]
        if choice.text:
            return self._send(InboundKind.TEXT, text=choice.text)
        return self._send(InboundKind.POSTBACK, postback=choice.postback, label=choice.label)

    def _pick(self, choice: Choice, found: re.Match[str]) -> list[str]:
        if choice.asks is Asks.LOCATION:
            return self._send(InboundKind.LOCATION, location=Location(float(found[1]), float(found[2])))
        picked = found[0].replace(" ", "T")
        return self._send(InboundKind.POSTBACK, postback=choice.postback, params={str(choice.asks): picked})

    def _send(self, kind: InboundKind, label: str = "", **more: Any) -> list[str]:
        inbound = Inbound(
            channel=Channel.TERMINAL,
            event_id=secrets.token_hex(16),
            address=self._address,
            kind=kind,
            occurred_at=utc_now(),
            locale=self._language,
            **{"params": {"label": label} if label else {}, **more},
        )
        self._accept([inbound])
        self._work()
        return self._read_answer()

    def _read_answer(self) -> list[str]:
        conversation_id = find_conversation(self._database, Channel.TERMINAL, self._address)
        if conversation_id is None:
            return []
        entries = list_entries(self._database, conversation_id, after=self._last_id)
        self._last_id = max([self._last_id, *(entry.id for entry in entries)])
        messages = [message for entry in entries if entry.who != "citizen" for message in entry.messages]
        self._choices = [choice for message in messages for choice in _list_choices(message)]
        lines = [line for message in messages for line in render_lines(message)]
        return [*lines, *(f"{RENDERED}[{number}] {choice.label}" for number, choice in enumerate(self._choices, 1))]


def render_lines(message: Message) -> list[str]:
    """A message as plain lines, without its choices."""
    match message:
        case Text():
            return message.text.split("\n")
        case Card():
            facts = [f"{RENDERED}{label}: {value}" for label, value in message.facts]
            tables = [line for table in message.tables for line in _render_table(table)]
            return [f"■ {message.title}", *_split(message.text), *tables, *facts, *_split(message.note)]
        case Carousel():
            return [line for card in message.cards for line in (*render_lines(card), "")][:-1]
        case Image():
            return [message.alt, f"{RENDERED}{message.url}"]
        case Place():
            return [message.title, f"{RENDERED}{message.address}"]


def _render_table(table: Table) -> list[str]:
    """A line for each row with its name, and one for each of its cells."""
    lines = _split(table.caption)
    for name, facts in table.list_rows():
        said = [f"{header}: {cell}" if header else cell for header, cell in facts]
        if name and len(said) == 1:
            lines.append(f"{RENDERED}{name}: {said[0]}")
            continue
        lines += [f"{RENDERED}{name}"] if name else []
        lines += [f"{RENDERED}{RENDERED if name else ''}{one}" for one in said]
    return [*lines, *_split(table.below)]


def _split(text: str) -> list[str]:
    return text.split("\n") if text else []


def _list_choices(message: Message) -> list[Choice]:
    buttons: list[Choice] = []
    if isinstance(message, Card):
        buttons += message.buttons
    if isinstance(message, Carousel):
        buttons += [button for card in message.cards for button in card.buttons]
    return [*buttons, *message.choices]
