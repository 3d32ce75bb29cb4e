"""A city's own site with the widget in it, on a port of its own: another origin, under a strict policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# As docs/widget.md asks for it, and nothing more.
POLICY = (
    "default-src 'none'; script-src {counter}; connect-src {counter}; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types madoguchi"
)
# What sites do to their pages, and must not do to the panel.
STYLES = """
html { font-size: 62.5%; }
body { font: 1.6rem serif; letter-spacing: .2em; margin: 0; }
button, a, p, h2 { color: red !important; text-transform: uppercase; display: none; }
main p { display: block; }
"""
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>City</title>
<link rel="stylesheet" href="/site.css">
<script src="{counter}/widget.js" async {attributes}></script>
</head>
<body><main><p><a id="before" href="#x">before</a></p><p>{words}</p></main></body>
</html>
"""


@contextmanager
def open_site(counter: str, language: str = "ja", attributes: str = "") -> Iterator[str]:
    """The address of a page with the tag of the counter at `counter`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_sheet = self.path == "/site.css"
            page = PAGE.format(counter=counter, language=language, attributes=attributes, words="words " * 600)
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if is_sheet else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(counter=counter))
            self.end_headers()
            self.wfile.write((STYLES if is_sheet else page).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
