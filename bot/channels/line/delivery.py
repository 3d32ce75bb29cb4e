"""How a stored message reaches a LINE citizen: reply while that is free and possible, else push; never twice.

A reply has no retry key. When its first try may have been accepted (a time-out, a 500, a killed process) it is tried
again as a reply and never as a push: LINE takes a reply token once, so "Invalid reply token" then means that the
citizen has the message. A push carries its retry key from the first try on, so it can be repeated without harm.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.channels.line.outcome import Outcome, SendStatus
from bot.channels.line.sender import LineSender

REPLY_TOKEN_LIFE = timedelta(seconds=55)  # LINE: a minute; the rest is for the way there
REDELIVERED_TOKEN_LIFE = timedelta(minutes=19, seconds=55)  # LINE: 20 minutes after the event

MAX_ATTEMPTS = 12  # with the delays below some 18 minutes
MAX_DELAY_SECONDS = 300.0
JITTER = 0.2  # so that many waiting messages don't come back at once


class Method(StrEnum):
    REPLY = "reply"
    PUSH = "push"


class DeliveryStatus(StrEnum):
    RETRY = "retry"
    SENT = "sent"
    HELD = "held"  # the quota leaves no room for a push, and LINE surely has none of it
    FAILED = "failed"


class Reason(StrEnum):
    """Why a delivery did not simply succeed; "" when it did."""

    NONE = ""
    ALREADY_SENT = "already_sent"  # an earlier, uncertain try had been accepted
    NO_ANSWER = "no_answer"
    RATE = "rate"
    QUOTA = "quota"
    REJECTED = "rejected"
    NOTHING_TO_SEND = "nothing_to_send"


@dataclass(frozen=True)
class Delivery:
    """One outbox row, as far as LINE is concerned.

    Attempts are those begun before this one, counted before each try, so that a killed process is seen.
    `first_try_uncertain` matters once `reply_attempts` > 0: could one of those replies have been accepted? The caller
    stores True before each reply, and `DeliveryResult.uncertain` after it. `retry_key` is a UUID that never changes
    for this row.
    """

    messages: Sequence[Mapping[str, Any]]
    address: str
    retry_key: str
    reply_token: str = ""
    token_received_at: datetime | None = None  # when the event happened
    redelivered: bool = False
    reply_attempts: int = 0
    push_attempts: int = 0
    first_try_uncertain: bool = True


@dataclass(frozen=True)
class DeliveryResult:
    """`next_attempt_in_seconds` is set for RETRY. `uncertain` is what to store for `first_try_uncertain`.
    `detail` is LINE's own words for a refusal."""

    status: DeliveryStatus
    method: Method
    request_id: str = ""
    next_attempt_in_seconds: float | None = None
    reason: Reason = Reason.NONE
    detail: str = ""
    uncertain: bool = False


def choose_method(delivery: Delivery, now: datetime) -> Method:
    """How the next try goes; pure, so that the row can be marked before it."""
    if delivery.push_attempts or not delivery.reply_token:
        return Method.PUSH
    if _may_have_replied(delivery):
        return Method.REPLY
    is_alive = is_token_alive(delivery.token_received_at, delivery.redelivered, now)
    return Method.REPLY if is_alive else Method.PUSH


def is_token_alive(received_at: datetime | None, is_redelivered: bool, now: datetime) -> bool:
    """Whether a reply token that came with an event of `received_at` can still be used, by LINE's rules."""
    if received_at is None:
        return False
    return now - received_at < (REDELIVERED_TOKEN_LIFE if is_redelivered else REPLY_TOKEN_LIFE)


def deliver(
    sender: LineSender,
    delivery: Delivery,
    now: datetime,
    before_try: Callable[[Method], None] | None = None,
    may_push: Callable[[], bool] = lambda: True,
) -> DeliveryResult:
    """One try: a reply or a push, or a push straight after a reply whose token turned out dead at its first try.

    `before_try` is called before each request, so that the caller can store that it was begun. `may_push` is asked
    before the first push; one that was begun is ended, since it may have arrived. Raises nothing for what LINE or the
    network does.
    """
    method = choose_method(delivery, now)
    if not delivery.messages:
        return DeliveryResult(DeliveryStatus.FAILED, method, reason=Reason.NOTHING_TO_SEND)
    if method is Method.REPLY:
        outcome = _try_once(sender, delivery, method, before_try)
        if outcome.status is not SendStatus.INVALID_REPLY_TOKEN or _may_have_replied(delivery):
            return judge_outcome(delivery, method, outcome)
        delivery = replace(delivery, reply_token="")
    if not delivery.push_attempts and not may_push():
        return DeliveryResult(DeliveryStatus.HELD, Method.PUSH, reason=Reason.QUOTA)
    return judge_outcome(delivery, Method.PUSH, _try_once(sender, delivery, Method.PUSH, before_try))


def judge_outcome(
    delivery: Delivery, method: Method, outcome: Outcome, jitter: Callable[[], float] = random.random
) -> DeliveryResult:
    """The decision table for one answered (or unanswered) try. Pure but for `jitter`, a number from 0 to 1."""
    uncertain = method is Method.REPLY and (_may_have_replied(delivery) or outcome.may_have_been_accepted)
    result = DeliveryResult(
        DeliveryStatus.FAILED,
        method,
        request_id=outcome.accepted_request_id or outcome.request_id,
        detail=outcome.message,
        uncertain=uncertain,
    )
    match outcome.status:
        case SendStatus.ACCEPTED:
            reason = Reason.ALREADY_SENT if outcome.accepted_request_id else Reason.NONE
            return replace(result, status=DeliveryStatus.SENT, reason=reason)
        case SendStatus.INVALID_REPLY_TOKEN:
            return replace(result, status=DeliveryStatus.SENT, reason=Reason.ALREADY_SENT)
        case SendStatus.QUOTA_EXHAUSTED:
            return replace(result, status=DeliveryStatus.HELD, reason=Reason.QUOTA)
        case SendStatus.REJECTED:
            return replace(result, reason=Reason.REJECTED)
        case SendStatus.RATE_LIMITED:
            return _try_later(delivery, replace(result, reason=Reason.RATE), jitter)
        case SendStatus.RETRY:
            return _try_later(delivery, replace(result, reason=Reason.NO_ANSWER), jitter)


def get_delay_seconds(attempts: int, jitter: float) -> float:
    """1, 2, 4, 8 … seconds after the first, second … try, at most 300, give or take a fifth (`jitter` 0 to 1)."""
    delay = min(MAX_DELAY_SECONDS, 2.0 ** (attempts - 1))
    return delay * (1 - JITTER + 2 * JITTER * jitter)


def _try_once(
    sender: LineSender, delivery: Delivery, method: Method, before_try: Callable[[Method], None] | None
) -> Outcome:
    if before_try:
        before_try(method)
    messages = [dict(message) for message in delivery.messages]
    if method is Method.REPLY:
        return sender.reply(delivery.reply_token, messages)
    return sender.push(delivery.address, messages, delivery.retry_key)


def _try_later(delivery: Delivery, result: DeliveryResult, jitter: Callable[[], float]) -> DeliveryResult:
    attempts = delivery.reply_attempts + delivery.push_attempts + 1
    if attempts >= MAX_ATTEMPTS:
        return result
    delay = get_delay_seconds(attempts, jitter())
    return replace(result, status=DeliveryStatus.RETRY, next_attempt_in_seconds=delay)


def _may_have_replied(delivery: Delivery) -> bool:
    return delivery.reply_attempts > 0 and delivery.first_try_uncertain
