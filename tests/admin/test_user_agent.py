"""Browsers by what they send."""

import pytest

from bot.services.staff.user_agent import describe_user_agent

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (f"{_WINDOWS} {_WEBKIT} Chrome/156.0.0.0 Safari/537.36", "Chrome 156, Windows"),
        (f"{_WINDOWS} {_WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", "Edge 156, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox 145, Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_APPLE} Version/26.1 Safari/605.1.15", "Safari 26, macOS"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) {_APPLE} Version/26.1 Mobile/15E148 Safari/604.1",
            "Safari 26, iPhone",
        ),
        (f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Chrome/156.0.0.0 Mobile Safari/537.36", "Chrome 156, Android"),
        ("curl/8.14.1\r\nX: y", "curl/8.14.1X: y"),
        ("<script>" * 100, ("<script>" * 100)[:60]),
        ("", ""),
    ],
)
def test_it_is_named(header: str, said: str) -> None:
    assert describe_user_agent(header) == said
