"""The answer: the nearest suitable shelter in the first line, then what else one should know, then cards."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.dialogue.choices import help_choice, person_choice, phone_choice
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.messages import Carousel, Choice, Text
from handlers.shelters.cards import shelter_card
from handlers.shelters.links import page_url
from handlers.shelters.models import Hazard
from handlers.shelters.service.catalogue import load_catalogue
from handlers.shelters.service.choosing import Found, Wish, choose, list_open
from handlers.shelters.service.city_facts import find_department, get_areas, get_facts
from handlers.shelters.service.in_force import find_hazard
from handlers.shelters.service.places import Here, find_here
from handlers.shelters.slots import ANY, NEEDS_BETWEEN
from handlers.shelters.words import say_hazard, say_way

MOST_TOWNS = 6


@dataclass(frozen=True)
class _Asked:
    """What was asked, with the hazard in force where none was said."""

    here: Here
    hazard: Hazard | None
    is_in_force: bool
    needs: tuple[str, ...]
    needs_said: str


def answer_nearest(turn: Turn) -> Reply:
    """Where to go from the place that was said."""
    catalogue, areas = load_catalogue(turn.session), get_areas(turn.house.city)
    here = find_here(turn.slots["place"], areas, catalogue)
    if here is None or not len(catalogue):
        return answer_unknown(turn)
    asked = _read(turn, here)
    wish = Wish(here, asked.hazard, asked.needs, get_facts(turn.house.city).reach_m)
    standing = list_open(turn.session)
    found = choose(catalogue, standing, wish)
    lacks_needs = bool(asked.needs) and not found
    if lacks_needs:
        found = choose(catalogue, standing, replace(wish, features=()))
    if not found:
        return _answer_none(turn, asked)
    lines = [_say_first(turn, found[0]), *_explain(turn, asked, lacks_needs), turn.text("stay_safe")]
    cards = tuple(shelter_card(turn, one) for one in found)
    alt = "\n".join((lines[0], *(f"{one.near.site.name_in(turn.language)} {say_way(turn, one.near)}" for one in found)))
    return Done((Text("\n".join(lines)), Carousel(cards, alt, _list_ways(turn, asked))))


def answer_unknown(turn: Turn) -> Reply:
    """The city has told us of no shelter."""
    return Done((turn.say("unknown", (_call(turn), person_choice(turn), help_choice(turn)), **_office(turn)),))


def _answer_none(turn: Turn, asked: _Asked) -> Reply:
    hazard = say_hazard(turn, asked.hazard) if asked.hazard else ""
    ways = (_call(turn), *_list_ways(turn, asked))
    return Done((turn.say("none_suits", ways, hazard=hazard, **_office(turn)),))


def _read(turn: Turn, here: Here) -> _Asked:
    said = turn.slots.get("hazard")
    in_force = find_hazard(turn.session, turn.now, get_areas(turn.house.city), here)
    hazard = Hazard(said) if said and said != ANY else in_force
    needs = turn.slots.get("needs") or ""
    needs_said = turn.text("between").join(turn.text(f"feature_{one}") for one in needs.split(NEEDS_BETWEEN) if one)
    return _Asked(
        here,
        hazard,
        hazard is not None and hazard is in_force,
        tuple(filter(None, needs.split(NEEDS_BETWEEN))),
        needs_said,
    )


def _say_first(turn: Turn, first: Found) -> str:
    key = "first" if first.standing is None else "first_full" if first.standing.is_full else "first_open"
    return turn.text(key, name=first.near.site.name_in(turn.language), way=say_way(turn, first.near))


def _explain(turn: Turn, asked: _Asked, lacks_needs: bool) -> list[str]:
    """What holds for the whole list."""
    lines = []
    if asked.hazard:
        key = "for_hazard_in_force" if asked.is_in_force else "for_hazard"
        lines.append(turn.text(key, hazard=say_hazard(turn, asked.hazard)))
    if lacks_needs:
        lines.append(turn.text("needs_missing", needs=asked.needs_said))
    if asked.here.area:
        lines.append(turn.text("from_middle", area=asked.here.area.name_in(turn.language)))
    elif not get_areas(turn.house.city).contains(asked.here.latitude, asked.here.longitude):
        lines.append(turn.text("outside"))
    return lines


def _list_ways(turn: Turn, asked: _Asked) -> tuple[Choice, ...]:
    """To be more exact, another hazard, the whole list, and people."""
    area = asked.here.area
    towns = get_areas(turn.house.city).towns_of(area.id)[:MOST_TOWNS] if area and area.kind == "district" else []
    again = (Choice(turn.text("again"), postback="shelters.again"),) if area else ()
    page = page_url(turn.house.public_url, turn.language, hazard=asked.hazard or "", area=area.id if area else "")
    hazard = turn.slots.get("hazard") or ANY
    narrower = tuple(
        Choice(one.name_in(turn.language), postback=f"shelters.near?place=area:{one.id}&hazard={hazard}")
        for one in towns
    )
    return (*again, *narrower, Choice(turn.text("see_all"), url=page), person_choice(turn), help_choice(turn))


def _office(turn: Turn) -> dict[str, str]:
    city = turn.house.city
    department = find_department(city)
    name = department.name_in(turn.language) if department else city.name_in(turn.language)
    return {"office": name, "telephone": (department.telephone if department else "") or city.telephone}


def _call(turn: Turn) -> Choice:
    telephone = _office(turn)["telephone"]
    return phone_choice(turn.text("call", telephone=telephone), telephone)
