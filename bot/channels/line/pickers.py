"""LINE's calendar and clock (https://developers.line.biz/en/reference/messaging-api/#datetime-picker-action)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.messages import Asks, Choice

FIRST_YEAR, LAST_YEAR = 1900, 2100  # LINE knows no others
_FORMS = {Asks.DATE: "%Y-%m-%d", Asks.TIME: "%H:%M", Asks.DATETIME: "%Y-%m-%dT%H:%M"}


def render_picker(choice: Choice, label: str, data: str) -> dict[str, Any]:
    """The action that opens a calendar or a clock, or both; `choice.asks` is one of them.

    Bounds that LINE would refuse are left out: what is picked is checked again when it comes.
    """
    action = {"type": "datetimepicker", "label": label, "data": data, "mode": str(choice.asks)}
    earliest, latest = (_find_bound(choice, bound) for bound in (choice.earliest, choice.latest))
    if earliest and latest and earliest >= latest:
        latest = ""
    bounds = {"min": earliest, "max": latest}
    return action | {name: bound for name, bound in bounds.items() if bound}


def _find_bound(choice: Choice, bound: str) -> str:
    asks = Asks(choice.asks)
    try:
        moment = datetime.strptime(bound, _FORMS[asks])  # noqa: DTZ007  # compared with others like it only
    except ValueError:
        return ""
    is_known = asks is Asks.TIME or FIRST_YEAR <= moment.year <= LAST_YEAR
    return moment.strftime(_FORMS[asks]) if is_known else ""
