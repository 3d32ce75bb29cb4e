"""The worker: threads that turn inbox rows into turns and outbox rows into sends, until told to stop.

One more shows citizens the rich menu in their language, and one everybody's menu as disaster mode wants it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from bot import inbox, outbox
from bot.broadcasting import TOPIC as BROADCASTS
from bot.broadcasting.sender import BroadcastSender
from bot.broadcasting.slicing import Slicer
from bot.broadcasting.web import WebShower
from bot.channels.line.loading import LoadingTimer
from bot.counter import Counter
from bot.errors import describe_fault
from bot.menu_links import MenuLinker
from bot.menu_mode import MenuSwitcher
from bot.messages import Channel, Inbound

log = logging.getLogger(__name__)

PAYMENTS = "payments"  # the topic
SENDERS = 4  # sends wait for LINE, not for a core
FAULT_PAUSE_SECONDS = 1.0


class Worker:
    """Works on both tables in daemon threads; safe to run in any number of processes."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        url = counter.settings.public_url
        self._shower = WebShower(counter.database, counter.texts, counter.bell, public_url=url)
        self._slicer = Slicer(counter.database, counter.bell)
        line = counter.line
        self._broadcaster = (
            BroadcastSender(counter.database, line, counter.texts, public_url=url) if line is not None else None
        )
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for number in range(self._counter.settings.worker_threads):
            self._run(f"turns-{number}", inbox.TOPIC, self._take_turn)
        if self._counter.line is not None:
            for number in range(SENDERS):
                self._run(f"sends-{number}", outbox.TOPIC, self._send)
        if self._counter.menus is not None:
            linker = MenuLinker(self._counter.database, self._counter.menus)
            self._run("menus", outbox.TOPIC, linker.link_one)  # alone, so that no send waits for it
            switcher = MenuSwitcher(self._counter.database, self._counter.menus, self._counter.name_menus())
            self._run("menu-mode", outbox.TOPIC, switcher.step)
        if self._broadcaster is not None:
            self._run("broadcasts", BROADCASTS, self._broadcaster.step)
        self._run("broadcasts-settling", BROADCASTS, self._slicer.step)
        self._run("broadcasts-web", BROADCASTS, self._shower.step)
        if self._counter.cashier is not None:
            self._run("payments", PAYMENTS, self._take_payment)

    def stop(self, timeout_seconds: float = 8.0) -> None:
        """Let each thread finish what it has begun."""
        self._stopping.set()
        for topic in (inbox.TOPIC, outbox.TOPIC, BROADCASTS, PAYMENTS):
            self._counter.bell.ring_here(topic)
        for thread in self._threads:
            thread.join(timeout_seconds)
        if self._broadcaster is not None:
            self._broadcaster.stop()

    def _run(self, name: str, topic: str, step: Callable[[], bool]) -> None:
        thread = threading.Thread(target=self._loop, args=(topic, step), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _loop(self, topic: str, step: Callable[[], bool]) -> None:
        bell = self._counter.bell
        while not self._stopping.is_set():
            mark = bell.mark(topic)
            try:
                if not step():
                    bell.wait(topic, self._counter.poll_seconds, mark)
            except Exception as error:  # noqa: BLE001  # rows are leased, so nothing is lost; the thread must live on
                log.error("%s: trying again after %s", threading.current_thread().name, describe_fault(error))
                self._stopping.wait(FAULT_PAUSE_SECONDS)

    def _take_turn(self) -> bool:
        counter = self._counter
        return inbox.work_one(counter.database, counter.engine, counter.bell, self._show_loading)

    def _send(self) -> bool:
        assert self._counter.line is not None
        return outbox.send_one(self._counter.database, self._counter.line)

    def _take_payment(self) -> bool:
        from bot.services.payments.working import work_one  # the SDK takes time and memory, which only this needs

        assert self._counter.cashier is not None
        return work_one(self._counter.cashier)

    def _show_loading(self, inbound: Inbound) -> AbstractContextManager[object]:
        line = self._counter.line
        if line is None or inbound.channel is not Channel.LINE:
            return nullcontext()
        return LoadingTimer(line, inbound.address)
