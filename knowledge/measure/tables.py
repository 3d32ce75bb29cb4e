"""A measurement, and the weeks of judgements, as tables in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from knowledge.measure.comparison import Comparison, Turn
from knowledge.measure.evaluate import Measured
from knowledge.measure.intervals import Figure
from knowledge.measure.negatives import Negatives
from knowledge.measure.own import OwnProbability
from knowledge.measure.pages import decimal, percent
from knowledge.measure.slices import SHOWN, slice_cases
from knowledge.measure.summaries import WeekSummary, add_up

LISTED = 10


def show_measured(console: Console, measured: Measured, comparison: Comparison | None) -> None:
    """Figures with their intervals, slices, and what else was asked for."""
    table = _table(f"{measured.evaluation.n} queries", "measure", "value", "95 % interval")
    for name, figure in measured.evaluation.figures.items():
        table.add_row(name, decimal(figure.value), _interval(figure))
    console.print(table)
    slices = _table("slices", "facet", "value", "n", *SHOWN)
    for one in slice_cases(measured.cases, measured.entries):
        slices.add_row(one.facet, one.value or "–", str(one.n), *(decimal(one.figures[name].value) for name in SHOWN))
    console.print(slices)
    if measured.negatives is not None:
        _show_negatives(console, measured.negatives)
    if comparison is not None:
        _show_comparison(console, comparison)


def show_weeks(console: Console, summaries: Sequence[WeekSummary]) -> None:
    """Counts by week; the last column is the share of the direct answers that is right."""
    if not summaries:
        console.print("no sample has been drawn yet")
        return
    names = ("right", "partly", "wrong", "abstained_rightly", "abstained_wrongly", "escalated")
    table = _table(
        "judged by staff", "week", "judged", *(name.replace("_", " ") for name in names), "right of answered"
    )
    for label, one in [*((str(one.week), one) for one in summaries), ("all", add_up(summaries))]:
        share = percent(one.answered_right.value)
        share += f" ({percent(one.answered_right.low)}–{percent(one.answered_right.high)})" if one.answered else ""
        counts = (f"{one.judged}/{one.sampled}", *(str(getattr(one, name)) for name in names))
        table.add_row(label, *counts, share)
    console.print(table)


def show_own(console: Console, fitted: OwnProbability) -> None:
    """The shipped probability beside the city's own."""
    table = _table(f"{fitted.cases} judged first hits", "measure", "shipped", "own, cross-validated")
    for name, value in asdict(fitted.shipped).items():
        table.add_row(name, decimal(value), decimal(getattr(fitted.own, name)))
    console.print(table)
    console.print(f"scale {fitted.correction.scale:.3f}, shift {fitted.correction.shift:+.3f} of the logits")


def _show_negatives(console: Console, negatives: Negatives) -> None:
    table = _table("must not be answered", "category", "n", "answered", "declined")
    for row in [*negatives.categories, negatives.total]:
        table.add_row(row.category or "all", str(row.n), percent(row.answered.value), percent(row.declined.value))
    console.print(table)
    console.print(f"AUROC answerable or not: {decimal(negatives.auroc.value)} {_interval(negatives.auroc)}")


def _show_comparison(console: Console, comparison: Comparison) -> None:
    table = _table(
        f"compared on {comparison.n} queries", "measure", "this", "other", "difference", "95 % interval", "p"
    )
    for name, found in comparison.differences.items():
        values = (decimal(found.this), decimal(found.other), decimal(found.change.value), _interval(found.change))
        table.add_row(name, *values, decimal(found.p))
    console.print(table)
    for title, turns in (("lost", comparison.losses), ("won", comparison.wins)):
        table = _table(f"{title}: {len(turns)}", "query", "text", "other rank", "this rank", "nDCG")
        for turn in turns[:LISTED]:
            table.add_row(turn.query, turn.text, *_ranks(turn), f"{turn.change:+.3f}")
        console.print(table)


def _ranks(turn: Turn) -> tuple[str, str]:
    return str(turn.other_rank or "–"), str(turn.this_rank or "–")


def _interval(figure: Figure) -> str:
    return "" if figure.low is None else f"{decimal(figure.low)} – {decimal(figure.high)}"


def _table(title: str, *headers: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for number, header in enumerate(headers):
        is_name = number == 0 or header in ("value", "text")
        table.add_column(header, justify="left" if is_name else "right", no_wrap=number == 0)
    return table
