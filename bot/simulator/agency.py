"""A stand-in for the weather agency: Atom feeds and telegrams over HTTP, served from the files of a folder.

Whatever lies in the folder is published, in the order in which it came; whoever writes a file there, publishes it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, abort, render_template_string, request
from werkzeug.http import generate_etag

from bot.simulator import AGENCY_PREFIX

NAME = re.compile(r"[\w-]{1,120}\.xml")
FEEDS = ("eqvol", "extra", "regular", "eqvol_l", "extra_l", "regular_l")
EARTH = re.compile(r"_V(XSE|TSE|FVO|YSE|ZSE|ZVO)")
SHORT_LENGTH = 20  # of a feed that is not the long one
FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja"><title>{{ name }}</title><updated>{{ updated }}</updated>
{% for entry in entries %}<entry><title>{{ entry.name }}</title><id>{{ entry.url }}</id>
<updated>{{ entry.updated }}</updated><link type="application/xml" href="{{ entry.url }}"/></entry>
{% endfor %}</feed>"""


class SimulatedAgency:
    """`folder` is made when the first telegram comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def publish(self, code: str, content: bytes, at: datetime, prefecture: str = "200000") -> str:
        """The name of the file, as the agency names one. It is there whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        mark = hashlib.sha256(content).hexdigest()[:6]
        name = f"{at.astimezone(UTC):%Y%m%d%H%M%S%f}-{mark}_0_{code}_{prefecture}.xml"
        half = self.folder / f"{name}.part"
        half.write_bytes(content)
        half.rename(self.folder / name)
        return name

    def list_names(self, feed: str) -> list[str]:
        """The newest first."""
        names = sorted((path.name for path in self.folder.glob("*.xml")), reverse=True)
        wanted = [name for name in names if bool(EARTH.search(name)) == feed.startswith("eqvol")]
        if feed.startswith("regular"):
            return []
        return wanted if feed.endswith("_l") else wanted[:SHORT_LENGTH]


def create_agency_blueprint(agency: SimulatedAgency) -> Blueprint:
    """Conditional requests are answered as by the agency."""
    blueprint = Blueprint("agency", __name__, url_prefix=AGENCY_PREFIX)

    @blueprint.get("/feed/<name>.xml")
    def show_feed(name: str) -> Response:
        if name not in FEEDS:
            abort(404)
        base = f"{request.host_url.rstrip('/')}{AGENCY_PREFIX}/data/"
        entries = [
            {"name": one, "url": base + one, "updated": _updated(agency.folder / one)}
            for one in agency.list_names(name)
        ]
        updated = entries[0]["updated"] if entries else ""
        return _answer(render_template_string(FEED, name=name, entries=entries, updated=updated).encode("utf-8"))

    @blueprint.get("/data/<name>")
    def show_telegram(name: str) -> Response:
        path = agency.folder / name
        if not NAME.fullmatch(name) or not path.is_file():
            abort(404)
        return _answer(path.read_bytes())

    return blueprint


def _updated(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _answer(content: bytes) -> Response:
    response = Response(content, mimetype="application/xml")
    response.set_etag(generate_etag(content))
    response.make_conditional(request)
    return response
