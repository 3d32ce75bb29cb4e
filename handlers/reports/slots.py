"""What is asked for a report: of what kind, where, how it looks, and a photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.dialogue.choices import phone_choice
from bot.dialogue.slots import Option, Slot, Words
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Asks, Channel, InboundKind
from bot.messages import Choice as Button
from bot.services.disaster_mode import find_mode
from handlers.reports.service.kinds import DANGEROUS, IN_DISASTERS, KINDS, QUIET, count_kinds, find_kind
from handlers.reports.service.places import open_gazetteer
from handlers.reports.service.submitting import describe_place

LATER = "later"  # the place is shown on our page afterwards
NONE = "none"  # no photo
LONGEST_PLACE = 200
SHORTEST_STORY = 6  # characters that tell more than that somebody wants to report
ALARM = ("119", "110")


@dataclass(frozen=True)
class KindSlot(Option):
    """By a button, or by what is told."""

    options: tuple[str, ...] = KINDS

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        found = find_kind(turn.wanted) if turn.utterance else ""
        return (found,) if found else super().list_candidates(turn)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        """Those of the day, and a way to the others: thirteen are the most that LINE shows. In disaster mode the day's
        are those of a disaster."""
        asked = turn.postback_action.removeprefix(f"{room}.")
        in_disaster = asked == "disaster" or (asked != "everyday" and find_mode(turn.session) is not None)
        kinds, other = (IN_DISASTERS, "everyday") if in_disaster else (QUIET, "disaster")
        shown = tuple(self._button(room, turn.text(f"{room}.kind_{kind}"), kind) for kind in kinds)
        switch = Button(turn.text(f"{room}.show_{other}"), postback=f"{room}.{other}")
        return (*shown, switch) if in_disaster else (switch, *shown)


@dataclass(frozen=True)
class PlaceSlot(Slot):
    """A point, or words, of which a town's name is a place; never taken from what is said in between."""

    def recognise(self, turn: Turn) -> dict[str, Any] | None:
        gazetteer = open_gazetteer(turn.house.city)
        sent = turn.inbound.location
        if sent is not None:
            point = gazetteer.point(sent.latitude, sent.longitude)
            return describe_place(point, (sent.address or sent.title)[:LONGEST_PLACE])
        if turn.postback_params.get(self.name) == LATER:
            return describe_place(gazetteer.locate(""), "")
        said = turn.inbound.text.strip() if turn.inbound.kind is InboundKind.TEXT else ""
        if len(said) > LONGEST_PLACE:
            raise UserError("dialogue.too_long", longest=LONGEST_PLACE)
        return describe_place(gazetteer.locate(said), said) if said else None

    def say(self, value: dict[str, Any], turn: Turn) -> str:
        area = open_gazetteer(turn.house.city).areas.find(str(value.get("area") or ""))
        town = area.name_in(turn.language) if area else ""
        if value.get("is_point"):
            key = "place_point" if town else "place_point_outside"
            return "\n".join(filter(None, (turn.text(key, town=town), str(value.get("words") or ""))))
        return str(value.get("words") or "") or turn.text("place_later")

    def ask(self, text_key: str, turn: Turn, room: str) -> tuple[str, tuple[Button, ...]]:
        """Where somebody may be in danger the numbers to call come first."""
        words, buttons = super().ask(text_key, turn, room)
        if turn.slots.get("kind") not in DANGEROUS:
            return words, buttons
        calls = (phone_choice(turn.text(f"{room}.call", number=number), number) for number in ALARM)
        return f"{turn.text(f'{room}.danger_first')}\n\n{words}", (*calls, *buttons)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return (
            Button(turn.text(f"{room}.send_location"), asks=Asks.LOCATION),
            Button(turn.text(f"{room}.point_later"), postback=f"{room}.fill?{self.name}={LATER}"),
        )


@dataclass(frozen=True)
class StorySlot(Words):
    """How it looks; what somebody began with is that already."""

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        active, said = turn.tracker.active, turn.wanted.strip()
        is_beginning = active is None or not active.asked
        tells = is_beginning and SHORTEST_STORY <= len(said) <= self.longest and bool(count_kinds(said))
        return (said,) if tells else ()

    def recognise(self, turn: Turn) -> str | None:
        if turn.postback_params.get(self.name) == NONE:
            return ""
        return super().recognise(turn)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return (self._button(room, turn.text(f"{room}.no_more_words"), NONE),)


@dataclass(frozen=True)
class PhotoSlot(Slot):
    """A picture in LINE; on the web page it is sent on the report's own page."""

    def applies(self, turn: Turn) -> bool:
        return turn.inbound.channel is Channel.LINE

    def recognise(self, turn: Turn) -> str | None:
        if turn.inbound.kind is InboundKind.IMAGE and turn.inbound.message_id:
            return turn.inbound.message_id
        return NONE if turn.postback_params.get(self.name) == NONE else None

    def say(self, value: str, turn: Turn) -> str:
        return turn.text("photo_none" if value == NONE else "photo_one")

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return (self._button(room, turn.text(f"{room}.no_photo"), NONE),)
