"""What of an application stands in a cell of a file, in Japanese, as the city's other systems are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.clock import TOKYO
from bot.service_facts import words_in
from bot.texts import Texts
from handlers.certificates.admin.desk import Desk
from handlers.certificates.admin.eras import say_in_era
from handlers.certificates.models import Application
from handlers.certificates.service.columns import Calendar, Columns
from handlers.certificates.service.fields import BIRTH_DATE, RELATIONSHIP

JAPANESE = "ja"


def name_source(texts: Texts, source: str, language: str = JAPANESE) -> str:
    """What a column is called where the city gives it no name of its own."""
    keys = (f"certificates.admin_field_{source}", f"certificates.admin_source_of_{source}")
    return next(texts.get(language, key) for key in keys if texts.has(key))


def list_headers(texts: Texts, columns: Columns) -> list[str]:
    return [column.header or name_source(texts, column.source) for column in columns.columns]


def list_cells(desk: Desk, columns: Columns, application: Application, content: dict[str, Any]) -> list[str]:
    """In the order of the columns."""
    order = _describe_order(desk, application)
    return [_say(desk, columns.calendar, column.source, order, content) for column in columns.columns]


def _say(desk: Desk, calendar: Calendar, source: str, order: dict[str, Any], content: dict[str, Any]) -> str:
    value = order[source] if source in order else content.get(source, "")
    if source == RELATIONSHIP and value:
        return desk.house.texts.get(JAPANESE, f"certificates.admin_relationship_{value}")
    if source == BIRTH_DATE and value:
        value = _read_day(value)
    if isinstance(value, datetime):
        value = value.astimezone(TOKYO).date()
    if isinstance(value, date):
        return say_in_era(desk.house.texts, value) if calendar == Calendar.ERA else value.isoformat()
    return "" if value is None else str(value)


def _read_day(written: str) -> date | str:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written


def _describe_order(desk: Desk, application: Application) -> dict[str, Any]:
    city, catalogue, texts = desk.house.city, desk.catalogue, desk.house.texts
    fee, counter = city.find_fee(application.kind), catalogue.find_counter(application.counter)
    purpose = catalogue.find_purpose(application.purpose)
    return {
        "number": application.number,
        "kind": fee.name_in(JAPANESE) if fee else application.kind,
        "kind_id": application.kind,
        "copies": application.copies,
        "delivery": texts.get(JAPANESE, f"certificates.admin_delivery_{application.delivery}"),
        "counter": words_in(counter.name, JAPANESE) if counter else application.counter,
        "purpose": words_in(purpose.name, JAPANESE) if purpose else application.purpose,
        "language": application.language,
        "received_on": application.received_at,
        "due_on": application.due_at,
        "issued_on": application.issued_at,
        "tracking": application.tracking,
    }
