"""Times, days and numbers as staff type them. Each raises UserError with a sentence for the field."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from pydantic import ValidationError

from admin.settings.draft import narrow
from bot.clock import TOKYO
from bot.errors import UserError
from bot.opening_hours import LEAP_YEAR, Span, sort_spans

_DASH = re.compile(r"\s*[-~\u2010-\u2015\u2212\u301c\u30fc]\s*")
_BETWEEN = re.compile(r"[,\s\u3001;/]+")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.\u6708](\d{1,2})\u65e5?")


def parse_spans(typed: str) -> list[Span]:
    """`8:30-12:00, 13:00-17:15`; nothing is closed all day."""
    pieces = [piece for piece in _BETWEEN.split(_DASH.sub("-", narrow(typed))) if piece not in ("", "-")]
    spans = [_parse_span(piece) for piece in pieces]
    try:
        return sort_spans(spans)
    except ValueError:
        raise UserError("settings.spans_overlap") from None


def _parse_span(piece: str) -> Span:
    opens, _, closes = piece.partition("-")
    first, last = _parse_time(opens, piece), _parse_time(closes, piece)
    try:
        return Span(opens=first, closes=last)
    except ValidationError:
        raise UserError("settings.span_backwards", span=piece) from None


def _parse_time(typed: str, piece: str) -> time:
    found = _TIME.fullmatch(typed)
    try:
        return time(int(found[1]), int(found[2])) if found else _refuse_span(piece)
    except ValueError:
        return _refuse_span(piece)


def _refuse_span(piece: str) -> time:
    raise UserError("settings.span_unreadable", span=piece[:20])


def parse_month_day(typed: str) -> str:
    """`12-29` as `city.yml` writes it."""
    found = _MONTH_DAY.fullmatch(narrow(typed))
    if not found:
        raise UserError("settings.month_day_unreadable")
    try:
        return f"{date(LEAP_YEAR, int(found[1]), int(found[2])):%m-%d}"
    except ValueError:
        raise UserError("settings.no_such_day", day=f"{int(found[1])}-{int(found[2])}") from None


def parse_date(typed: str) -> date:
    """`2026-12-28`, as a date field sends it."""
    try:
        return date.fromisoformat(narrow(typed).replace("/", "-"))
    except ValueError:
        raise UserError("settings.date_unreadable") from None


def parse_moment(typed: str) -> datetime | None:
    """`2026-12-28T17:00` in Tokyo; None for nothing."""
    if not typed:
        return None
    try:
        return datetime.fromisoformat(narrow(typed)).replace(tzinfo=TOKYO)
    except ValueError:
        raise UserError("settings.date_unreadable") from None


def parse_number(typed: str, least: int, most: int) -> int:
    """A whole number of the range."""
    written = narrow(typed).replace(",", "")
    if not re.fullmatch(r"-?\d{1,12}", written, re.ASCII) or not least <= int(written) <= most:
        raise UserError("settings.number_wrong", least=f"{least:,}", most=f"{most:,}")
    return int(written)
