"""What a site answered; its content is read in pieces and never further than allowed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime

import urllib3
from urllib3.exceptions import HTTPError

from bot.clock import utc_now
from knowledge.crawl.network import NoAnswer, Refused

PIECE = 32_768
ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/pdf")
UNSAID_TYPES = ("", "application/octet-stream", "binary/octet-stream")


@dataclass(frozen=True)
class Fetched:
    """A page as it came."""

    content: bytes
    media_type: str
    charset: str


class Answer:
    """`is_whole` once all of the content was read."""

    def __init__(self, response: urllib3.BaseHTTPResponse, deadline: float) -> None:
        self._response = response
        self._deadline = deadline
        self.status = response.status
        self.is_whole = response.status in (204, 304)
        said = Message()
        said["Content-Type"] = self.header("Content-Type")
        self.media_type = said.get_content_type().lower() if self.header("Content-Type") else ""
        self.charset = said.get_content_charset("")

    def header(self, name: str) -> str:
        """A header's value without letters that no header has; empty when it is missing or absurdly long."""
        value = str(self._response.headers.get(name, ""))
        return value if value.isprintable() and len(value) <= 2000 else ""

    def read_pause(self) -> float:
        """Seconds for which the site wants to be left alone (`Retry-After`)."""
        value = self.header("Retry-After").strip()
        if value.isdigit():
            return float(value[:6])
        try:
            return max(0.0, (parsedate_to_datetime(value) - utc_now()).total_seconds())
        except (TypeError, ValueError):
            return 0.0

    def read_page(self, most_bytes: int) -> Fetched:
        """Raises Refused when it is no page or has more bytes, NoAnswer when it breaks off."""
        if self.media_type not in PAGE_TYPES + UNSAID_TYPES:
            raise Refused(f"is {self.media_type}, neither HTML nor PDF")
        length = self.header("Content-Length")
        if length.isdigit() and int(length[:18]) > most_bytes:
            raise Refused(f"has {int(length[:18]):,} bytes, at most {most_bytes:,} are read")
        content = bytearray()
        for piece in self.read_pieces():
            content += piece
            if len(content) > most_bytes:
                raise Refused(f"has more than {most_bytes:,} bytes, and no more are read")
        return Fetched(bytes(content), self._page_type(content), self.charset)

    def read_pieces(self) -> Iterator[bytes]:
        """The content, unpacked. Raises Refused for an unknown packing, NoAnswer when it breaks off or is too slow."""
        encoding = self.header("Content-Encoding").strip().lower()
        if encoding not in ENCODINGS:
            raise Refused(f"is packed as {encoding[:40]}, which was not asked for")
        try:
            for piece in self._response.stream(PIECE, decode_content=True):
                yield piece
                if time.monotonic() > self._deadline:
                    raise NoAnswer("takes too long to answer")
        except urllib3.exceptions.TimeoutError:
            raise NoAnswer("does not answer in time") from None
        except HTTPError:
            raise NoAnswer("broke off its answer") from None
        self.is_whole = True

    def drop(self) -> None:
        """Read the rest if there is little of it, so that the connection can be used again."""
        length = self.header("Content-Length")
        if length.isdigit() and int(length[:18]) <= PIECE:
            for _ in self.read_pieces():
                pass

    def _page_type(self, content: bytearray) -> str:
        if self.media_type in PAGE_TYPES:
            return self.media_type
        if content[:1024].lstrip().startswith(b"%PDF-"):
            return "application/pdf"
        if not self.media_type and content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return "text/html"
        raise Refused("does not say what it is, and is neither HTML nor PDF")
