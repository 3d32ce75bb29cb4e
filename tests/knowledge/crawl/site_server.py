"""A small website on loopback: what each path answers is set by the test, and every request is kept."""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Reply:
    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


@dataclass
class Asked:
    path: str
    headers: dict[str, str]


class Site:
    """`replies` by path with query: a Reply, or a function that writes its own."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.replies: dict[str, Reply | Handler] = {}
        self.asked: list[Asked] = []
        self.connections = 0

    def page(self, path: str, title: str = "", text: str = "", links: tuple[str, ...] = (), head: str = "") -> None:
        """A page with an ETag of its content."""
        anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
        html = f"<html lang=ja><head><title>{title}</title>{head}</head><body><nav>{anchors}</nav>"
        self.put(path, f"{html}<main><h1>{title}</h1><p>{text}</p></main></body></html>".encode())

    def put(self, path: str, content: bytes, media_type: str = "text/html; charset=utf-8", **headers: str) -> None:
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies[path] = Reply(content, 200, {"Content-Type": media_type, "ETag": etag, **named})

    def answer(self, path: str, status: int, **headers: str) -> None:
        self.replies[path] = Reply(b"", status, {name.replace("_", "-"): value for name, value in headers.items()})

    def redirect(self, path: str, target: str) -> None:
        self.answer(path, 302, Location=target)

    def paths(self) -> list[str]:
        """What was asked for, but robots.txt and the usual sitemap."""
        return [one.path for one in self.asked if one.path not in ("/robots.txt", "/sitemap.xml")]


@contextmanager
def serve_site(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.site = Site(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.site  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.connections += 1

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append(Asked(self.path, dict(self.headers)))
        reply = site.replies.get(self.path, Reply(b"none", 404))
        if not isinstance(reply, Reply):
            reply(self)
            return
        etag = reply.headers.get("ETag")
        is_known = etag is not None and self.headers.get("If-None-Match") == etag
        self.send_response(304 if is_known else reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if not is_known:
            self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        with suppress(OSError):  # the reader may hang up
            self.wfile.write(b"" if is_known else reply.content)

    def log_message(self, *args: object) -> None:
        """The test looks at `asked`."""
