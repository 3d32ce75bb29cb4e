"""The answers: what fits, else the nearest, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.dialogue.reply import Done, Reply
from bot.dialogue.slots import find_named
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice, Text
from handlers.child_care import cards
from handlers.child_care.models import ClinicDuty, Kind, Occasion
from handlers.child_care.service.searching import (
    Ages,
    Span,
    Vacancy,
    list_districts,
    list_duties,
    list_nurseries,
    list_occasions,
    list_unsaid,
    list_vacancies,
    list_within,
    prefer,
    take_first_days,
)
from handlers.child_care.words import DEPARTMENTS, list_names, name_department, say_class

SOON = timedelta(hours=24)  # what nobody says a time for
MOST_DISTRICTS = 5
CHILDREN = DEPARTMENTS["child"]


def answer_clinics(turn: Turn, spans: Sequence[Span]) -> Reply:
    """Those that are open then, with #8000 beside them; children's before others where no department is said."""
    said = find_named({one: name_department(turn, one) for one in DEPARTMENTS}, turn.wanted)
    coming, wanted = list_duties(turn.session, turn.now), spans or [(turn.now, turn.now + SOON)]
    own = [one for one in coming if said is None or DEPARTMENTS[said] in one.departments]
    fitting = list_within(own, wanted)
    shown = prefer(fitting or _take_nearest(own) or list_within(coming, wanted) or _take_nearest(coming), CHILDREN)
    key = "clinics_found" if fitting else "clinics_none" if coming else "clinics_unknown"
    lead = turn.text(key, count=len(fitting))
    advice = cards.advice_card(turn)
    listed = [*(cards.clinic_card(turn, one) for one in shown[: cards.SHOWN]), *([advice] if advice else [])]
    return _answer(lead, listed, cards.list_ways(turn, Kind.CLINICS))


def answer_nurseries(turn: Turn, age_class: str, district: str) -> Reply:
    """With a place in the class, in the district; else in others, else who does not say, else whom to call."""
    nurseries = list_nurseries(turn.session)
    free, what = list_vacancies(nurseries, age_class), say_class(turn, age_class)
    here = [one for one in free if not district or one.nursery.district == district]
    if here or free:
        key = "nurseries_found" if here else "nurseries_elsewhere"
        found = here or free
    else:
        found = list_unsaid(nurseries, age_class)
        key = "nurseries_unsaid" if found else "nurseries_none"
    lead = turn.text(key, what=what, count=len(found), district=district)
    listed = [cards.nursery_card(turn, one, age_class) for one in found[: cards.SHOWN]]
    ways = cards.list_ways(turn, Kind.NURSERIES, age=age_class, district=district if here else "")
    narrower = _list_districts(turn, found, age_class) if not district else ()
    apply = Choice(turn.text("apply_nursery"), text=turn.text("apply_nursery_say"))
    return _answer(lead, [*listed, cards.contact_card(turn)], (ways[0], apply, *narrower, *ways[1:]))


def answer_occasions(turn: Turn, kind: Kind, spans: Sequence[Span], ages: Ages | None) -> Reply:
    """Those then and for the age; the ones that are named before all others."""
    coming = list_occasions(turn.session, kind, turn.now)
    own = _find_named(turn, coming) or coming
    known = {one.id for one in own}
    fitting = [one for one in list_occasions(turn.session, kind, turn.now, spans, ages) if one.id in known]
    nearest = [one for one in list_occasions(turn.session, kind, turn.now, (), ages) if one.id in known] or own
    found = take_first_days(fitting or nearest)
    key = "found" if fitting else "none" if coming else "unknown"
    lead = turn.text(f"{kind}_{key}", count=len(found))
    listed = [cards.occasion_card(turn, one, more) for one, more in found[: cards.SHOWN]]
    if not fitting or kind is Kind.HOURS:
        listed.append(cards.contact_card(turn))
    page, *others = cards.list_ways(turn, kind, age=str(ages[0] // 12) if ages else "")
    lectures = (Choice(turn.text("see_lectures"), postback="lectures.find?only=with_children"),)
    return _answer(lead, listed, (page, *(lectures if kind is Kind.EVENTS else ()), *others))


def answer_unknown(turn: Turn, kind: Kind) -> Reply:
    """The city has told us nothing of the kind."""
    listed = [cards.contact_card(turn)]
    if kind is Kind.CLINICS and (advice := cards.advice_card(turn)):
        listed = [advice]
    _, *others = cards.list_ways(turn, kind)
    return _answer(turn.text(f"{kind}_unknown"), listed, others)


def _find_named(turn: Turn, occasions: Sequence[Occasion]) -> list[Occasion]:
    said = turn.wanted.casefold()
    return [one for one in occasions if any(name.casefold() in said for name in list_names(one))] if said else []


def _take_nearest(coming: Sequence[ClinicDuty]) -> list[ClinicDuty]:
    """All that open with the first one."""
    return [one for one in coming if one.starts_at == coming[0].starts_at]


def _list_districts(turn: Turn, found: Sequence[Vacancy], age_class: str) -> tuple[Choice, ...]:
    """Ways to narrow a list down that is longer than what is shown."""
    theirs = {one.nursery.district for one in found}
    names = [one for one in list_districts(turn.session) if one in theirs] if len(found) > cards.SHOWN else []
    return tuple(
        Choice(one, postback=f"child_care.nurseries?age={age_class}&district={one}") for one in names[:MOST_DISTRICTS]
    )


def _answer(lead: str, listed: Sequence[Card], choices: Sequence[Choice]) -> Reply:
    return Done((Text(lead), cards.put_side_by_side(listed, lead, choices)))
