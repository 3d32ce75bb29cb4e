"""The page on which a city publishes how good its counter's answers are: numbers and a chart, nobody's words."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.measure.models import COUNTED
from knowledge.measure.pages import day_values, render_page
from knowledge.measure.summaries import WeekSummary, add_up


def render_quality_page(
    summaries: Sequence[WeekSummary],
    *,
    city: str = "",
    language: str = "ja",
    others: Sequence[tuple[str, str, str]] = (),
) -> str:
    """HTML, newest week first; weeks of which nothing is judged are left out. `others` are links to the page in other
    languages: address, HTML language, name. Raises InputFileError for a language that it is not worded in."""
    judged = sorted((one for one in summaries if one.judged), key=lambda one: one.week, reverse=True)
    return render_page(
        "quality",
        language,
        city=city,
        others=others,
        weeks=judged,
        day=day_values,
        total=add_up(judged) if judged else None,
        verdicts=[verdict.value for verdict in COUNTED],
    )
