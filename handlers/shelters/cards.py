"""What is shown of a shelter in conversation."""

from __future__ import annotations

from bot.dialogue.choices import phone_choice
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice
from handlers.shelters.links import map_url
from handlers.shelters.service.choosing import Found
from handlers.shelters.words import (
    say_capacity,
    say_crowding,
    say_features,
    say_hazards,
    say_height,
    say_standing,
    say_way,
)


def shelter_card(turn: Turn, found: Found) -> Card:
    """The way there first, then what decides."""
    site, standing = found.near.site, found.standing
    facts = (
        (turn.text("shelters.fact_way"), say_way(turn, found.near)),
        (turn.text("shelters.fact_state"), say_standing(turn, standing, turn.now)),
        (turn.text("shelters.fact_crowding"), say_crowding(turn, standing)),
        (turn.text("shelters.fact_hazards"), say_hazards(turn, site)),
        (turn.text("shelters.fact_height"), say_height(turn, site)),
        (turn.text("shelters.fact_features"), say_features(turn, site)),
        (turn.text("shelters.fact_capacity"), say_capacity(turn, site)),
        (turn.text("shelters.fact_address"), site.address),
    )
    buttons = [Choice(turn.text("shelters.map"), url=map_url(site.latitude, site.longitude))]
    if site.telephone:
        buttons.append(phone_choice(turn.text("shelters.call", telephone=site.telephone), site.telephone))
    return Card(site.name_in(turn.language), site.note, tuple(fact for fact in facts if fact[1]), tuple(buttons))
