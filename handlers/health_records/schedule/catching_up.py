"""The earliest days of all that remains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heapify, heappop, heappush

from handlers.health_records.schedule.ages import add
from handlers.health_records.schedule.coming import LIVE_GAP, find_end, skip
from handlers.health_records.schedule.doses import Standing
from handlers.health_records.schedule.history import History
from handlers.health_records.schedule.plan import Item
from handlers.health_records.schedule.rules import Rule


@dataclass(slots=True)
class Unfinished:
    """What can still be had."""

    rule: Rule
    standing: Standing
    item: Item


def catch_up(
    unfinished: dict[int, Unfinished], history: History, on: date, last_live: date | None
) -> dict[int, tuple[date, ...]]:
    """By the same keys. The nearest first: live vaccines lie on one day, or an interval apart."""
    dates: dict[int, list[date]] = {place: [] for place in unfinished}
    waiting = [(max(on, one.item.next.begins), place) for place, one in unfinished.items() if one.item.next is not None]
    heapify(waiting)
    while waiting:
        day, place = heappop(waiting)
        rule, standing = unfinished[place].rule, unfinished[place].standing
        skip(standing, day)
        if standing.is_done:
            continue
        earliest = max(day, standing.find_first_day())
        if rule.live and last_live is not None and earliest != last_live:
            earliest = max(earliest, add(last_live, LIVE_GAP))
        if earliest > day:
            heappush(waiting, (earliest, place))
        elif day <= find_end(rule, standing, history):
            standing.take(day)
            dates[place].append(day)
            last_live = day if rule.live else last_live
            heappush(waiting, (day + timedelta(1), place))
    return {place: tuple(found) for place, found in dates.items()}
