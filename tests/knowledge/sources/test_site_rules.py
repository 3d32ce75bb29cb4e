"""A city's own selectors: for an address or the beginning of one, checked before the first page is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SetupError
from knowledge.sources.pages import SavedPage, extract_page
from knowledge.sources.site_rules import DEFAULT, choose_site_rules, read_site_rules

WRITTEN = """
https://www.city.example/:
  content: ["#honbun"]
  noise: [".kanren"]
  title: [".daimei"]
https://www.city.example/library/:
  department: ["#kan"]
"""
PAGE = "<div class=daimei>税</div><div id=honbun><p>本文</p><p class=kanren>関連</p><nav>x</nav></div><main>別</main>"


@pytest.fixture
def rules_file(tmp_path: Path) -> Path:
    path = tmp_path / "sites.yml"
    path.write_text(WRITTEN, "utf-8")
    return path


def test_a_page_is_read_by_its_sites_rules(rules_file: Path) -> None:
    rules = read_site_rules(rules_file)
    saved = SavedPage("https://www.city.example/tax.html", PAGE.encode())
    page = extract_page(saved, choose_site_rules(rules, saved.address))
    assert (page.title, [chunk.text for chunk in page.chunks]) == ("税", ["本文"])


def test_the_longest_beginning_counts_and_what_is_not_named_is_as_shipped(rules_file: Path) -> None:
    rules = read_site_rules(rules_file)
    library = choose_site_rules(rules, "https://www.city.example/library/a.html")
    assert library.department == ("#kan",)
    assert library.content == DEFAULT.content
    assert choose_site_rules(rules, "https://other.example/") == DEFAULT
    assert rules["https://www.city.example/"].noise == (*DEFAULT.noise, ".kanren")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("- a", "expected web addresses"),
        ("www.city.example: {content: [main]}", "www.city.example: has to be a web address"),
        ("https://a.example: [main]", "https://a.example: expected some of accordions, content"),
        ("https://a.example: {body: [main]}", "'body' is not one of"),
        ("https://a.example: {content: main}", "content has to be a list of CSS selectors"),
        ("https://a.example: {content: [1]}", "content has to be a list of CSS selectors"),
        ("https://a.example: {noise: ['div[[']}", "noise: 'div[[' is not a CSS selector"),
        ("a: [", "can't be read"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, written: str, says: str) -> None:
    path = tmp_path / "sites.yml"
    path.write_text(written, "utf-8")
    with pytest.raises(SetupError) as fault:
        read_site_rules(path)
    assert says in str(fault.value)
    assert str(path) in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="can't be read"):
        read_site_rules(tmp_path / "none.yml")
