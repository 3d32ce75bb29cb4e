"""What the clock ends: sessions nobody finished, and vouchers nobody paid."""

from __future__ import annotations

import heapq

from bot.simulator.stripe.checkout import expire_session
from bot.simulator.stripe.paying import fail_voucher
from bot.simulator.stripe.records import Object, seconds
from bot.simulator.stripe.state import SimulatedStripe


def let_time_pass(stripe: SimulatedStripe) -> None:
    """To be called, with the lock held, before anything is looked at."""
    now = seconds(stripe.clock())
    while stripe.due and stripe.due[0][0] <= now:
        session = stripe.sessions[heapq.heappop(stripe.due)[1]]
        intent = stripe.intents.get(session["payment_intent"] or "")
        if session["status"] == "open" and session["expires_at"] <= now:
            expire_session(stripe, session)
        elif intent and intent["status"] == "requires_action" and _deadline(intent) <= now:
            fail_voucher(stripe, session)


def _deadline(intent: Object) -> int:
    return int(intent["next_action"]["konbini_display_details"]["expires_at"])
