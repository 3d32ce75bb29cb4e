"""Messages to many: settled once, sent once, corrected for exactly those who got them (docs/broadcasts.md)."""

from bot.services.broadcasts.correcting import correct
from bot.services.broadcasts.issuing import issue
from bot.services.broadcasts.stopping import stop

__all__ = ["correct", "issue", "stop"]
