"""The two pages: whole, true to the figures, safe against what citizens typed, in every language."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser

from bot.errors import InputFileError
from knowledge.measure.cases import score_cases
from knowledge.measure.comparison import compare
from knowledge.measure.files import RunRow
from knowledge.measure.pages import languages_of
from knowledge.measure.quality import render_quality_page
from knowledge.measure.report import render_report
from knowledge.measure.summaries import WeekSummary
from tests.knowledge.measure.planted import MADE_ON, measured

WEEKS = [WeekSummary(MADE_ON + timedelta(7 * week), 50, 30 - week, week, 8, 2, 10) for week in range(4)]


class Outline(HTMLParser):
    """Tags that are open at the end, and how many there were of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.seen)


def report(language: str = "ja") -> str:
    found = measured()
    other = score_cases(
        {"q0": RunRow(("a",), None, 0.5), "q7": RunRow(("c",), None, 0.1)}, {}, {"q0": {"a": 2}, "q7": {"c": 2}}
    )
    return render_report(found, MADE_ON, name="<script>", comparison=compare(found.cases, other), language=language)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_report_is_whole_and_loads_nothing(language: str) -> None:
    page = report(language)
    outline = Outline(page)
    assert outline.open == []
    assert (outline.count("h1"), outline.count("script"), outline.count("link"), outline.count("img")) == (1, 0, 0, 0)
    drawings = [attributes for tag, attributes in outline.seen if tag == "svg" and attributes.get("role") == "img"]
    assert len(drawings) == 3
    assert all(attributes["aria-label"] for attributes in drawings)
    assert "<b>市税</b>" not in page
    assert "&lt;b&gt;市税&lt;/b&gt;" in page
    assert not re.search(r"nan|None|http://|https://|url\((?!#)", page)


def test_titles_say_the_finding() -> None:
    page, evaluation = report("en"), measured().evaluation
    assert f"AUROC {evaluation.auroc:.3f}" in page
    assert f"It answers {evaluation.answered:.0%} of the queries directly" in page
    assert "The stated confidence is too low" in page
    assert "Of 2 utterances that must not be answered, 50% were" in page
    assert "Weakest is" in page


def test_without_negatives_comparison_or_answers(tmp_path) -> None:
    page = render_report(measured(with_negatives=False), MADE_ON, language="en")
    assert "must not be answered" not in page
    assert "Compared with" not in page
    with pytest.raises(InputFileError, match="ja, en, not in 'fr'"):
        render_report(measured(), MADE_ON, language="fr")


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en", "zh", "ko", "vi"])
def test_the_quality_page_in_every_language(language: str) -> None:
    assert language in languages_of("quality")
    page = render_quality_page(WEEKS, city="<市>", language=language)
    outline = Outline(page)
    assert (outline.open, outline.count("h1"), outline.count("script")) == ([], 1, 0)
    assert outline.seen[0] == ("html", {"lang": "ja" if language == "ja-easy" else language})
    assert "114" in page  # right, of
    assert "120" in page  # answered
    assert "&lt;市&gt;" in page


def test_a_city_that_has_judged_nothing_yet() -> None:
    assert "No questions have been checked yet" in render_quality_page([], language="en")
    only_sampled = render_quality_page([WeekSummary(MADE_ON, 50)], language="en")
    assert "No questions have been checked yet" in only_sampled
    abstained = render_quality_page([WeekSummary(MADE_ON, 5, abstained_rightly=5)], language="en")
    assert "None of the questions checked so far was answered directly" in abstained


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_window(browser: Browser, width: int) -> None:
    for page in (report("en"), render_quality_page(WEEKS, city="見本市")):
        context = browser.new_context(viewport={"width": width, "height": 800})
        tab = context.new_page()
        faults: list[str] = []
        tab.on("console", lambda message, faults=faults: faults.append(message.text))
        tab.set_content(page)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert faults == []
        context.close()
