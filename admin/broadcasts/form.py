"""What is typed of a broadcast, and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from admin.page import Errors
from admin.settings.parsing import parse_moment
from bot.clock import TOKYO
from bot.errors import UserError
from bot.messages import Card, Choice, Image, Message, Text, message_from_json
from bot.models.broadcasts import Broadcast, BroadcastKind
from bot.services.broadcasts.drafting import REPEATS, Wanted
from bot.services.broadcasts.pictures import find_preview

LONGEST = {"text": 5000, "card_title": 200, "card_text": 1500, "button": 20, "image_alt": 200}
KINDS = (BroadcastKind.MESSAGE, BroadcastKind.DRILL)
KEPT = "kept"  # the part of a rule that this form has no fields for


@dataclass
class Typed:
    """A form's fields, several values under one name included."""

    fields: MultiDict[str, str]
    languages: Sequence[str]
    errors: Errors = field(default_factory=dict)
    own_pictures: str = ""  # with what the addresses of our pictures begin

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").replace("\r\n", "\n").strip()

    def all(self, name: str) -> list[str]:
        return self.fields.getlist(name)

    def read(self, kept_rule: Mapping[str, Any], segments: Mapping[str, Mapping[str, Any]]) -> Wanted | None:
        """None, with `errors`, when something is missing or wrong."""
        send_at = None
        if self["when"] == "later":
            try:
                send_at = parse_moment(self["send_at"])
            except UserError as error:
                self.errors["send_at"] = (error.text_key, error.values)
            if send_at is None and "send_at" not in self.errors:
                self.errors["send_at"] = ("broadcasts.send_at_missing", {})
        if not self["title"]:
            self.errors["title"] = ("broadcasts.title_missing", {})
        self._check_addresses()
        content = {language: self._read_messages(language) for language in self.languages}
        content = {language: messages for language, messages in content.items() if messages}
        if not content:
            self.errors[f"text_{self.languages[0]}"] = ("broadcasts.content_missing", {})
        rule = self.read_rule(kept_rule, segments)
        if self.errors:
            return None
        kind = self["kind"] if self["kind"] in KINDS else BroadcastKind.MESSAGE
        repeat = self["repeat"] if self["repeat"] in REPEATS else ""
        return Wanted(self["title"][:200], content, rule, kind, send_at, repeat, self["urgent"] == "yes")

    def _check_addresses(self) -> None:
        pictures = ("https://", self.own_pictures) if self.own_pictures else ("https://",)
        for name, beginnings in (("image_url", pictures), ("button_url", ("https://", "tel:"))):
            if self[name] and not self[name].startswith(beginnings):
                self.errors[name] = ("broadcasts.address_wrong", {})

    def read_text(self) -> dict[str, list[Message]]:
        """Of the form of a correction: words alone."""
        texts = {language: self[f"text_{language}"][: LONGEST["text"]] for language in self.languages}
        return {language: [Text(text)] for language, text in texts.items() if text}

    def _read_messages(self, language: str) -> list[Message]:
        text, title, body, button, alt = (self._cut(name, language) for name in LONGEST)
        if not (text or title):
            return []
        messages: list[Message] = []
        if self["image_url"]:
            url = self["image_url"]
            messages.append(Image(url, find_preview(url, self.own_pictures) if self.own_pictures else url, alt))
        if text:
            messages.append(Text(text))
        if title:
            buttons = (Choice(button, url=self["button_url"]),) if button and self["button_url"] else ()
            messages.append(Card(title, body, buttons=buttons))
        return messages

    def _cut(self, name: str, language: str) -> str:
        text = self[f"{name}_{language}"]
        if len(text) > LONGEST[name]:
            self.errors[f"{name}_{language}"] = ("broadcasts.too_long", {"longest": LONGEST[name], "length": len(text)})
        return text

    def read_rule(self, kept: Mapping[str, Any], segments: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        parts: list[Mapping[str, Any]] = []
        if self["segment"] == KEPT and kept:
            parts.append(kept)
        elif self["segment"] in segments:
            parts.append(segments[self["segment"]])
        if areas := self.all("area"):
            parts.append({"area": areas, **({"or_unknown": True} if self["or_unknown"] == "yes" else {})})
        if languages := self.all("reads"):
            parts.append({"language": languages})
        if not parts:
            return {"everyone": True}
        return dict(parts[0]) if len(parts) == 1 else {"all": [dict(part) for part in parts]}


def show_form(broadcast: Broadcast, languages: Sequence[str]) -> Typed:
    """A draft as its form has it."""
    fields: MultiDict[str, str] = MultiDict(
        {"title": broadcast.title, "kind": broadcast.kind, "repeat": broadcast.repeat, "when": "now"}
    )
    if broadcast.is_urgent:
        fields["urgent"] = "yes"
    if broadcast.send_at is not None:
        fields["when"], fields["send_at"] = "later", f"{broadcast.send_at.astimezone(TOKYO):%Y-%m-%dT%H:%M}"
    for language, messages in broadcast.content.items():
        for message in messages:
            _show_message(fields, language, message_from_json(message))
    _show_rule(fields, broadcast.rule)
    return Typed(fields, languages)


def find_kept(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a rule that the form has no fields for; empty for none."""
    others = [part for part in _list_parts(rule) if not set(part) <= {"area", "or_unknown", "language", "everyone"}]
    return {} if not others else dict(others[0]) if len(others) == 1 else {"all": [dict(part) for part in others]}


def _list_parts(rule: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return rule["all"] if set(rule) == {"all"} else [rule]


def _show_message(fields: MultiDict[str, str], language: str, message: Message) -> None:
    match message:
        case Text():
            fields[f"text_{language}"] = message.text
        case Image():
            fields["image_url"], fields[f"image_alt_{language}"] = message.url, message.alt
        case Card():
            fields[f"card_title_{language}"], fields[f"card_text_{language}"] = message.title, message.text
            for button in message.buttons[:1]:
                fields[f"button_{language}"], fields["button_url"] = button.label, button.url
        case _:
            pass


def _show_rule(fields: MultiDict[str, str], rule: Mapping[str, Any]) -> None:
    for part in _list_parts(rule):
        if "area" in part:
            fields.setlist("area", part["area"])
            fields["or_unknown"] = "yes" if part.get("or_unknown") else ""
        elif "language" in part:
            fields.setlist("reads", part["language"])
    if find_kept(rule):
        fields["segment"] = KEPT
