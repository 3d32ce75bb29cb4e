"""The weather agency's codes of warnings, and which level each has.

The five-level forms of 2026 say the level in the warning's name (レベル４大雨危険警報), which is believed first. The
older forms (VPWW50, 53, 54) say none; there the agency's table counts, "防災気象情報と警戒レベルとの対応について"
(https://www.jma.go.jp/jma/kishou/know/bosai/alertlevel.html): advisories of rain, flood and storm surge are level 2,
warnings of rain and flood 3, the landslide alert 4, storm surge's warning and its special warning both 4, the special
warning of rain 5. Wind, snow, waves and all the rest have no level, in the old forms and in the new.
"""

from __future__ import annotations

from typing import NamedTuple

from handlers.disaster.telegrams.values import Grade
from handlers.disaster.telegrams.words import WORDS


class WarningKind(NamedTuple):
    kind: str
    level: int | None = None


WARNINGS = {
    "02": WarningKind("snowstorm"),
    "03": WarningKind("heavy_rain", 3),
    "04": WarningKind("flood", 3),
    "05": WarningKind("storm"),
    "06": WarningKind("heavy_snow"),
    "07": WarningKind("waves"),
    "08": WarningKind("storm_surge", 4),
    "09": WarningKind("landslide", 3),
    "10": WarningKind("heavy_rain", 2),
    "12": WarningKind("heavy_snow"),
    "13": WarningKind("snowstorm"),
    "14": WarningKind("thunder"),
    "15": WarningKind("storm"),
    "16": WarningKind("waves"),
    "17": WarningKind("snowmelt"),
    "18": WarningKind("flood", 2),
    "19": WarningKind("storm_surge", 2),
    "20": WarningKind("fog"),
    "21": WarningKind("dry_air"),
    "22": WarningKind("avalanche"),
    "23": WarningKind("cold"),
    "24": WarningKind("frost"),
    "25": WarningKind("icing"),
    "26": WarningKind("snow_accretion"),
    "27": WarningKind("other"),
    "29": WarningKind("landslide", 2),
    "32": WarningKind("snowstorm"),
    "33": WarningKind("heavy_rain", 5),
    "35": WarningKind("storm"),
    "36": WarningKind("heavy_snow"),
    "37": WarningKind("waves"),
    "38": WarningKind("storm_surge", 4),
    "39": WarningKind("landslide", 5),
    "43": WarningKind("heavy_rain", 4),
    "48": WarningKind("storm_surge", 4),
    "49": WarningKind("landslide", 4),
}
UNKNOWN = WarningKind("other")
LEVELLED_GRADE = {2: Grade.ADVISORY, 3: Grade.WARNING, 4: Grade.DANGER, 5: Grade.SPECIAL}


def grade_of(word: str, level: int | None = None) -> Grade:
    """How strong the word is; a level says it better than the word."""
    if level in LEVELLED_GRADE:
        return LEVELLED_GRADE[level]
    return Grade(next((grade for part, grade in WORDS.grades if part in word), Grade.NOTICE))
