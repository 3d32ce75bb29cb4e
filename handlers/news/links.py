"""The addresses of what is published."""

from __future__ import annotations

from urllib.parse import urlencode

PATH, FEED = "/news", "/news/feed.xml"


def page_url(public_url: str, language: str, topic: str = "", id: int = 0) -> str:
    """The page in a language, of a topic, at one of its articles."""
    return _make(public_url, PATH, language, topic) + (f"#news-{id}" if id else "")


def feed_url(public_url: str, language: str, topic: str = "") -> str:
    return _make(public_url, FEED, language, topic)


def _make(public_url: str, path: str, language: str, topic: str) -> str:
    asked = {"lang": language, **({"topic": topic} if topic else {})}
    return f"{public_url.rstrip('/')}{path}?{urlencode(asked)}"
