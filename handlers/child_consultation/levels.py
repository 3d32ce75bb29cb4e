"""How soon a person of the city must act on what somebody wrote, and whom a rule tells of it."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """The most urgent first. Compare by `weight`: a level is only ever raised by what is learned later."""

    EMERGENCY = "emergency"  # a life or somebody's safety, now or within hours
    URGENT = "urgent"  # the same day
    SOON = "soon"  # within days
    INFORMATION = "information"  # nobody is worried about

    @property
    def weight(self) -> int:
        """The heavier, the sooner somebody must act."""
        order = list(Level)
        return len(order) - order.index(self)

    @staticmethod
    def highest(*levels: Level) -> Level:
        """The most urgent of one or more levels."""
        return max(levels, key=lambda level: level.weight)


class Alert(StrEnum):
    """Whom a rule calls."""

    CENTER = "center"
    DUTY_PHONE = "duty_phone"
    GUIDANCE = "child_guidance"
