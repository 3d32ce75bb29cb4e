"""What a crawl refuses: other hosts, private machines, huge pages, traps, what robots.txt forbids."""

from __future__ import annotations

import contextlib
import gzip
import tracemalloc
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from bot.errors import InputFileError, TemporaryFault
from knowledge.crawl.network import is_public
from tests.knowledge.crawl.conftest import Crawl
from tests.knowledge.crawl.site_server import Site

PIECE = b"<p>" + b"x" * 65_530


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: what is refused does not depend on the database."""
    return f"sqlite:///{tmp_path / 'madoguchi.db'}"


def send_endlessly(sent: list[int], pieces: int, packed: bool = False) -> object:
    """Write a page of so many pieces without saying how long it is; `sent` counts bytes until the reader hangs up."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Connection", "close")
        if packed:
            handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        content = gzip.compress(PIECE * pieces) if packed else PIECE
        with contextlib.suppress(OSError):
            for _ in range(1 if packed else pieces):
                handler.wfile.write(content)
                sent.append(len(content))
        handler.close_connection = True

    return write


def test_redirects_within_the_site_are_followed_and_others_refused(crawl: Crawl, site: Site, other_site: Site) -> None:
    site.page("/", "市", "本文", ("/old", "/away", "/inside", "/self", "/a1", "/nowhere"))
    site.page("/new", "新しい", "本文")
    site.redirect("/old", "/new#top")
    site.redirect("/away", f"{other_site.root}/x")
    site.redirect("/inside", "http://169.254.169.254/latest/meta-data")
    site.redirect("/self", "/self")
    site.redirect("/nowhere", "javascript:alert(1)")
    for number in range(1, 8):
        site.redirect(f"/a{number}", f"/a{number + 1}")
    report = crawl()
    assert report.stored.added == 2
    skipped = dict(report.skipped)
    assert skipped.pop(f"{site.root}/away") == f"redirects to another host, {other_site.root}/x"
    assert skipped.pop(f"{site.root}/inside").startswith("redirects to another host, http://169.254.169.254/")
    assert skipped.pop(f"{site.root}/self") == "redirects to itself"
    assert skipped.pop(f"{site.root}/nowhere") == "redirects to what is no web address"
    assert skipped == {f"{site.root}/a6": "is reached by more than 5 redirects"}
    assert other_site.asked == []


def test_redirects_in_a_circle_are_named(crawl: Crawl, site: Site) -> None:
    site.page("/", "市", "本文", ("/a",))
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    assert set(crawl().skipped) == {(f"{site.root}/{name}", "redirects in a circle") for name in "ab"}


def test_private_machines_are_refused_unless_allowed(crawl: Crawl, site: Site) -> None:
    site.page("/", "市", "本文")
    with pytest.raises(InputFileError, match="is on a private machine"):
        crawl(allow_private=False)
    assert site.asked == []


@pytest.mark.parametrize(
    "machine",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::127.0.0.1",
    ],
)
def test_machines_that_are_not_public(machine: str) -> None:
    assert not is_public(machine)
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")


