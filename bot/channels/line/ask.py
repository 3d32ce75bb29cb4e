"""One question to LINE through its SDK, always with a time-out, never tried again here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import urllib3
from linebot.v3.messaging import ApiException, ApiResponse

from bot.channels.line.outcome import SendStatus, read_refusal, read_transport_error
from bot.errors import PermanentFault, TemporaryFault

CONNECT_TIMEOUT_SECONDS = 3.0
READ_TIMEOUT_SECONDS = 10.0
TIMEOUT = (CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS)

_GONE = (404, 410)


def ask(call: Callable[..., ApiResponse], *args: Any, timeout: tuple[float, float] = TIMEOUT) -> ApiResponse | None:
    """The answer, None when LINE says that there is no such thing.

    Raises TemporaryFault when asking again later may help, PermanentFault for a refusal.
    """
    try:
        return call(*args, _request_timeout=timeout)
    except ApiException as error:
        outcome = read_refusal(error)
    except urllib3.exceptions.HTTPError as error:
        outcome = read_transport_error(error)
    if outcome.http_status in _GONE:
        return None
    if outcome.status in (SendStatus.RETRY, SendStatus.RATE_LIMITED):
        raise TemporaryFault(f"LINE does not answer: {outcome.http_status} {outcome.message}")
    raise PermanentFault(f"LINE refuses: {outcome.http_status} {outcome.message} ({outcome.request_id})")
