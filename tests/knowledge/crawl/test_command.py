"""`madoguchi knowledge crawl URL`, as a script uses it."""

from __future__ import annotations

import json
from pathlib import Path

from bot.db import Database
from tests.knowledge.crawl.site_server import Site
from tests.knowledge.crawl.test_site import fill
from tests.knowledge.test_commands import Around, run


def test_crawl_a_site(database: Database, folder: Path, site: Site, tmp_path: Path) -> None:
    around = Around(database, folder)
    fill(site, 2)
    site.put("/robots.txt", b"User-agent: *\nDisallow: /p1\n", "text/plain")
    rules = tmp_path / "rules.yml"
    rules.write_text(f'"{site.root}/p0": {{content: ["p"]}}', "utf-8")
    options = ("--delay", "0", "--allow-private", "--contact", "web@city.example", "--rules", rules, "--json")
    first = run(around, "crawl", f"{site.root}/", *options)
    data = json.loads(first.stdout)
    assert (data["added"], data["requests"], data["failed"], data["notes"]) == (2, 4, [], [])
    assert data["skipped"] == [{"address": f"{site.root}/p1.html", "reason": "robots.txt forbids"}]
    assert data["changed_urls"] == [f"{site.root}/", f"{site.root}/p0.html"]
    assert f"Skipped: {site.root}/p1.html robots.txt forbids" in first.stderr
    assert "(+web@city.example)" in site.asked[0].headers["User-Agent"]
    assert json.loads(run(around, "crawl", f"{site.root}/", *options).stdout)["not_modified"] == 2


def test_faults_are_one_line(database: Database, folder: Path, site: Site) -> None:
    around = Around(database, folder)
    for words, says in (
        ((f"{site.root}/none", "--allow-private", "--delay", "0"), "/none answers 404"),
        ((f"{site.root}/",), "is on a private machine (127.0.0.1)"),
        ((f"{site.root}/", "--window", "always"), "is no window of time"),
    ):
        result = run(around, "crawl", *words)
        assert (result.exit_code, says in result.stderr.strip().splitlines()[-1]) == (1, True), result.output
        assert "Traceback" not in result.output
