"""Files that are put together at start and then only sent: packed, and again only when they have changed."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass

from flask import Request, Response


@dataclass(frozen=True)
class Asset:
    """A text with its type; `version` is the same as long as the text is."""

    body: bytes
    packed: bytes
    version: str
    mimetype: str

    @classmethod
    def of(cls, text: str, mimetype: str) -> Asset:
        body = text.encode()
        return cls(body, gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:16], mimetype)

    def answer(self, request: Request, max_age: int) -> Response:
        """The file, gzipped for those who take that, or 304."""
        is_packed = request.accept_encodings.quality("gzip") > 0
        response = Response(self.packed if is_packed else self.body, mimetype=self.mimetype)
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = f"public, max-age={max_age}"
        # Sites that isolate themselves load only what says that it may be loaded.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.vary.add("Accept-Encoding")
        response.set_etag(self.version, weak=True)  # one for both forms
        response.make_conditional(request)
        return response
