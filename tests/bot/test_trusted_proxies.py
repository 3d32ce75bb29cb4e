"""Who asks, behind reverse proxies."""

import pytest
from flask import Flask, request

from bot.app import trust_proxies


@pytest.mark.parametrize(
    ("count", "forwarded", "seen"),
    [
        (0, "192.0.2.7", "127.0.0.1"),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.9, 192.0.2.7", "192.0.2.7"),  # the first is what the browser claims
        (2, "192.0.2.7, 198.51.100.1", "192.0.2.7"),
        (1, None, "127.0.0.1"),
    ],
)
def test_as_many_as_are_trusted_are_believed(count: int, forwarded: str | None, seen: str) -> None:
    app = Flask("tests")
    app.add_url_rule("/", view_func=lambda: str(request.remote_addr), endpoint="show")
    trust_proxies(app, count)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert app.test_client().get("/", headers=headers).text == seen
