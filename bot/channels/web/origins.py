"""Which sites may show the chat: the browser asks us before a page of another site reads an answer of ours."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from flask import Request, Response, request

FOR_SITES = {"web.post_message", "web.stream", "web.start_session", "web.show_panel", "web.show_banner"}
_PREFLIGHT_SECONDS = "7200"  # the most Chromium keeps it


def may_ask(request: Request, origins: Collection[str]) -> bool:
    """Whether the page that asks is on one of these sites, or is our own."""
    origin = request.headers.get("Origin", "")
    return origin in origins or (bool(origin) and urlsplit(origin).netloc == request.host)


def allow_sites(origins: Collection[str]) -> Callable[[Response], Response]:
    """Sets the headers of CORS. Cookies are never allowed, so no other site acts as the visitor of our page."""

    def allow(response: Response) -> Response:
        if request.endpoint in FOR_SITES:
            response.vary.add("Origin")
            if may_ask(request, origins):
                response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
                response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Last-Event-ID"
                response.headers["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
        return response

    return allow
