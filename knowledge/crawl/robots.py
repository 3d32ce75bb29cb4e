"""What a site asks of crawlers: robots.txt, and the same words in a page or its headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protego import Protego

from knowledge.crawl.addresses import clean_address, get_site
from knowledge.crawl.connection import Connections
from knowledge.crawl.network import NoAnswer
from knowledge.crawl.options import NAME

MOST_BYTES = 512_000  # of a robots.txt; RFC 9309 asks for 500 KiB at least
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
FORBIDS = "robots.txt forbids"


@dataclass(frozen=True)
class Wishes:
    """Of a page: not to be found by its text, and that its links are not followed."""

    noindex: bool = False
    nofollow: bool = False


class Robots:
    """The rules of one robots.txt."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text)

    def allows(self, address: str) -> bool:
        return bool(self._rules.can_fetch(address, NAME))

    @property
    def delay_seconds(self) -> float:
        """`Crawl-delay`, or what `Request-rate` comes to; 0 when nothing is asked."""
        rate = self._rules.request_rate(NAME)
        asked = (self._rules.crawl_delay(NAME) or 0, rate.seconds / rate.requests if rate and rate.requests else 0)
        return float(max(asked))

    @property
    def sitemaps(self) -> list[str]:
        return list(self._rules.sitemaps)


def read_robots(connections: Connections, root: str) -> Robots:
    """The rules of the site whose top page is `root`; without a robots.txt all is allowed.

    Raises NoAnswer when the site can't say it now: then nothing of it may be read (RFC 9309).
    """
    address = clean_address("/robots.txt", root)
    for _ in range(MOST_REDIRECTS + 1):
        with connections.get(address) as answer:
            if answer.status == 200:
                return Robots(_read_start(answer.read_pieces()).decode("utf-8-sig", "replace"))
            if answer.status == 429 or answer.status >= 500:
                raise NoAnswer(f"answers {answer.status} when asked for robots.txt")
            answer.drop()
            if answer.status not in REDIRECTS:
                return Robots("")
            address = clean_address(answer.header("Location"), address)
        if not address or get_site(address) != get_site(root):
            return Robots("")
    return Robots("")


def read_wishes(said: str) -> Wishes:
    """Of `X-Robots-Tag` or a meta element: `noindex, nofollow`; with a name, only where it is ours."""
    words: set[str] = set()
    for part in said.lower().split(","):
        name, colon, rest = part.strip().partition(":")
        if not colon:
            words.add(name.strip())
        elif name.strip() in (NAME.lower(), "robots"):
            words.add(rest.strip())
    return Wishes(bool(words & {"noindex", "none"}), bool(words & {"nofollow", "none"}))


def _read_start(pieces: Iterable[bytes]) -> bytes:
    content = b""
    for piece in pieces:
        content += piece
        if len(content) >= MOST_BYTES:
            break
    return content[:MOST_BYTES]
