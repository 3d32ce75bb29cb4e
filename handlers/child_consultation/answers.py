"""What a concern about a child is answered with: the numbers to call, and the way to the page."""

from __future__ import annotations

from bot.city import EmergencyNumber
from bot.dialogue.choices import help_choice, person_choice, phone_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice
from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.judging import Verdict

PATH = "/consultation"
# What can be tapped first, where the city's file has it: よりそいホットライン (day and night, free), チャイルドライン,
# the child abuse hotline, the fire service, the police, the telephone for a sick child.
FIRST = {
    "life": ("0120-279-338", "0570-783-556", "119", "110"),
    "life_child": ("0120-279-338", "0120-99-7777", "119", "110"),
    "danger": ("189", "119", "110"),
    "danger_child": ("189", "110", "119", "0120-99-7777"),
    "fever": ("#8000", "119"),
}
AT_NIGHT = "night-duty"  # the id of the number that answers when the centre does not
MORE, MORE_CHILD = "emergency.more", "emergency.more?child=1"


def say_key(name: str, verdict: Verdict) -> str:
    """A child is spoken to as a child."""
    return f"{name}_child" if verdict.is_child else name


def numbers_card(turn: Turn, verdict: Verdict, page: str) -> Card:
    """An emergency: whom to call now; the page comes after the telephone."""
    first = _pick(FIRST[say_key(verdict.say, verdict)], turn)
    open_page = Choice(turn.text(say_key("open_page", verdict)), url=page)
    more = Choice(turn.text(say_key("emergency.more", verdict)), postback=MORE_CHILD if verdict.is_child else MORE)
    return Card(
        title=turn.text(say_key("call_now", verdict)),
        text=turn.text(say_key(f"say_{verdict.say}", verdict)),
        facts=tuple((one.number, one.name_in(turn.language, is_child=verdict.is_child)) for one in first),
        buttons=tuple(_call(one, turn, verdict) for one in first),
        note=f"{turn.text('emergency.not_watched')}\n{say_hours(turn, verdict)}",
        choices=(open_page, more),
    )


def page_card(turn: Turn, verdict: Verdict, taken_along: str, empty: str, *, is_emptied: bool = True) -> Card:
    """Why not here, and the way there: with the words, or without them. `is_emptied`: something that was said."""
    calls = tuple(_call(one, turn, verdict) for one in _pick(FIRST.get(verdict.say, ()), turn))
    buttons = [Choice(turn.text(say_key("open_page", verdict)), url=empty)]
    if taken_along:
        buttons.insert(0, Choice(turn.text(say_key("open_with_words", verdict)), url=taken_along))
    say = verdict.say if verdict.say in ("today", "fever") else "soon"
    keys = (f"say_{say}", "why", *(["emptied"] if is_emptied else []))
    return Card(
        title=turn.text(say_key("title_page", verdict)),
        text="\n".join(turn.text(say_key(key, verdict)) for key in keys),
        buttons=(*buttons, *calls),
        note=say_hours(turn, verdict),
        choices=(*_ways(turn, verdict), person_choice(turn), help_choice(turn)),
    )


def page_url(turn: Turn, token: str = "") -> str:
    """The page; with a token, where the words were taken along to."""
    base = f"{turn.house.public_url.rstrip('/')}{PATH}/"
    return f"{base}in/{token}" if token else base


def say_hours(turn: Turn, verdict: Verdict) -> str:
    """Whether somebody is there; when not, since when again, and who answers the telephone meanwhile."""
    city = turn.house.city
    if city.opening_hours.is_open(turn.now):
        return turn.text(say_key("is_open", verdict))
    opening = city.opening_hours.find_next_opening(turn.now)
    moment = say_moment(turn, opening) if opening else turn.text("operator.unknown_opening")
    duty = next((one.number for one in city.emergency_numbers if one.id == AT_NIGHT), city.telephone)
    return turn.text(say_key("is_closed", verdict), opening=moment, telephone=duty)


def _ways(turn: Turn, verdict: Verdict) -> tuple[Choice, ...]:
    """Who is in need today may call, too, and a child at any time: an emergency may have been taken for less."""
    if verdict.level is not Level.URGENT and not verdict.is_child:
        return ()
    return tuple(_call(one, turn, verdict) for one in _pick(FIRST[say_key("danger", verdict)], turn))


def _pick(numbers: tuple[str, ...], turn: Turn) -> list[EmergencyNumber]:
    """Those of the numbers that the city's file has, in this order."""
    known = turn.house.city.emergency_numbers
    return [one for number in numbers for one in known if one.number == number]


def _call(entry: EmergencyNumber, turn: Turn, verdict: Verdict) -> Choice:
    name = entry.name_in(turn.language, is_child=verdict.is_child)
    label = turn.text("emergency.call", number=entry.number, name=name)
    return phone_choice(label, entry.number)
