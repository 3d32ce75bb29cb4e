"""Proposals, measurements, versions and disagreements as tables in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.clock import TOKYO
from bot.models.learning import NluVersion
from bot.services.learning.differences import Disagreement, Summary
from bot.services.learning.proposals import Proposal
from bot.services.learning.takeover import Measured
from nlu.learning.comparison import count_right


def show_proposals(console: Console, proposals: Sequence[Proposal]) -> None:
    """One line each; its number is what `accept` and `reject` take."""
    table = _table(f"proposed: {len(proposals)}", "id", "said", "text", "intent", "why", "last")
    for one in proposals:
        why = one.reason.replace("_", " ")
        table.add_row(str(one.id), f"{one.times}×", Text(one.text), one.intent or "?", why, _day(one.said_at))
    console.print(table)


def show_measured(console: Console, measured: Measured) -> None:
    """The model in service beside the candidate, intent by intent."""
    table = _table("held-out sentences", "intent", "sentences", "right: in service", "candidate")
    before, after = count_right(measured.before), count_right(measured.after)
    for intent, (right, n) in before.items():
        table.add_row(intent, str(n), str(right), str(after[intent][0]))
    table.add_section()
    right_in_all = (str(sum(right for right, _ in counts.values())) for counts in (before, after))
    table.add_row("all", str(sum(n for _, n in before.values())), *right_in_all)
    for name, words in (("wrong_confident", "wrong but confident"), ("refused", "refused though meant for us")):
        table.add_row(words, "", str(measured.before[name]), str(measured.after[name]))
    console.print(table)


def show_versions(console: Console, versions: Sequence[NluVersion], serving: NluVersion | None) -> None:
    """`all` are its examples; the figures are those of the day it was made, on the sentences held out then."""
    headers = ("", "name", "made", "all", "accepted", "right", "wrong", "refused")
    table = _table(f"versions: {len(versions)}; → is in service; wrong: sure of it; refused: out of scope", *headers)
    for one in versions:
        figures = one.figures
        table.add_row(
            "→" if one is serving else "",
            one.name,
            _day(one.made_at),
            str(one.examples),
            str(len(one.example_ids)),
            f"{figures['right']}/{figures['n']}",
            str(figures["wrong_confident"]),
            f"{figures['out_of_scope_refused']}/{figures['out_of_scope']}",
        )
    console.print(table)


def show_summary(console: Console, summary: Summary) -> None:
    """How often they agree, and the pairs of intents on which they don't."""
    if summary.rate is None:
        console.print("nothing has been compared; is MADOGUCHI_SHADOW set, and does the scheduler run?")
        return
    console.print(f"compared {summary.compared}, agreed {summary.agreed} ({summary.rate:.0%})")
    table = _table(f"disagreed {summary.compared - summary.agreed}", "n", "answered", "beside")
    for pair in summary.pairs:
        table.add_row(str(pair.n), f"{pair.engine}: {pair.intent}", f"{pair.shadow}: {pair.shadow_intent}")
    console.print(table)


def show_disagreements(console: Console, found: Sequence[Disagreement]) -> None:
    """The newest first; `inbox` is the number under which the log knows the utterance."""
    table = _table("the newest", "inbox", "said", "answered", "beside", "text")
    for one in found:
        answered = f"{one.intent} {one.confidence:.2f}"
        beside = f"{one.shadow_intent} {one.shadow_confidence:.2f}"
        table.add_row(str(one.inbox_id), _day(one.at), answered, beside, Text(one.text))
    console.print(table)


def _day(moment: datetime) -> str:
    return str(moment.astimezone(TOKYO).date())


def _table(title: str, *headers: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table
