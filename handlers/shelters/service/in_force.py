"""The hazard that one flees from now, as far as warnings say."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.services.hazards import SHELTER_HAZARDS, in_force
from handlers.shelters.models import Hazard

WARNING = 3  # a rank; of what is lower nobody flees yet, and which hazard is meant is asked


def find_hazard(session: Session, now: datetime) -> Hazard | None:
    """The worst in force; never a drill's. None while nothing is, or nothing that one flees from."""
    worst = (one for one in in_force(session, now) if not one.is_drill and one.rank >= WARNING)
    return next((Hazard(SHELTER_HAZARDS[one.kind]) for one in worst if one.kind in SHELTER_HAZARDS), None)
