"""One connection to one site: the checked machines are asked, redirects are not followed, bytes are counted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError, SSLError
from urllib3.util import Timeout, parse_url

from knowledge.crawl.addresses import DEFAULT_PORTS
from knowledge.crawl.answer import Answer
from knowledge.crawl.network import NoAnswer, check_machines
from knowledge.crawl.options import CrawlOptions

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0  # between two pieces of an answer
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.8,*/*;q=0.1"

Pool = urllib3.HTTPConnectionPool


class Connections:
    """Keeps the last connection open. `requests` and `received_bytes` count what was asked and came."""

    def __init__(self, options: CrawlOptions, user_agent: str) -> None:
        self._options = options
        self._headers = {"User-Agent": user_agent, "Accept": ACCEPT, "Accept-Language": "ja", "Accept-Encoding": "gzip"}
        self._key: tuple[str, str, int] | None = None
        self._pool: Pool | None = None
        self.requests = 0
        self.received_bytes = 0

    @contextmanager
    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """Ask for an address. Raises Refused for a private machine, NoAnswer when none comes.

        What of the answer is not read by the end of the block is not waited for.
        """
        deadline = time.monotonic() + self._options.most_seconds
        response = self._ask(address, {**self._headers, **(headers or {})})
        answer = Answer(response, deadline)
        try:
            yield answer
        finally:
            self.received_bytes += response.tell()
            if answer.is_whole:
                response.release_conn()
            else:
                response.close()
                self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
        self._pool = self._key = None

    def _ask(self, address: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        url = parse_url(address)
        scheme, host = url.scheme or "http", url.host or ""
        key = (scheme, host, url.port or DEFAULT_PORTS[scheme])
        headers["Host"] = host if url.port is None else f"{host}:{url.port}"
        if self._pool is not None and self._key == key:
            try:
                return self._send(self._pool, url.request_uri, headers)
            except (ProtocolError, NewConnectionError):
                pass  # the site had closed the connection that was kept; that is no failure
            except HTTPError as error:
                raise _no_answer(error) from None
        self.close()
        return self._connect(key, url.request_uri, headers)

    def _connect(self, key: tuple[str, str, int], target: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        _, host, port = key
        failure: HTTPError | None = None
        for machine in check_machines(self._options.resolve(host, port), self._options.allow_private):
            pool = _open_pool(key, machine)
            try:
                response = self._send(pool, target, headers)
            except (NewConnectionError, ConnectTimeoutError) as error:
                failure = error
                pool.close()
            except HTTPError as error:
                pool.close()
                raise _no_answer(error) from None
            else:
                self._pool, self._key = pool, key
                return response
        raise _no_answer(failure or HTTPError())

    def _send(self, pool: Pool, target: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        self.requests += 1
        return pool.urlopen("GET", target, headers=headers, redirect=False, retries=False, preload_content=False)


def _open_pool(key: tuple[str, str, int], machine: str) -> Pool:
    """A pool of one connection to one machine; a certificate has to be the host's."""
    scheme, host, port = key
    timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(machine, port, timeout=timeout, maxsize=1)
    name = host.strip("[]")
    return urllib3.HTTPSConnectionPool(
        machine, port, timeout=timeout, maxsize=1, server_hostname=name, assert_hostname=name
    )


def _no_answer(error: HTTPError) -> NoAnswer:
    if isinstance(error, SSLError):
        return NoAnswer("has no certificate that can be trusted")
    if isinstance(error, NewConnectionError):
        return NoAnswer("takes no connections")
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return NoAnswer("does not answer in time")
    return NoAnswer("broke off its answer")
