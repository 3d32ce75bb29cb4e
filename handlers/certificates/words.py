"""How certificates, places, amounts and days are called, in conversation and on the page."""

from __future__ import annotations

from datetime import datetime

from bot.city import City
from bot.clock import TOKYO
from bot.dialogue.dates import say_date
from bot.dialogue.words import Speaks
from bot.service_facts import words_in
from bot.services.payments.subjects import Quote
from handlers.certificates.models import Application
from handlers.certificates.service.catalogue import Catalogue, Purpose

_FEE = "fee."  # before a fee's id, in the place of a text key


def say_kind(words: Speaks, city: City, kind_id: str) -> str:
    """The certificate's whole name."""
    fee = city.find_fee(kind_id)
    return fee.name_in(words.language) if fee else words.text("certificates.kind_gone")


def label_kind(words: Speaks, city: City, catalogue: Catalogue, kind_id: str) -> str:
    """Its name on a button, where there is room for twenty letters."""
    kind = catalogue.find_kind(kind_id)
    return (kind and kind.label.get(words.language)) or say_kind(words, city, kind_id)


def say_purpose(words: Speaks, purpose: Purpose) -> str:
    return words_in(purpose.name, words.language)


def say_counter(words: Speaks, catalogue: Catalogue, counter_id: str, *, with_hours: bool = False) -> str:
    """Where it is collected; empty for a counter that is there no more."""
    counter = catalogue.find_counter(counter_id)
    if counter is None:
        return ""
    name = words_in(counter.name, words.language)
    return f"{name}\n{words_in(counter.hours, words.language)}" if with_hours else name


def say_yen(words: Speaks, yen: int) -> str:
    return words.text("dialogue.yen", amount=f"{yen:,}")


def say_count(words: Speaks, count: int) -> str:
    return words.text("certificates.count", count=count)


def list_bill(words: Speaks, city: City, quote: Quote) -> list[tuple[str, str]]:
    """Each line of the bill, and the total where there are several."""
    lines = []
    for line in quote.lines:
        fee = city.find_fee(line.text_key.removeprefix(_FEE)) if line.text_key.startswith(_FEE) else None
        name = words.text("certificates.line_fee") if fee else words.text(line.text_key)
        times = f" ({say_yen(words, line.yen // line.count)} × {line.count})" if line.count > 1 else ""
        lines.append((name, f"{say_yen(words, line.yen)}{times}"))
    total = (words.text("certificates.total"), say_yen(words, quote.amount_yen))
    return [*lines, total] if len(lines) > 1 else lines or [total]


def say_day(words: Speaks, moment: datetime) -> str:
    return say_date(words, moment.astimezone(TOKYO).date(), with_weekday=True)


def say_delivery(words: Speaks, catalogue: Catalogue, application: Application) -> str:
    """Posted, or where it is collected."""
    at = say_counter(words, catalogue, application.counter) if application.counter else ""
    said = words.text(f"certificates.delivery_{application.delivery}")
    return f"{said} ({at})" if at else said
