"""A topic's facts in short lines, by name: what the audit log keeps and what people compare."""

from __future__ import annotations

from collections.abc import Iterable

from bot.city import City, Fee
from bot.clock import TOKYO
from bot.opening_hours import WEEKDAYS, Span
from bot.services.city_settings.topics import Topic

CLOSED = "–"


def summarise(city: City, topic: Topic) -> dict[str, str]:
    """What holds, in lines that read the same in every language. What is not there has no line."""
    match topic:
        case Topic.HOURS:
            return _summarise_hours(city)
        case Topic.DAYS:
            days = city.opening_hours.special_days
            return {f"{one.start} – {one.end}": say_spans(one.spans) for one in days}
        case Topic.ANSWERING:
            return {"answer_within_minutes": str(city.answer_within_minutes)}
        case Topic.FEES:
            return {fee.id: _say_fee(fee) for fee in city.fees}
        case Topic.BANNER:
            return _summarise_banner(city)


def say_spans(spans: Iterable[Span]) -> str:
    """`08:30-12:00, 13:00-17:15`, or a dash when it is closed."""
    return ", ".join(map(str, spans)) or CLOSED


def _summarise_hours(city: City) -> dict[str, str]:
    hours = city.opening_hours
    closures = (f"{one.start} – {one.end}" for one in hours.closures)
    return {
        **{weekday: say_spans(hours.weekly.get(weekday, ())) for weekday in WEEKDAYS},
        "closed_on_holidays": "○" if hours.closed_on_holidays else "×",
        "closures": ", ".join(closures) or CLOSED,
    }


def _say_fee(fee: Fee) -> str:
    prices = f"¥{fee.yen:,}" if fee.store_yen is None else f"¥{fee.yen:,} / ¥{fee.store_yen:,}"
    return "\n".join([prices, *(f"{language}: {name}" for language, name in sorted(fee.name.items()))])


def _summarise_banner(city: City) -> dict[str, str]:
    banner = city.banner
    if banner is None:
        return {}
    more = {"url": banner.url, "until": f"{banner.until.astimezone(TOKYO):%Y-%m-%d %H:%M}" if banner.until else ""}
    return {**banner.texts, **{name: value for name, value in more.items() if value}}
