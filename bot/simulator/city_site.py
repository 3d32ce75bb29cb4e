"""The demo city's own site with the widget in its pages: what a city would see after adding the tag."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Blueprint, Response, abort, url_for
from werkzeug.security import safe_join

from bot.simulator import SITE_PREFIX

# As strict as a careful city's own: the widget must live under it.
_POLICY = "default-src 'self'; img-src 'self' https:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_OWN_ADDRESS = re.compile(r'(?<=href=")/(?!/)')


def create_site_blueprint(pages: Path) -> Blueprint:
    """The HTML files of a folder, their links to each other kept below `/simulator/site`."""
    blueprint = Blueprint("city_site", __name__, url_prefix=SITE_PREFIX, static_folder="static/site")

    @blueprint.after_request
    def add_policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    @blueprint.get("/")
    @blueprint.get("/<path:path>")
    def show_page(path: str = "index.html") -> str:
        found = safe_join(str(pages), path)
        if found is None or not path.endswith(".html") or not Path(found).is_file():
            abort(404)
        html = _OWN_ADDRESS.sub(f"{SITE_PREFIX}/", Path(found).read_text("utf-8"))
        styles, script = url_for("city_site.static", filename="site.css"), url_for("web.show_widget")
        tags = f'<link rel="stylesheet" href="{styles}">\n<script src="{script}" async></script>\n'
        return html.replace("</head>", f"{tags}</head>", 1)

    return blueprint
