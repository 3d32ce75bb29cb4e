"""The map's own files, and its template for every page."""

from __future__ import annotations

from flask import Blueprint


def create_blueprint() -> Blueprint:
    """A page's template says `{% import "maps/map.html" as maps with context %}` and `{{ maps.city_map(drawing) }}`."""
    return Blueprint(
        "maps", __name__, template_folder="templates", static_folder="static", static_url_path="/maps-static"
    )
