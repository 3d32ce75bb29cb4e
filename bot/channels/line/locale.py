"""Which language a citizen's LINE profile is in; LINE tells it of those who agreed to its privacy policy."""

from __future__ import annotations

import logging

from bot.channels.line.sender import LineSender
from bot.errors import PermanentFault, TemporaryFault
from bot.messages import Channel, Inbound

log = logging.getLogger(__name__)


class ProfileLocale:
    """What an inbound's channel knows of the citizen's language, e.g. "pt-BR"; empty when it is not told.

    For LINE that is asked of its API, once for each call: a beginning waits for it, so `sender` must be impatient.
    """

    def __init__(self, sender: LineSender) -> None:
        self._sender = sender

    def __call__(self, inbound: Inbound) -> str:
        if inbound.locale or inbound.channel is not Channel.LINE:
            return inbound.locale
        try:
            profile = self._sender.get_profile(inbound.address)
        except (TemporaryFault, PermanentFault) as fault:
            log.warning("the profile is not known: %s", fault)
            return ""
        return profile.language if profile else ""
