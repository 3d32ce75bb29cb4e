"""What citizens are told, in every language, from `texts.yml` alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any

from bot.areas import Areas
from bot.city import City
from bot.dialogue.dates import say_time
from bot.dialogue.words import RoomWords, Speaks
from bot.messages import Message, Text
from bot.texts import Texts
from handlers.disaster.models import AlertNotice, Change
from handlers.disaster.telegrams.values import Grade

ROOM = "disaster"
WITH_ACTION = ("tsunami", "heat", "tornado")  # kinds that want something of their own done
RAISED = {Grade.SPECIAL: "raised_special", Grade.DANGER: "raised_warning", Grade.WARNING: "raised_warning"}
ORDER, ORDERED = "evacuation", (3, 4, 5)
WEAK, STRONG = "-", "+"


def word_notices(
    notices: Sequence[AlertNotice], city: City, texts: Texts, areas: Areas, change: str | None = None
) -> dict[str, list[Message]]:
    """The messages by language, of notices that are alike but for the part of the city, or of ones with the same
    standing and another `change`."""
    kind_of_change = change or notices[0].change
    return {
        language: [Text(_say(notices, kind_of_change, RoomWords(texts, language, city, ROOM), areas))]
        for language in texts.languages
    }


def _say(notices: Sequence[AlertNotice], change: str, words: RoomWords, areas: Areas) -> str:
    first = notices[0]
    values = {
        "place": _place([one.district for one in notices], words, areas),
        "kind": name_kind(words, first.kind),
    }
    reported = datetime.fromisoformat(first.told["reported_at"])
    lines = [*_lines(first, change, words, values), words("source_line", time=say_time(words, reported))]
    return "\n".join(lines)


def _lines(notice: AlertNotice, change: str, words: RoomWords, values: Mapping[str, str]) -> list[str]:
    match change:
        case Change.CANCELLED:
            return [words("cancelled", **values)]
        case Change.ENDED:
            return [words("ended_order" if notice.kind == ORDER else "ended", **values)]
        case Change.LOWERED if notice.level is None:
            return [words("lowered_word", **values)]
        case Change.LOWERED:
            return [words("lowered", level=notice.level, **values)]
        case Change.CORRECTED:
            return [words("corrected", **values), *_stand(notice, words, values)]
        case _:
            return _stand(notice, words, values)


def _stand(notice: AlertNotice, words: RoomWords, values: Mapping[str, str]) -> list[str]:
    """How it is, and what to do."""
    if notice.intensity:
        felt = name_intensity(words, notice.intensity)
        return [words("shaken", intensity=felt, **values), words("shaken_action")]
    if notice.level is None and not notice.grade:
        return [words("corrected_none", **values)]
    if notice.level is not None:
        is_order = notice.kind == ORDER and notice.level in ORDERED
        raised = words(f"raised_order_{notice.level}" if is_order else "raised_level", level=notice.level, **values)
        return [raised, words(f"action_{max(notice.level, 2)}")]
    raised = words(RAISED.get(Grade(notice.grade), "raised_notice"), **values)
    return [raised, words(f"action_{notice.kind}" if notice.kind in WITH_ACTION else "action_other")]


def _place(districts: Sequence[str], words: RoomWords, areas: Areas) -> str:
    if not all(districts):
        return words("whole_city")
    found = ((areas.find(one), one) for one in districts)
    names = [area.name_in(words.language) if area else one for area, one in found]
    together = reduce(lambda one, other: words("two_parts", one=one, other=other), names)
    return words("part_of_city", district=together)


def name_kind(words: Speaks, kind: str) -> str:
    try:
        return words.text(f"{ROOM}.kind_{kind}")
    except KeyError:  # another system's own
        return words.text(f"{ROOM}.kind_other")


def name_intensity(words: Speaks, felt: str) -> str:
    """5- is 5弱."""
    if felt.endswith((WEAK, STRONG)):
        key = "intensity_weak" if felt.endswith(WEAK) else "intensity_strong"
        return words.text(f"{ROOM}.{key}", number=felt[0])
    return felt


def describe(reported_at: datetime, **more: Any) -> dict[str, Any]:
    """What `AlertNotice.told` holds."""
    return {"reported_at": reported_at.isoformat(), **more}