def test_the_checked_machine_is_the_one_that_is_asked(crawl: Crawl, site: Site) -> None:
    """The name is resolved once; a name server that says another machine the next time is not heard."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    port = site.root.rpartition(":")[2]
    named = f"http://city.example:{port}"
    site.page("/", "市", "本文", (f"{named}/a",))
    site.page("/a", "税", "本文")
    site.root = named
    assert crawl(resolve=resolve).stored.added == 2
    assert asked == ["city.example"]
    assert {one.headers["Host"] for one in site.asked} == {f"city.example:{port}"}


def test_one_private_machine_among_public_ones_is_enough(crawl: Crawl, site: Site) -> None:
    with pytest.raises(InputFileError, match=r"private machine \(10\.0\.0\.1\)"):
        crawl(allow_private=False, resolve=lambda *_: ["8.8.8.8", "10.0.0.1"])


def test_a_name_nobody_knows_and_a_closed_port(crawl: Crawl, site: Site) -> None:
    with pytest.raises(TemporaryFault, match="name of its host is not known"):
        crawl(resolve=lambda *_: [])
    site.root = "http://127.0.0.1:9"
    with pytest.raises(TemporaryFault, match="takes no connections"):
        crawl()


def test_fifty_megabytes_are_cut(crawl: Crawl, site: Site) -> None:
    sent: list[int] = []
    site.page("/", "市", "本文", ("/huge", "/said", "/next"))
    site.replies["/huge"] = send_endlessly(sent, 800)  # type: ignore[assignment]
    site.put("/said", PIECE * 100)
    site.page("/next", "次", "本文")
    tracemalloc.start()
    report = crawl()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert dict(report.skipped) == {
        f"{site.root}/huge": "has more than 5,000,000 bytes, and no more are read",
        f"{site.root}/said": f"has {len(PIECE) * 100:,} bytes, at most 5,000,000 are read",
    }
    assert report.stored.added == 2
    assert report.received_bytes < 6_000_000
    assert sum(sent) < 30_000_000  # what the buffers of two sockets took
    assert peak < 40_000_000


def test_a_gzip_bomb_is_cut(crawl: Crawl, site: Site) -> None:
    site.page("/", "市", "本文", ("/bomb",))
    site.replies["/bomb"] = send_endlessly([], 1_000, packed=True)  # type: ignore[assignment]
    report = crawl()
    assert report.skipped == ((f"{site.root}/bomb", "has more than 5,000,000 bytes, and no more are read"),)
    assert report.received_bytes < 1_000_000


def test_an_answer_that_takes_too_long(crawl: Crawl, site: Site) -> None:
    site.page("/", "市", "本文", ("/slow",))
    crawl()
    site.page("/slow", "遅い", "本文")
    with pytest.raises(TemporaryFault, match="takes too long"):
        crawl(most_seconds=-1.0, again=True)


def test_only_pages_and_pdf_are_read(crawl: Crawl, site: Site) -> None:
    site.page("/", "市", "本文", ("/a.jpg", "/data", "/unsaid", "/odd", "/packed", "mailto:a@city.example", "tel:119"))
    site.put("/data", b"{}", "application/json")
    site.put("/unsaid", b"\x00\x01", "application/octet-stream")
    site.put("/odd", b"<h1>a", "text/html", Content_Encoding="br")
    site.put("/packed", gzip.compress("<h1>圧縮</h1><p>本文".encode()), Content_Encoding="gzip")
    report = crawl()
    assert report.stored.added == 2
    assert dict(report.skipped) == {
        f"{site.root}/data": "is application/json, neither HTML nor PDF",
        f"{site.root}/unsaid": "does not say what it is, and is neither HTML nor PDF",
        f"{site.root}/odd": "is packed as br, which was not asked for",
    }
    assert "/a.jpg" not in site.paths()


def test_an_endless_calendar_ends(crawl: Crawl, site: Site) -> None:
    def calendar(handler: BaseHTTPRequestHandler) -> None:
        day = int(handler.path.rpartition("=")[2])
        html = (
            f"<h1>予定 {day}</h1><p>{day}日の予定</p><a href='?day={day + 1}'>次</a><a href='/c/2026/{day:02}/'>月</a>"
        )
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(html.encode())))
        handler.end_headers()
        handler.wfile.write(html.encode())

    site.page("/", "市", "本文", ("/cal?day=1",))
    for day in range(1, 40):
        site.replies[f"/cal?day={day}"] = calendar
    report = crawl(most_alike=12)
    assert report.stored.added == 13
    reasons = dict(report.skipped)
    assert (
        reasons[f"{site.root}/cal?day=*"]
        == "only the first 12 addresses that differ in dates or a query's digits are read"
    )
    assert len([path for path in site.paths() if path.startswith("/c/")]) == 12


def test_links_into_the_depth_end(crawl: Crawl, site: Site) -> None:
    site.page(
        "/", "市", "本文", ("/a/a/a/a/x", "/" + "b/" * 3 + "c/" * 3 + "d/" * 3 + "e/f/g/h/i/j/k", "/" + "z" * 1000)
    )
    reasons = {reason for _, reason in crawl().skipped}
    assert reasons == {
        "leads ever deeper into itself",
        "is more than 15 folders deep",
        "has more than 1,000 characters",
    }
    assert site.paths() == ["/"]
