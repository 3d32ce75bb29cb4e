"""Buttons that every service may offer, always in the same words."""

from __future__ import annotations

from bot.dialogue.turn import Turn
from bot.forms.links import FILLED, FormLink, sign_link
from bot.messages import Channel, Choice

EXAMPLES = 4


def person_choice(turn: Turn) -> Choice:
    """The way to a person."""
    return Choice(turn.text("dialogue.talk_to_person"), postback="operator.start")


def help_choice(turn: Turn) -> Choice:
    """What can you do?"""
    return Choice(turn.text("dialogue.what_can_you_do"), postback="help.start")


def cancel_choice(turn: Turn) -> Choice:
    """The way out of a service."""
    return Choice(turn.text("dialogue.cancel"), postback="dialogue.cancel")


def example_choices(turn: Turn) -> tuple[Choice, ...]:
    """Questions a citizen might have, said when pressed."""
    words = (turn.text(f"dialogue.example_{number}") for number in range(1, EXAMPLES + 1))
    return tuple(Choice(example, text=example) for example in words)


def city_phone_choice(turn: Turn) -> Choice:
    """The city's main number."""
    telephone = turn.house.city.telephone
    return phone_choice(turn.text("dialogue.phone", telephone=telephone), telephone)


def phone_choice(label: str, telephone: str) -> Choice:
    """A telephone number that is dialled when pressed."""
    digits = telephone.replace("-", "").replace("#", "%23")
    return Choice(label, url=f"tel:{digits}")


def form_choice(turn: Turn, label: str, form: str, about: str = "", *, is_filled: bool = False) -> Choice:
    """The way to a form on our own pages, for this conversation and for half an hour.

    `about` is what the service wants to know of it later; one that `is_filled` opens where it is looked through.
    """
    token = sign_link(turn.house.secret_key, FormLink(turn.conversation_id, form, turn.language, about))
    is_in_line = turn.inbound.channel is Channel.LINE and turn.house.liff_base
    base = turn.house.liff_base if is_in_line else f"{turn.house.public_url}/liff"
    return Choice(label, url=f"{base}/{form}?t={token}{FILLED if is_filled else ''}")


def contact_choice(turn: Turn) -> Choice:
    """The form to staff, for what is not to be written in chat."""
    return form_choice(turn, turn.text("operator.open_contact"), "contact")


def offer_at_place(turn: Turn) -> tuple[Choice, ...]:
    """What services can do with a location that was sent: `place_action` with `?place=<latitude>,<longitude>`."""
    shared = turn.inbound.location
    if shared is None:
        return ()
    place = f"{shared.latitude:.6f},{shared.longitude:.6f}"
    offers = ((one.name, one.place_action) for one in turn.house.registry if one.place_action)
    return tuple(
        Choice(turn.text(f"{name}.{action}_here"), postback=f"{name}.{action}?place={place}") for name, action in offers
    )
