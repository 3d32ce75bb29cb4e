"""What becomes of a batch after an answer of LINE's, or none. Pure but for `jitter`."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.broadcasting.claiming import Claim
from bot.channels.line.outcome import Outcome, SendStatus

JITTER = 0.2
MOST_SECONDS = 60.0  # between two tries: an alert must not be late by more than LINE is
QUOTA_SECONDS = 300.0
QUOTA_PATIENCE = timedelta(hours=1)  # in which the city may buy more


class Verdict(StrEnum):
    SENT = "sent"
    AGAIN = "again"  # later, under the same retry key
    NARROW = "narrow"  # LINE refuses the request: for its messages, or for one of its addresses
    FAILED = "failed"
    UNKNOWN = "unknown"  # refused after a try that may have been accepted
    STOPPED = "stopped"  # not tried


@dataclass(frozen=True)
class Judgement:
    verdict: Verdict
    reason: str = ""
    after_seconds: float = 0.0
    is_uncertain: bool = False  # one of the tries may have been accepted


def judge(
    claim: Claim, outcome: Outcome | None, now: datetime, jitter: Callable[[], float] = random.random
) -> Judgement:
    """`outcome` None: it was stopped before the request. `jitter` gives numbers from 0 to 1."""
    if outcome is None:
        return Judgement(Verdict.UNKNOWN if claim.was_uncertain else Verdict.STOPPED, "stopped")
    uncertain = claim.was_uncertain or outcome.may_have_been_accepted
    match outcome.status:
        case SendStatus.ACCEPTED:
            return Judgement(Verdict.SENT)
        case SendStatus.RETRY | SendStatus.RATE_LIMITED:
            reason = "rate" if outcome.status is SendStatus.RATE_LIMITED else "no_answer"
            return Judgement(Verdict.AGAIN, reason, get_delay_seconds(claim.tries, jitter()), uncertain)
        case SendStatus.QUOTA_EXHAUSTED:
            if now - claim.first_try_at >= QUOTA_PATIENCE:
                return Judgement(Verdict.UNKNOWN if uncertain else Verdict.FAILED, "quota")
            return Judgement(Verdict.AGAIN, "quota", QUOTA_SECONDS, uncertain)
        case _ if outcome.http_status != 400:  # a token that is no good is for people to change; then it goes on
            return Judgement(Verdict.AGAIN, "refused", MOST_SECONDS, uncertain)
        case _:
            return Judgement(Verdict.UNKNOWN if uncertain else Verdict.NARROW, "refused")


def get_delay_seconds(tries: int, jitter: float) -> float:
    """1, 2, 4 … seconds after the first, second … try, at most a minute, give or take a fifth."""
    return min(MOST_SECONDS, 2.0 ** min(tries - 1, 10)) * (1 - JITTER + 2 * JITTER * jitter)
