"""People whose plan is computed, made up by hypothesis."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from handlers.health_records.schedule.history import Event, History, Kind, Sex
from handlers.health_records.schedule.rules import Rule, load_rules

TODAY = date(2026, 11, 29)
RULES = load_rules()
ADULT = {"zoster", "pneumococcal_65"}
CHILDREN = [rule for rule in RULES if rule.kind == Kind.VACCINATION and rule.courses and rule.id not in ADULT]
CODES = sorted({code for rule in CHILDREN for code in rule.codes})


def find_rule(rule_id: str) -> Rule:
    return next(rule for rule in RULES if rule.id == rule_id)


@st.composite
def histories(draw: st.DrawFn, *, born_since: date = date(2007, 4, 2)) -> History:
    """Anything given on any day, in time or not, and twice on one day, too."""
    born = draw(st.dates(born_since, TODAY))
    days = st.integers(0, (TODAY - born).days)
    given = draw(st.lists(st.tuples(st.sampled_from(CODES), days), max_size=14))
    events = tuple(Event(Kind.VACCINATION, code, born + timedelta(day)) for code, day in given)
    return History(born, draw(st.sampled_from(Sex)), events)
