"""What of shelters is an audit entry."""

from __future__ import annotations

from bot.services.audit import Action


class ShelterAction(Action):
    IMPORTED = "shelter.imported"
    OPENED = "shelter.opened"
    CLOSED = "shelter.closed"
    REPORTED = "shelter.reported"
    PIN_MADE = "shelter.pin_made"
    PEOPLE_VIEWED = "shelter.people_viewed"
    CHECKED_OUT = "shelter.checked_out"
    RELATIVE_TOLD = "shelter.relative_told"
