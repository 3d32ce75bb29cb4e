"""What vaccines, check-ups and screenings are called: as the schedule's rules say, else in the city's own words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.dialogue.words import Speaks
from bot.service_facts import words_in
from bot.yaml_files import parse_yaml
from handlers.health_records.service.importing.mapping import read_own

PLAIN = Path(__file__).with_name("names.yml")
RULES = Path(__file__).parent / "schedule" / "rules"


def name_code(words: Speaks, kind: str, code: str) -> str:
    """A code that no rule has is named by the first of the city's words for it; what was no code of ours is shown as
    it was written."""
    if code in (names := _read_names()):
        return words_in(dict(names[code]), words.language)
    return next(iter(read_own().codes.get(kind, {}).get(code, ())), code)


@cache
def _read_names() -> dict[str, Mapping[str, str]]:
    """By code; of several rules for one (a first and a second dose) the first. A rule for the old is no name for what a
    young person had: that is in `names.yml`."""
    names: dict[str, Mapping[str, str]] = {}
    for path in sorted(RULES.glob("*.yml")):
        rule: dict[str, Any] = parse_yaml(path.read_text("utf-8"))
        for code in rule["codes"]:
            is_own = str(rule["id"]).startswith(code)
            if code not in names or is_own:
                names[code] = rule["name"]
    plain: dict[str, Mapping[str, str]] = parse_yaml(PLAIN.read_text("utf-8"))
    return {**names, **plain}
