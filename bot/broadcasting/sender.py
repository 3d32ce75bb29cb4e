"""Broadcasts leave: one loop claims and settles, threads wait for LINE, and every process may have its own.

A killed process loses nothing: what it had claimed is taken up again under the same retry key when the lease is over,
so that LINE takes it once.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.broadcasting.claiming import Claim, claim_batches, has_work
from bot.broadcasting.ending import end_all
from bot.broadcasting.going import Going
from bot.broadcasting.judging import Judgement, Verdict, judge
from bot.broadcasting.letters import Letters
from bot.broadcasting.pace import Window
from bot.broadcasting.people import People, load_people
from bot.broadcasting.settling import Done, settle_all
from bot.channels.line.outcome import SendStatus
from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.db import Database
from bot.errors import describe_fault
from bot.messages import Channel
from bot.services.broadcasts.batches import note_start
from bot.services.broadcasts.saying import Sayer
from bot.texts import Texts

log = logging.getLogger(__name__)

REQUESTS = 48  # at the same time: at LINE's limit each may take a quarter of a second
READERS = 4  # of them at the database, which has connections for others, too
SHORT_SECONDS = 0.02
LOOK_SECONDS = 0.25  # at the database, while requests are under way
_NOBODY = People((), (), (), ())


class BroadcastSender:
    """What goes by LINE. `step` is called by one thread."""

    def __init__(
        self,
        database: Database,
        line: LineSender,
        texts: Texts,
        clock: Callable[[], datetime] = utc_now,
        public_url: str = "",
    ) -> None:
        self._database, self._line, self._clock = database, line, clock
        self._letters = Letters(database, Sayer(texts, public_url))
        self._window, self._going = Window(), Going(database)
        self._pool = ThreadPoolExecutor(REQUESTS, thread_name_prefix="multicast")
        self._readers = threading.BoundedSemaphore(READERS)
        self._answers: queue.SimpleQueue[Done] = queue.SimpleQueue()
        self._done: list[Done] = []  # not settled yet
        self._under_way = 0
        self._started: set[int] = set()  # by us, and known to have

    def step(self) -> bool:
        """Settle what came back, claim what may leave; False when there was nothing to do."""
        self._collect()
        if self._done or (self._under_way < REQUESTS and self._has_due()):
            self._turn_over()
            return True
        return self._under_way > 0 or end_all(self._database, self._clock())

    def stop(self) -> None:
        """Let requests that are under way end, and write down what became of them."""
        self._pool.shutdown(wait=True)
        self._collect()
        if self._done:
            with self._database.write() as session:
                settle_all(session, self._done, self._clock())

    def _collect(self) -> None:
        """What came back; while requests are under way and nothing did, wait a little for the next."""
        is_waiting = self._under_way > 0 and not self._done
        while self._under_way:
            try:
                done = self._answers.get(timeout=LOOK_SECONDS if is_waiting else 0)
            except queue.Empty:
                return
            is_waiting = False
            self._under_way -= 1
            self._done.append(done)

    def _turn_over(self) -> None:
        now = self._clock()
        with self._database.write() as session:
            settle_all(session, self._done, now)
            wanted = REQUESTS - self._under_way
            claims = claim_batches(session, wanted, now) if wanted else []
            starting = {claim.broadcast_id for claim in claims} - self._started
            note_start(session, sorted(starting), now)
        self._started |= starting
        self._done = []
        if not (claims or self._under_way):  # the pace is used up, or others have what is due
            time.sleep(SHORT_SECONDS)
        for claim in claims:
            self._under_way += 1
            self._pool.submit(self._send, claim)

    def _has_due(self) -> bool:
        with self._database.read() as session:
            return has_work(session, self._clock(), Channel.LINE)

    def _send(self, claim: Claim) -> None:
        """In a thread of its own. Whatever happens, the loop hears of it."""
        try:
            done = self._request(claim)
        except Exception as error:  # noqa: BLE001  # the batch must come back, or it would wait for its lease
            log.error("broadcast %s: batch %s: %s", claim.broadcast_id, claim.batch_id, describe_fault(error))
            done = Done(claim, Judgement(Verdict.AGAIN, "fault", 5.0, True), _NOBODY)
        self._answers.put(done)

    def _request(self, claim: Claim) -> Done:
        messages = self._letters.get(claim.broadcast_id, claim.language)
        with self._readers, self._database.read() as session:
            people = load_people(session, self._database.vault, claim.broadcast_id, claim.number)
        if not people.ids:
            return Done(claim, Judgement(Verdict.SENT), people)
        self._window.enter()
        may_go = self._going.may_go(claim.broadcast_id)
        outcome = self._line.multicast(people.addresses, messages, claim.retry_key) if may_go else None
        judgement = judge(claim, outcome, self._clock())
        is_refused = judgement.verdict is Verdict.NARROW and (
            self._line.check_multicast(messages).status is SendStatus.REJECTED
        )
        request_id = (outcome.accepted_request_id or outcome.request_id) if outcome else ""
        return Done(claim, judgement, people, request_id, is_refused)
