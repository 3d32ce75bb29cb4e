"""Webhooks as Stripe signs and posts them; on demand they come twice, shuffled, late or never."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from queue import Queue
from typing import Any

import urllib3

SENDERS = 4
Event = dict[str, Any]


def sign(secret: str, body: bytes, at: float | None = None) -> str:
    """The value of `Stripe-Signature`: a time in seconds, and HMAC-SHA256 of time and body in hexadecimal."""
    moment = int(time.time() if at is None else at)
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return f"t={moment},v1={mac.hexdigest()}"


@dataclass
class WebhookFaults:
    """Each event is posted `copies` times, each time after `delay_seconds`; `drop_share` (0-1) of the events never.

    With `is_held` nothing is posted before `release`, which shuffles if `is_shuffled`.
    """

    copies: int = 1
    delay_seconds: float = 0.0
    drop_share: float = 0.0
    is_shuffled: bool = False
    is_held: bool = False


class WebhookSender:
    """Posts in threads of its own, which start with the first event. `statuses` counts the answers, 0 for none."""

    def __init__(self, url: str, secret: str, timeout_seconds: float = 10.0) -> None:
        self.url = url
        self.secret = secret
        self.faults = WebhookFaults()
        self.random = random.Random(1)
        self.statuses: Counter[int] = Counter()
        self.dropped: list[str] = []  # ids of events
        self._timeout = timeout_seconds
        self._lock = threading.Lock()
        self._held: list[Event] = []
        self._queue: Queue[tuple[float, Event] | None] = Queue()
        self._threads: list[threading.Thread] = []
        self._pool = urllib3.PoolManager(maxsize=SENDERS, retries=False)

    def send(self, event: Event) -> None:
        """Post it by and by, as the faults will have it."""
        with self._lock:
            if not self.url:
                return
            if self.faults.drop_share and self.random.random() < self.faults.drop_share:
                self.dropped.append(event["id"])
                return
            copies = [event] * self.faults.copies
            if self.faults.is_held:
                self._held += copies
                return
            self._enqueue(copies)

    def release(self) -> int:
        """Post what is held; how many."""
        with self._lock:
            held, self._held = self._held, []
            if self.faults.is_shuffled:
                self.random.shuffle(held)
            self._enqueue(held)
        return len(held)

    def wait(self) -> None:
        """Until everything was posted."""
        self._queue.join()

    def post(self, event: Event, secret: str | None = None, at: float | None = None) -> int:
        """Post one event now; the status, 0 when nobody answered."""
        body = json.dumps(event, ensure_ascii=False).encode()
        return self.post_raw(body, sign(self.secret if secret is None else secret, body, at))

    def post_raw(self, body: bytes, signature: str | None) -> int:
        """Any bytes with any signature: for trying what Stripe would never send."""
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0"}
        headers |= {"Stripe-Signature": signature} if signature is not None else {}
        try:
            answer = self._pool.request("POST", self.url, body=body, headers=headers, timeout=self._timeout)
        except urllib3.exceptions.HTTPError:
            return 0
        return answer.status

    def stop(self) -> None:
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(timeout=self._timeout)
        self._pool.clear()

    def _enqueue(self, events: list[Event]) -> None:
        due = time.monotonic() + self.faults.delay_seconds
        for event in events:
            self._queue.put((due, event))
        while len(self._threads) < SENDERS:
            self._threads.append(threading.Thread(target=self._run, name="stripe-webhooks", daemon=True))
            self._threads[-1].start()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            due, event = item
            time.sleep(max(0.0, due - time.monotonic()))
            status = self.post(event)
            with self._lock:
                self.statuses[status] += 1
            self._queue.task_done()
        self._queue.task_done()
