"""Labels for what is posted, and a slip for each application, as PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.clock import TOKYO
from bot.documents import Label, Slip, SlipLine, Wording, find_office, make_labels, make_slips
from bot.service_facts import words_in
from handlers.certificates.admin.context import find_due_yen, find_passport
from handlers.certificates.admin.desk import Desk
from handlers.certificates.admin.eras import say_in_era
from handlers.certificates.models import Application, Delivery
from handlers.certificates.service.entering import CHANNEL

JAPANESE = "ja"
Pair = tuple[Application, dict[str, Any]]
NEEDED = ("postcode", "address", "name")  # of the form, for a label


def can_be_posted(application: Application, content: Mapping[str, Any]) -> bool:
    return application.delivery == Delivery.POST and all(content.get(field) for field in NEEDED)


def print_labels(desk: Desk, pairs: Sequence[Pair], now: datetime, start: int) -> bytes:
    """In the order they are in. Raises ValueError for none and for a place that no sheet has, and DoesNotFit."""
    labels = [Label(_hyphenate(content["postcode"]), (content["address"],), content["name"]) for _, content in pairs]
    departments = {_find_department(desk, application) for application, _ in pairs}
    department = next(iter(departments)) if len(departments) == 1 else ""  # as one sender
    sender = find_office(desk.house.city, JAPANESE, department)
    return make_labels(desk.house.texts, labels, sender, now, start=start)


def print_slips(desk: Desk, pairs: Sequence[Pair], now: datetime) -> bytes:
    """One page each, to lie beside the papers while they are put together. Nothing personal but the name."""
    return make_slips(desk.house.texts, [_make_slip(desk, application, content, now) for application, content in pairs])


def _make_slip(desk: Desk, application: Application, content: Mapping[str, Any], now: datetime) -> Slip:
    say, city = _in_japanese(desk), desk.house.city
    fee, counter = city.find_fee(application.kind), desk.catalogue.find_counter(application.counter)
    facts = [
        (say("field_name"), Wording(str(content.get("name", "")))),
        (say("delivery"), say(f"delivery_{application.delivery}")),
    ]
    if counter is not None:
        facts.append((say("source_of_counter"), Wording(words_in(counter.name, JAPANESE))))
    if application.due_at is not None:
        day = application.due_at.astimezone(TOKYO).date()
        facts.append((say("due"), Wording(say_in_era(desk.house.texts, day))))
    if yen := find_due_yen(desk, application):
        facts.append((say("payment"), say("due_at_counter", amount=f"{yen:,}")))
    if application.source == CHANNEL:
        facts.append((say("slip_passport"), Wording(find_passport(desk, application))))
    items = str(content.get("items", ""))
    line = SlipLine(
        Wording(fee.name_in(JAPANESE) if fee else application.kind),
        application.copies,
        Wording(items) if items else None,
    )
    office = find_office(city, JAPANESE, _find_department(desk, application))
    return Slip(JAPANESE, say("slip_title"), application.number, now, office, facts, (line,))


def _in_japanese(desk: Desk) -> Any:
    def say(name: str, **values: object) -> Wording:
        return Wording(desk.house.texts.get(JAPANESE, f"certificates.admin_{name}", **values))

    return say


def _find_department(desk: Desk, application: Application) -> str:
    kind = desk.catalogue.find_kind(application.kind)
    return kind.department if kind else ""


def _hyphenate(postcode: str) -> str:
    """380-0001, however the form has kept it."""
    digits = postcode.replace("-", "")
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == 7 else postcode
