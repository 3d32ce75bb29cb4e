"""What the scheduler does for payments: a look every minute, and a comparison with the provider once a day."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from bot.bell import Bell
from bot.clock import TOKYO
from bot.errors import TemporaryFault
from bot.services.payments.cashier import Cashier
from bot.services.payments.looking import look
from bot.services.payments.refunds import TOPIC
from bot.services.payments.report import Report, make_report

log = logging.getLogger(__name__)

COMPARED = timedelta(days=2)  # so far back each day, so that nothing falls between two


class PaymentWatch:
    """Any number of schedulers may run it. While the provider does not answer, the other jobs go on."""

    def __init__(self, cashier: Cashier, bell: Bell) -> None:
        self._cashier = cashier
        self._bell = bell
        self._compared_on: date | None = None

    def run(self, now: datetime) -> None:
        """Once a minute."""
        try:
            seen = look(self._cashier)
            if seen.events:
                log.warning("%d payment events had come by no webhook", seen.events)
                self._bell.ring(TOPIC)
            today = now.astimezone(TOKYO).date()
            if self._compared_on != today:
                log_report(make_report(self._cashier, now - COMPARED))
                self._compared_on = today
        except TemporaryFault as fault:
            log.warning("payments can't be compared now: %s", fault)


def log_report(report: Report) -> None:
    """Sums in one line, each difference in another; order numbers, and nobody's name."""
    log.info(
        "payments since %s: %d, %d yen here, %d yen at Stripe; given back %d and %d",
        f"{report.since:%Y-%m-%d}",
        report.payments,
        report.paid_here_yen,
        report.paid_there_yen,
        report.refunded_here_yen,
        report.refunded_there_yen,
    )
    for one in report.differences:
        level = logging.WARNING if one.is_repaired else logging.ERROR
        end = ", repaired" if one.is_repaired else ""
        log.log(level, "payment %s: %s, %d and %d yen%s", one.reference, one.kind, one.here_yen, one.there_yen, end)
