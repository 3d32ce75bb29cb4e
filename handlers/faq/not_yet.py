"""City services that citizens ask for and this counter does not have yet: it says so, and who has them."""

from __future__ import annotations

from bot.dialogue.turn import Turn
from bot.messages import Text
from handlers.faq.easy import read_name
from nlu.interpreter import CONFIDENT

# Intent → the department in city.yml that does it until its room is here; the room then takes the intent over.
NOT_YET = {
    "disaster_info": "disaster",
}
# The same for what has its room, of a city that does not offer it there; the room sends citizens here.
NOT_OFFERED = {
    "shelter_search": "disaster",
    "child_consultation": "family-center",
    "certificate_request": "residents",
    "certificate_status": "residents",
    "card_booking": "mynumber",
    "booking_change": "mynumber",
    "lecture_search": "learning",
    "lecture_signup": "learning",
    "lecture_status": "learning",
    "lecture_recommend": "learning",
    "lecture_news": "learning",
    "outreach_request": "learning",
    "outreach_status": "learning",
    "health_record": "health",
    "report_damage": "roads",
    "subscribe": "publicity",
}
OFFICES = {**NOT_YET, **NOT_OFFERED}


def say_not_yet(turn: Turn) -> Text | None:
    """For the intent of such a service; None for anything else."""
    intent = turn.interpretation.intent
    if intent.name not in OFFICES or intent.confidence < CONFIDENT:
        return None
    city = turn.house.city
    department = city.find_department(OFFICES[intent.name])
    office = department.name_in(turn.language) if department else city.name_in(turn.language)
    telephone = (department and department.telephone) or city.telephone
    return turn.say(f"not_yet_{intent.name}", office=read_name(office, turn), telephone=telephone)
