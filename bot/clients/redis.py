"""Redis or Valkey: carries the bell between processes. Being down only slows things."""

from __future__ import annotations

import logging
import threading
import time

import redis

from bot.bell import Bell

log = logging.getLogger(__name__)

CHANNEL = "madoguchi:bell"
TIMEOUT_SECONDS = 0.5
QUIET_SECONDS = 5.0  # after a failure nothing is published for this long, so that no turn waits for a dead server


class RedisBell:
    """A bell that rings in every process that listens on the same server."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, decode_responses=True
        )
        self._listener = redis.Redis.from_url(url, socket_connect_timeout=TIMEOUT_SECONDS, decode_responses=True)
        self._quiet_until = 0.0
        self._stopped = threading.Event()
        self.bell = Bell(forward=self._publish)

    def is_reachable(self) -> bool:
        try:
            return bool(self._client.ping())
        except redis.RedisError:
            return False

    def start(self) -> None:
        """Listen in a daemon thread; reconnects for ever."""
        threading.Thread(target=self._listen, name="bell", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _publish(self, topic: str) -> None:
        if time.monotonic() < self._quiet_until:
            return
        try:
            self._client.publish(CHANNEL, topic)
        except redis.RedisError as error:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("redis is not reachable, wake-ups fall back to polling: %s", type(error).__name__)

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._listener.pubsub(ignore_subscribe_messages=True) as pubsub:  # type: ignore[no-untyped-call]
                    pubsub.subscribe(CHANNEL)
                    while not self._stopped.is_set():
                        message = pubsub.get_message(timeout=1.0)
                        if message:
                            self.bell.ring_here(message["data"])
            except redis.RedisError:
                self._stopped.wait(1.0)
