"""The scheduler: what is due by the clock. Every job may run twice without harm, so two schedulers are no danger."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.exc import SQLAlchemyError

from bot.audit.watch import AuditWatch
from bot.booking.keeper import ReservationKeeper
from bot.booking.wiring import find_bookables
from bot.broadcasting.repeating import keep_repeating
from bot.clock import tokyo_today, utc_now
from bot.counter import Counter, audit_checkpoints, index_folder
from bot.desk.promises import PromiseWatch
from bot.economy.watch import QuotaWatch
from bot.errors import MadoguchiError, describe_fault
from bot.learning.jobs import Learning
from bot.sampling import draw_weekly_sample
from bot.services.form_entries import purge_forms
from bot.services.retention import purge_erased, purge_old
from bot.texts import ROOT
from bot.tickets.links import TicketLinks
from knowledge.measure.judgements import forget_old, week_of
from knowledge.upkeep import keep_true

if TYPE_CHECKING:
    from bot.payments.watch import PaymentWatch

log = logging.getLogger(__name__)

PERIOD_SECONDS = 60.0


class Clock(Protocol):
    """What a city service has to do by the clock; each job may run twice without harm."""

    def run(self, now: datetime) -> None: ...


def create_clocks(counter: Counter) -> Iterator[Clock]:
    """Of the services that have a `handlers/<service>/clock.py`."""
    for path in sorted((ROOT / "handlers").glob("*/clock.py")):
        room = import_module(f"handlers.{path.parent.name}.clock")
        yield room.create_clock(counter.database, counter.engine.house, counter.bell)


def _watch_payments(counter: Counter) -> PaymentWatch | None:
    if counter.cashier is None:
        return None
    from bot.payments.watch import PaymentWatch  # the SDK takes time and memory, which only this needs

    return PaymentWatch(counter.cashier, counter.bell)


class Scheduler:
    """Runs the jobs once a minute in a daemon thread."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._sampled_in: date | None = None  # the week in which the last one's questions were drawn
        self._checked_on: date | None = None  # the day on which answers were last compared with their pages
        self._learning = Learning(counter)
        self._promises = PromiseWatch(counter.database, counter.engine.house, counter.bell)
        self._quota = QuotaWatch(counter.database, counter.line) if counter.line else None
        years = counter.city.audit_retention_years
        self._audit = AuditWatch(counter.database, audit_checkpoints(counter.settings), years)
        bookables = find_bookables(counter.cities, counter.texts)
        tickets = TicketLinks(counter.settings.public_url, counter.settings.secret_key, counter.texts)
        self._reservations = ReservationKeeper(counter.database, counter.bell, counter.cities, bookables, tickets)
        self._payments = _watch_payments(counter)
        self._clocks = list(create_clocks(counter))
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="scheduler", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)

    def run_once(self) -> None:
        """All jobs, now."""
        now = utc_now()
        with self._counter.database.write() as session:
            erased = purge_erased(session, now)
            old = purge_old(session, now, self._counter.city.retention_days)
            forms = purge_forms(session, now, self._counter.city.retention_days)
        if erased or old or forms:
            log.info("purged %d erased conversations, %d old ones and %d forms", erased, old, forms)
        self._reservations.run(now)
        keep_repeating(self._counter.database, now)
        for clock in self._clocks:
            clock.run(now)
        if late := self._promises.run(now):
            log.info("%d requests for a person were late or forgotten", late)
        self._audit.run(now)
        if self._payments is not None:
            self._payments.run(now)
        if self._quota is not None:
            self._quota.run(now)
        if self._sampled_in != week_of(now):
            log.info("the sample of last week has %d questions", draw_weekly_sample(self._counter.database, now))
            self._sampled_in = week_of(now)
        if self._checked_on != tokyo_today():
            self._check_knowledge()
        self._learning.run(now)

    def _check_knowledge(self) -> None:
        """Once a day: what expired or no longer agrees with its page leaves the index."""
        database, today = self._counter.database, tokyo_today()
        settings = self._counter.settings
        report = keep_true(database, self._counter.encoder, index_folder(settings), settings.vectors, today)
        with database.write() as session:
            forget_old(session, utc_now())
        log.info("compared the answers with their pages: %d changed their state", len(report.changed))
        self._checked_on = today

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                self.run_once()
            except SQLAlchemyError as error:
                log.error("scheduler: the database said %s; trying again in a minute", type(error).__name__)
            except (MadoguchiError, OSError) as error:  # no room on the disk, a model that was changed
                log.error("scheduler: %s; trying again in a minute", error)
            except Exception as error:  # noqa: BLE001  # the thread must live on: one broken job is not all jobs
                log.error("scheduler: trying again in a minute after %s", describe_fault(error))
            self._stopping.wait(PERIOD_SECONDS)
