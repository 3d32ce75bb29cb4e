"""Links in what we show: only schemes that are safe to press, and only in text that was escaped first."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

_SCHEMES = {"http", "https", "tel", "mailto"}
_LINK = re.compile(
    r"(?P<url>https?://[\w/:%#$&?()~.=+\-@!;,*']+)"
    r"|(?<![\w-])(?P<phone>0\d{1,4}-\d{1,4}-\d{3,4}|#\d{4})(?![\w-])",
    re.ASCII,
)
_NOT_AT_END = ".,;:!?'()"


def safe_url(url: str) -> str:
    """The address when it may become a link: http, https, tel, mailto or a path of our own; otherwise empty."""
    if url.startswith("/") and not url.startswith(("//", "/\\")):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        return url if parts.netloc else ""
    return url if parts.scheme in _SCHEMES else ""


def is_elsewhere(url: str) -> bool:
    """Whether a link leads to another page (and so opens in a new tab)."""
    return not url.startswith(("tel:", "mailto:"))


def render_words(text: str, write: Callable[[str], Markup] = escape) -> Markup:
    """Plain text as HTML: everything escaped, web addresses and telephone numbers pressable.

    `write` makes HTML of what is between them.
    """
    pieces, position = [], 0
    for match in _LINK.finditer(text):
        pieces.append(write(text[position : match.start()]))
        pieces.append(_render_link(match))
        position = match.end()
    pieces.append(write(text[position:]))
    return Markup("").join(pieces)


def _render_link(match: re.Match[str]) -> Markup:
    phone = match["phone"]
    if phone:
        return Markup('<a href="tel:{}">{}</a>').format(phone.replace("-", "").replace("#", "%23"), phone)
    url, rest = _split_end(match["url"])
    if not safe_url(url):
        return escape(match["url"])
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>{}').format(url, url, rest)


def _split_end(url: str) -> tuple[str, str]:
    kept = url
    while kept and kept[-1] in _NOT_AT_END and not (kept[-1] == ")" and kept.count("(") >= kept.count(")")):
        kept = kept[:-1]
    return kept, url[len(kept) :]
