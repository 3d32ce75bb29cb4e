"""The cashier talks to the provider: always outside of a transaction, and whatever it hears is taken over in one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.clients.stripe import Checkout, Order, StaleFault, StripeClient, StripeRefused
from bot.clock import utc_now
from bot.db import Database
from bot.errors import NotFound, TemporaryFault
from bot.models.payments import AttemptState, Payment, PaymentAttempt
from bot.services.payments.attempts import ENOUGH, Plan, forget_session, give_up, plan_attempt
from bot.services.payments.opening import enter, find_by_reference
from bot.services.payments.settling import settle_checkout
from bot.services.payments.subjects import NotPayable, Quote, Subjects

log = logging.getLogger(__name__)

UNKNOWN = "resource_missing"  # Stripe's code
ROUNDS = 4  # a stale try is closed and a new one made; more than once only if somebody else does the same


@dataclass(frozen=True)
class Cashier:
    """`return_url` says where the provider sends a citizen back to, `name_order` what it calls the order."""

    database: Database
    stripe: StripeClient
    subjects: Subjects
    return_url: Callable[[Payment], str]
    name_order: Callable[[Payment], str]
    now: Callable[[], datetime] = utc_now

    def start(self, reference: str) -> str:
        """The address where this payment can be paid now, the same one for every tab that asks.

        The amount is what the subject costs now. Raises NotFound, NotPayable, and TemporaryFault when the provider does
        not answer: nothing is lost then, and the same try goes on when it is asked for again.
        """
        is_fresh = False
        for _ in range(ROUNDS):
            plan, payment = self._plan(reference)
            if plan.is_stale:
                self.close(plan.attempt, payment)
                continue
            if plan.attempt.session_id is None:
                return self._create(plan.attempt, payment).url
            if is_fresh:
                return plan.attempt.url
            self.refresh(plan.attempt.session_id)  # another tab may have paid by it just now
            is_fresh = True
        raise TemporaryFault(f"payment {reference}: no try could be begun")

    def quote(self, payment: Payment) -> Quote:
        """What it costs now. Raises NotPayable when it is not to be paid any more."""
        with self.database.read() as session:
            return self.subjects.get(payment.subject_kind).quote(session, payment.subject_id)

    def _plan(self, reference: str) -> tuple[Plan, Payment]:
        with self.database.write() as session:
            found = find_by_reference(session, reference)
            if found is None or found.id is None:
                raise NotFound(reference)
            payment = enter(session, found.id)
            quote = self.subjects.get(payment.subject_kind).quote(session, payment.subject_id)
            return plan_attempt(session, payment, quote, self.now()), payment

    def _create(self, attempt: PaymentAttempt, payment: Payment) -> Checkout:
        try:
            checkout = self.stripe.create_checkout(self._order(attempt, payment))
        except (StripeRefused, StaleFault) as refused:
            # Nobody was shown a page of this try, so the next one may begin, under a key of its own.
            log.error("payment %s: try %d refused by Stripe: %s", payment.reference, attempt.number, refused)
            self._give_up(attempt)
            raise TemporaryFault(f"Stripe refused: {refused}") from refused
        self.settle(checkout)
        if not checkout.url:
            raise NotPayable(checkout.status)
        return checkout

    def _give_up(self, attempt: PaymentAttempt) -> None:
        with self.database.write() as session:
            enter(session, attempt.payment_id)
            give_up(session, session.get_one(PaymentAttempt, attempt.id), self.now())

    def _order(self, attempt: PaymentAttempt, payment: Payment) -> Order:
        back = self.return_url(payment)
        return Order(
            reference=payment.reference,
            attempt=attempt.number,
            amount_yen=attempt.amount_yen,
            name=self.name_order(payment),
            language=attempt.language,
            success_url=back,
            cancel_url=back,
            expires_at=attempt.expires_at,
        )

    def close(self, attempt: PaymentAttempt, payment: Payment) -> None:
        """End a try, so that nobody can pay by its page any more; or learn that somebody has."""
        if attempt.session_id is None and attempt.expires_at <= self.now() + ENOUGH:
            self._give_up(attempt)  # the provider makes no page that has ended, and showed nobody one
            return
        session_id = attempt.session_id or self._create(attempt, payment).id
        with self.database.write() as session:
            enter(session, attempt.payment_id)
            session.get_one(PaymentAttempt, attempt.id).is_withdrawn = True
        try:
            self.settle(self.stripe.expire_checkout(session_id))
        except StripeRefused:  # it is open no more
            self.refresh(session_id)

    def refresh(self, session_id: str) -> None:
        """Fetch a session and act on its state."""
        try:
            checkout = self.stripe.get_checkout(session_id)
        except StripeRefused as refused:
            if str(refused) != UNKNOWN:
                raise
            self._forget(session_id)
            return
        self.settle(checkout)

    def _forget(self, session_id: str) -> None:
        """The provider knows no such session, so nobody can pay by it: the key is another account's by now."""
        log.error("session %s is not known to Stripe any more", session_id)
        with self.database.write() as session:
            forget_session(session, session_id, self.now())

    def settle(self, checkout: Checkout, also: Callable[[Session], None] = lambda _session: None) -> None:
        """Take a session over; `also` is done in the same transaction."""
        with self.database.write() as session:
            settle_checkout(session, self.subjects, checkout, self.now())
            also(session)

    def refresh_attempt(self, attempt: PaymentAttempt, payment: Payment) -> None:
        """A try nothing was heard of for a while; one of a cancelled payment is closed."""
        if attempt.session_id is None or (payment.state == "cancelled" and attempt.state == AttemptState.OPEN):
            self.close(attempt, payment)
        else:
            self.refresh(attempt.session_id)
