"""What one request to LINE came to, told apart the way the outbox needs it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import urllib3
from linebot.v3.messaging import ApiException

from bot.channels.line.api_client import NOT_SENT_ERRORS, parse_object

REQUEST_ID_HEADER = "x-line-request-id"
ACCEPTED_REQUEST_ID_HEADER = "x-line-accepted-request-id"

# LINE tells these apart by words only.
# https://developers.line.biz/en/reference/messaging-api/#error-messages
_INVALID_REPLY_TOKEN = "invalid reply token"  # noqa: S105
_QUOTA_WORDS = ("monthly limit", "additional messages")


class SendStatus(StrEnum):
    ACCEPTED = "accepted"
    RETRY = "retry"  # 5xx, time-out or broken connection
    RATE_LIMITED = "rate_limited"  # 429: too fast; later it works
    QUOTA_EXHAUSTED = "quota_exhausted"  # 429: the month's messages are used up
    INVALID_REPLY_TOKEN = "invalid_reply_token"  # noqa: S105
    REJECTED = "rejected"  # trying again can't help


@dataclass(frozen=True)
class Outcome:
    """`message` is LINE's own words for a refusal, or the name of a transport error; never what was sent.

    `accepted_request_id` names the earlier request that LINE had accepted under the same retry key (409).
    `may_have_been_accepted` is False only when LINE surely did not take the message.
    """

    status: SendStatus
    http_status: int = 0  # 0: no answer came
    request_id: str = ""
    accepted_request_id: str = ""
    message: str = ""
    may_have_been_accepted: bool = False


def read_success(http_status: int, headers: object) -> Outcome:
    """LINE took the request."""
    return Outcome(SendStatus.ACCEPTED, http_status, _header(headers, REQUEST_ID_HEADER), may_have_been_accepted=True)


def read_refusal(error: ApiException) -> Outcome:
    """The meaning of an HTTP status other than 2xx, or of a failed TLS connection (status 0)."""
    words = str(parse_object(error.body).get("message") or error.reason or "")[:500]
    http_status = error.status or 0
    status = _classify(http_status, words.lower())
    return Outcome(
        status=status,
        http_status=http_status,
        request_id=_header(error.headers, REQUEST_ID_HEADER),
        accepted_request_id=_header(error.headers, ACCEPTED_REQUEST_ID_HEADER),
        message=words,
        may_have_been_accepted=status in (SendStatus.ACCEPTED, SendStatus.RETRY),
    )


def read_transport_error(error: urllib3.exceptions.HTTPError) -> Outcome:
    """No answer: whether LINE saw the request is known only if the connection never stood."""
    return Outcome(
        status=SendStatus.RETRY,
        message=type(error).__name__,
        may_have_been_accepted=not isinstance(error, NOT_SENT_ERRORS),
    )


def _classify(http_status: int, words: str) -> SendStatus:
    if http_status == 409:
        return SendStatus.ACCEPTED
    if http_status == 0 or http_status >= 500:
        return SendStatus.RETRY
    if http_status == 429:
        is_quota = any(quota in words for quota in _QUOTA_WORDS)
        return SendStatus.QUOTA_EXHAUSTED if is_quota else SendStatus.RATE_LIMITED
    if http_status == 400 and _INVALID_REPLY_TOKEN in words:
        return SendStatus.INVALID_REPLY_TOKEN
    return SendStatus.REJECTED


def _header(headers: object, name: str) -> str:
    value = headers.get(name) if hasattr(headers, "get") else None  # urllib3's headers ignore case
    return value if isinstance(value, str) else ""
