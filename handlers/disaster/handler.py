"""Says what is in force in the city now, from the rich menu of disasters.

Owner: 危機管理防災課 (department `disaster`). Basis: 災害対策基本法 56条・60条.

What somebody asks in words goes to the FAQ, which knows the offices as well.
"""

from __future__ import annotations

from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.messages import Choice
from bot.services.hazards import InForce, in_force
from handlers.disaster.alerts.office import find_office
from handlers.disaster.alerts.wording import ORDER, ORDERED, name_kind
from handlers.disaster.orders.wording import PATH

SHOWN = 8


class Disaster(Handler):
    name = "disaster"
    is_listed = False
    must_arrive = True

    def start(self, turn: Turn) -> Reply:
        """What is a drill is no answer to who asks what there is."""
        found = [one for one in in_force(turn.session, turn.now) if not one.is_drill]
        url = f"{turn.house.public_url}{PATH}?lang={turn.language}"
        ways = (
            Choice(turn.text("open_page"), url=url),
            Choice(turn.text("shelters.title"), postback="shelters.start"),
            person_choice(turn),
            help_choice(turn),
        )
        if not found:
            return Done((turn.say("none_now", ways, time=say_moment(turn, turn.now)),))
        lines = "\n".join(_tell(turn, one) for one in found[:SHOWN])
        return Done((turn.say("in_force_now", ways, time=say_moment(turn, turn.now), list=lines),))


def _tell(turn: Turn, one: InForce) -> str:
    """Which danger, where and since when."""
    office = find_office(turn.house.city, turn.house.texts)
    areas = office.reach.areas if office else None
    names = [area.name_in(turn.language) if areas and (area := areas.find(id)) else id for id in one.areas]
    where = turn.text("two_parts_joint").join(names) or turn.house.city.name_in(turn.language)
    if one.kind == ORDER and one.level in ORDERED:
        what = turn.text(f"page_order_{one.level}")
    else:
        level = turn.text("page_short", level=one.level) if one.level else ""
        what = " ".join(filter(None, (name_kind(turn, one.kind), level)))
    return turn.text("one_in_force", what=what, where=where, time=say_moment(turn, one.since))
