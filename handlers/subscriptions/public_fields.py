"""What the page sent, as choices; what nobody could have chosen there is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from werkzeug.datastructures import MultiDict

from bot.areas import Areas
from bot.clock import TOKYO
from bot.services.segments.catalogue import Catalogue
from bot.services.segments.choosing import Choices
from bot.services.segments.rules import NEEDS, OLDEST_CHILD
from bot.services.segments.tags import list_months

MOST_CHILDREN = 6
_MONTH = re.compile(r"\d{4}-\d{2}")
_HOURS = {str(hour): hour * 60 for hour in range(24)}


@dataclass(frozen=True)
class Sent:
    """The choices as far as they could be read, and the text key of what is wrong with them."""

    choices: Choices
    fault: str = ""


def read_sent(
    form: MultiDict[str, str], catalogue: Catalogue, areas: Areas, languages: Sequence[str], now: datetime
) -> Sent:
    """With the first fault. Personal values are taken by consent alone."""
    topics = tuple(one for one in catalogue.ids if one in form.getlist("topic"))
    chosen = tuple(one for one in dict.fromkeys(form.getlist("area")) if areas.find(one))
    language = form.get("language", "")
    quiet, is_quiet_wrong = _read_quiet(form)
    needs = tuple(one for one in NEEDS if one in form.getlist("need"))
    said = [one.strip() for one in form.getlist("child") if one.strip()][:MOST_CHILDREN]
    possible = list_months(0, OLDEST_CHILD, now.astimezone(TOKYO).date())
    choices = Choices(
        topics,
        chosen,
        language if language in languages else "",
        quiet,
        form.get("stop") == "yes",
        needs,
        tuple(one for one in said if _MONTH.fullmatch(one)),
    )
    faults = {
        "fault_areas": len(chosen) > catalogue.most_areas,
        "fault_quiet": is_quiet_wrong,
        "fault_child": any(one not in possible for one in said),
        "fault_consent": bool(needs or said) and form.get("consent") != "yes",
    }
    return Sent(choices, next((key for key, is_wrong in faults.items() if is_wrong), ""))


def _read_quiet(form: MultiDict[str, str]) -> tuple[tuple[int, int] | None, bool]:
    """In minutes after midnight, and whether only one end was chosen, or twice the same."""
    start, end = _HOURS.get(form.get("quiet_from", "")), _HOURS.get(form.get("quiet_until", ""))
    if start is None or end is None:
        return None, (start is None) != (end is None)
    return (start, end), start == end
