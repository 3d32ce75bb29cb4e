"""What is asked before a certificate is ordered; the options are those of the city's catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.slots import NAMES_BETWEEN, Integer, Option, Slot, find_named
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Choice as Button
from bot.service_facts import words_in
from handlers.certificates.models import Delivery as By
from handlers.certificates.service.bill import make_quote
from handlers.certificates.service.catalogue import Catalogue, Counter, Kind, Purpose, find_catalogue
from handlers.certificates.words import label_kind, say_counter, say_kind

STORE = "store"  # a delivery that is no order: whoever wants that goes to a terminal
ONLINE, AT_COUNTER = "online", "at_counter"


def get_catalogue(turn: Turn) -> Catalogue:
    """Of a city that has one; nothing is asked elsewhere. Raises UserError when it was taken away meanwhile."""
    catalogue = find_catalogue(turn.house.city)
    if catalogue is None:
        raise UserError("dialogue.expired")
    return catalogue


def find_kind(turn: Turn) -> Kind | None:
    """The certificate that was chosen."""
    return get_catalogue(turn).find_kind(turn.slots.get("kind") or "")


def find_purpose(turn: Turn) -> Purpose | None:
    """What the citizen said they want it for."""
    catalogue = get_catalogue(turn)
    chosen = catalogue.find_purpose(turn.slots.get("purpose") or "")
    return chosen or catalogue.find_purpose(_name({one.id: one.says for one in catalogue.purposes}, turn) or "")


def is_ordered(turn: Turn) -> bool:
    """Whether what was chosen can be ordered here at all."""
    kind = find_kind(turn)
    return bool(kind and kind.deliveries) and turn.slots.get("delivery") != STORE


def _name(names: Mapping[str, Sequence[str]], turn: Turn) -> str | None:
    return find_named(names, turn.wanted) if turn.utterance else None


@dataclass(frozen=True)
class KindSlot(Slot):
    """Which certificate: by its name, or by what it is wanted for, which may leave several."""

    def holds(self, value: str, turn: Turn) -> bool:
        return get_catalogue(turn).find_kind(value) is not None

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None:
            return ()
        purpose, named = find_purpose(turn), self._list_named(catalogue, turn)
        if purpose is None:
            return named
        return tuple(one for one in named if one in purpose.kinds) or named or purpose.kinds

    def recognise(self, turn: Turn) -> str | None:
        pressed = turn.postback_params.get(self.name, "")
        return pressed if get_catalogue(turn).find_kind(pressed) else self.prefill(turn)

    def say(self, value: str, turn: Turn) -> str:
        return say_kind(turn, turn.house.city, value)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        catalogue = get_catalogue(turn)
        kinds = (self._button(room, self._label(one.id, turn), one.id) for one in catalogue.kinds)
        by_purpose = Button(turn.text("certificates.by_purpose"), postback=f"{room}.purposes")
        return (*kinds, *([by_purpose] if catalogue.purposes else ()))

    def ask_back(self, among: Sequence[Any], turn: Turn) -> tuple[str, tuple[Button, ...]]:
        buttons = tuple(self._button(turn.room, self._label(value, turn), value) for value in among)
        others = Button(turn.text("certificates.other_kinds"), postback="certificates.kinds")
        return turn.text("certificates.which_kind"), (*buttons, others)

    def _label(self, kind_id: str, turn: Turn) -> str:
        return label_kind(turn, turn.house.city, get_catalogue(turn), kind_id)

    def _list_named(self, catalogue: Catalogue, turn: Turn) -> tuple[str, ...]:
        found = turn.interpretation.values("certificate")
        values = [one for value in found for one in (value["candidates"] if isinstance(value, dict) else (value,))]
        ids = dict.fromkeys(value.replace("-", "_") for value in values)
        if known := tuple(id for id in ids if catalogue.find_kind(id)):
            return known
        named = _name({one.id: self._list_names(one, turn) for one in catalogue.kinds}, turn)
        return (named,) if named else ()

    def _list_names(self, kind: Kind, turn: Turn) -> tuple[str, ...]:
        fee = turn.house.city.find_fee(kind.id)
        return (*kind.says, *kind.label.values(), *(fee.name.values() if fee else ()))


@dataclass(frozen=True)
class CopiesSlot(Integer):
    """How many, as far as the city gives so many at once."""

    def applies(self, turn: Turn) -> bool:
        return is_ordered(turn)

    def holds(self, value: int, turn: Turn) -> bool:
        kind = find_kind(turn)
        return kind is None or value <= kind.most

    def recognise(self, turn: Turn) -> int | None:
        value, kind = super().recognise(turn), find_kind(turn)
        if value is not None and kind is not None and value > kind.most:
            raise UserError("dialogue.number_out_of_range", minimum=self.minimum, maximum=kind.most)
        return value

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        return tuple(self._button(room, turn.text("certificates.count", count=count), count) for count in (1, 2, 3))


@dataclass(frozen=True)
class DeliverySlot(Option):
    """At a counter, by post where it can be paid in advance, or at a store where the city sells it there."""

    def applies(self, turn: Turn) -> bool:
        kind = find_kind(turn)
        return kind is None or bool(kind.deliveries)

    def holds(self, value: str, turn: Turn) -> bool:
        return value in self.list_options(turn)

    def recognise(self, turn: Turn) -> str | None:
        said = turn.postback_params.get(self.name) or _name(self._list_all_names(turn), turn)
        if said == By.POST and said not in self.list_options(turn):
            self._refuse_post(turn)
        return said if said in self.list_options(turn) else self.prefill(turn)

    def list_options(self, turn: Turn) -> Sequence[str]:
        if find_catalogue(turn.house.city) is None:
            return ()
        kind = find_kind(turn)
        fee = turn.house.city.find_fee(kind.id) if kind else None
        able = {
            By.COUNTER: kind is None or By.COUNTER in kind.deliveries,
            By.POST: kind is None or (By.POST in kind.deliveries and _can_be_posted(turn, kind)),
            STORE: fee is None or fee.store_yen is not None,
        }
        return [option for option in self.options if able[option]]

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        found = super().list_candidates(turn)
        is_at_counter = not found and bool(CounterSlot("counter").list_candidates(turn))
        return (str(By.COUNTER),) if is_at_counter and By.COUNTER in self.list_options(turn) else found

    def list_names(self, turn: Turn, option: str) -> tuple[str, ...]:
        words = turn.text(f"certificates.words_{option}").split(NAMES_BETWEEN)
        return (turn.text(f"certificates.delivery_{option}"), *words)

    def say(self, value: str, turn: Turn) -> str:
        return turn.text(f"certificates.delivery_{value}")

    def _list_all_names(self, turn: Turn) -> dict[str, tuple[str, ...]]:
        return {option: self.list_names(turn, option) for option in self.options}

    def _refuse_post(self, turn: Turn) -> None:
        catalogue, copies = get_catalogue(turn), turn.slots.get("copies") or 1
        if copies > catalogue.most_copies_by_post:
            raise UserError("certificates.too_many_to_post", most=catalogue.most_copies_by_post)
        raise UserError("certificates.no_post")


def _can_be_posted(turn: Turn, kind: Kind) -> bool:
    """What is sent is paid before, if it costs anything."""
    catalogue, copies = get_catalogue(turn), turn.slots.get("copies") or 1
    if copies > catalogue.most_copies_by_post:
        return False
    return turn.house.has_payments or not make_quote(turn.house.city, catalogue, kind.id, copies, By.POST).amount_yen


@dataclass(frozen=True)
class CounterSlot(Slot):
    """Where it is collected."""

    def applies(self, turn: Turn) -> bool:
        return is_ordered(turn) and turn.slots.get("delivery") in (None, By.COUNTER)

    def holds(self, value: str, turn: Turn) -> bool:
        return get_catalogue(turn).find_counter(value) is not None

    def list_candidates(self, turn: Turn) -> tuple[str, ...]:
        catalogue = find_catalogue(turn.house.city)
        if catalogue is None:
            return ()
        if len(catalogue.counters) == 1:
            return (catalogue.counters[0].id,)
        named = _name({one.id: self._list_names(one) for one in catalogue.counters}, turn)
        return (named,) if named else ()

    def recognise(self, turn: Turn) -> str | None:
        pressed = turn.postback_params.get(self.name, "")
        return pressed if get_catalogue(turn).find_counter(pressed) else self.prefill(turn)

    def say(self, value: str, turn: Turn) -> str:
        return say_counter(turn, get_catalogue(turn), value)

    def buttons(self, turn: Turn, room: str) -> tuple[Button, ...]:
        counters = get_catalogue(turn).counters
        return tuple(self._button(room, words_in(one.name, turn.language), one.id) for one in counters)

    def _list_names(self, counter: Counter) -> tuple[str, ...]:
        return tuple(word for name in counter.name.values() for word in (name, *name.split())[:2])


@dataclass(frozen=True)
class PayingSlot(Option):
    """Now, or when it is collected; what costs nothing or can be paid in one way only is not asked."""

    def applies(self, turn: Turn) -> bool:
        kind = find_kind(turn)
        if not turn.house.has_payments or kind is None or turn.slots.get("delivery") != By.COUNTER:
            return False
        copies = turn.slots.get("copies") or 1
        return bool(make_quote(turn.house.city, get_catalogue(turn), kind.id, copies, By.COUNTER).amount_yen)

    def list_names(self, turn: Turn, option: str) -> tuple[str, ...]:
        words = turn.text(f"certificates.words_{option}").split(NAMES_BETWEEN)
        return (turn.text(f"certificates.paying_{option}"), *words)

    def say(self, value: str, turn: Turn) -> str:
        return turn.text(f"certificates.paying_{value}")


SLOTS = (
    KindSlot("kind"),
    CopiesSlot("copies", maximum=50),
    DeliverySlot("delivery", options=(By.COUNTER, By.POST, STORE)),
    CounterSlot("counter"),
    PayingSlot("paying", options=(ONLINE, AT_COUNTER)),
)
