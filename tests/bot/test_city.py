"""The city's facts: which sites may show the chat."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.city import load_city
from bot.errors import SetupError
from bot.settings import DEMO_CITY


def write_city(folder: Path, **changes: object) -> Path:
    """A folder with the demo city's facts and these changes."""
    facts = yaml.safe_load((DEMO_CITY / "city.yml").read_text("utf-8"))
    (folder / "city.yml").write_text(yaml.safe_dump({**facts, **changes}, allow_unicode=True), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("website", "origin"),
    [
        ("https://www.city.midorino.example/", "https://www.city.midorino.example"),
        ("https://WWW.city.midorino.example:443/index.html", "https://www.city.midorino.example"),
        ("http://city.example:8080", "http://city.example:8080"),
    ],
)
def test_the_citys_own_site_may_show_the_chat(tmp_path: Path, website: str, origin: str) -> None:
    assert load_city(write_city(tmp_path, website=website)).chat_origins == (origin,)


def test_a_city_may_name_its_sites(tmp_path: Path) -> None:
    sites = ["https://www.city.midorino.example", "https://kosodate.midorino.example"]
    assert load_city(write_city(tmp_path, widget_origins=sites)).chat_origins == tuple(sites)


@pytest.mark.parametrize("site", ["www.city.example", "https://city.example/", "*", "https://City.example", ""])
def test_a_site_that_no_browser_would_name_so_is_refused(tmp_path: Path, site: str) -> None:
    with pytest.raises(SetupError, match=r"city\.yml: widget_origins: .*write it as a browser does"):
        load_city(write_city(tmp_path, widget_origins=[site]))
