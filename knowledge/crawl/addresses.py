"""Web addresses: written in one way, within one site, and no endless calendars."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from bot.errors import InputFileError

MOST_CHARACTERS = 1000
MOST_FOLDERS = 15
MOST_REPEATS = 3  # of one folder's name in a path: a link that leads ever deeper into itself
DEFAULT_PORTS = {"http": 80, "https": 443}

# Says who came from where, or holds the visit; the page is the same.
_TRACKING = re.compile(
    r"(?:(?:utm_\w+|fbclid|gclid|dclid|yclid|msclkid|mc_[ce]id|_ga|_gl|jsessionid|phpsessid|aspsessionid\w*|"
    r"asp\.net_sessionid|sessionid|session_id|cfid|cftoken)(?:=.*)?|sid=[0-9a-z]{16,})",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|tiff?|css|js|json|xml|rss|ics|csv|txt|zip|lzh|gz|tar|7z|exe|dmg|apk|"
    r"mp[34]|m4[av]|wav|wma|wmv|avi|mov|webm|ogg|docx?|dotx?|xlsx?|xlsm|pptx?|odt|ods|odp|rtf|jtdc?|jtd|woff2?|ttf|"
    r"eps|ai|psd|dwg|dxf|sfc|shp|kmz?|geojson)$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:[-_./]?(?:0[1-9]|1[0-2]|[1-9](?!\d))(?:[-_./]?(?:0[1-9]|[12]\d|3[01]|[1-9](?!\d)))?)?(?!\d)"
)


@dataclass(frozen=True)
class Site:
    """One host with its port; the standard ports of http and https are one."""

    host: str
    port: int

    def covers(self, address: str) -> bool:
        """Whether a clean address is on this site."""
        return get_site(address) == self


def clean_address(address: str, base: str = "") -> str:
    """As all links to one page are written, without fragment, tracking and session; empty for what is no web page."""
    try:
        url = parse_url(urljoin(base, re.sub(r"[\t\r\n\x00]", "", address.strip())))
    except (LocationParseError, ValueError):
        return ""
    if url.scheme not in DEFAULT_PORTS or not url.host or url.auth:
        return ""
    port = None if url.port == DEFAULT_PORTS[url.scheme] else url.port
    path = _PATH_SESSION.sub("", url.path or "/")
    return Url(scheme=url.scheme, host=url.host, port=port, path=path, query=_clean_query(url.query)).url


def get_address(text: str) -> str:
    """A given address, clean. Raises InputFileError."""
    address = clean_address(text)
    if not address or len(address) > MOST_CHARACTERS:
        raise InputFileError(f"{text[:200]} is not a web address that can be crawled")
    return address


def get_site(address: str) -> Site:
    """The site of a clean address."""
    url = parse_url(address)
    port = url.port or DEFAULT_PORTS[url.scheme or "http"]
    return Site(url.host or "", DEFAULT_PORTS["https"] if port in DEFAULT_PORTS.values() else port)


def site_root(address: str) -> str:
    """The address of the site's top page."""
    return urljoin(address, "/")


def is_file(address: str) -> bool:
    """Whether the name says that it is neither a page nor a PDF."""
    return bool(_FILE.search(parse_url(address).path or ""))


def find_trap(address: str) -> str:
    """Why an address looks like one of endlessly many; empty when it does not."""
    folders = [folder for folder in (parse_url(address).path or "").split("/") if folder]
    if len(address) > MOST_CHARACTERS:
        return f"has more than {MOST_CHARACTERS:,} characters"
    if len(folders) > MOST_FOLDERS:
        return f"is more than {MOST_FOLDERS} folders deep"
    if folders and max(Counter(folders).values()) > MOST_REPEATS:
        return "leads ever deeper into itself"
    return ""


def find_pattern(address: str) -> str:
    """What addresses have in common that differ only in dates or in the digits of their query; empty without any."""
    url = parse_url(address)
    path = _DATE.sub("*", url.path or "/")
    if url.query is None and path == url.path:
        return ""
    query = sorted(re.sub(r"\d+", "*", part) for part in (url.query or "").split("&"))
    return f"{Url(url.scheme, None, url.host, url.port).url}{path}" + (f"?{'&'.join(query)}" if url.query else "")


def _clean_query(query: str | None) -> str | None:
    parts = [part for part in (query or "").split("&") if part and not _TRACKING.fullmatch(part)]
    return "&".join(parts) or None
