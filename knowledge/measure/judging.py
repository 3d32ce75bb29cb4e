"""Judging in a terminal: one question after the other, one key for each verdict."""

from __future__ import annotations

import click

from bot.clock import utc_now
from bot.db import Database
from bot.errors import NotFound
from knowledge.measure.judgements import find_entry, judge, list_open, verdicts_for
from knowledge.measure.models import KnowledgeJudgement, Verdict
from knowledge.surroundings import Surroundings, open_knowledge

KEYS = {
    "r": Verdict.RIGHT,
    "p": Verdict.PARTLY,
    "w": Verdict.WRONG,
    "a": Verdict.ABSTAINED_RIGHTLY,
    "x": Verdict.ABSTAINED_WRONGLY,
    "e": Verdict.ESCALATED,
    "u": Verdict.UNCLEAR,
}
WORDING = {
    Verdict.RIGHT: "the answer is right",
    Verdict.PARTLY: "the answer is partly right",
    Verdict.WRONG: "the answer is wrong",
    Verdict.ABSTAINED_RIGHTLY: "rightly not answered: the knowledge has no answer",
    Verdict.ABSTAINED_WRONGLY: "wrongly not answered: the knowledge has one",
    Verdict.ESCALATED: "needs a person",
    Verdict.UNCLEAR: "can't tell",
}
FIRST_LETTERS = 300  # of an answer: enough to judge it
FOUND = 5


def judge_open(surroundings: Surroundings, by: str) -> None:
    """Everything that is open, until it is done or the person at the keyboard stops. Each verdict is stored at once."""
    with surroundings.database.read() as session:
        rows = list_open(session)
        session.expunge_all()
    if not rows:
        click.echo("there is nothing to judge")
    for number, row in enumerate(rows, 1):
        _show(surroundings.database, row, f"{number}/{len(rows)}, week of {row.week}")
        verdict = _ask(row)
        if verdict is None:
            return
        if verdict == "":
            continue
        right_id = _ask_right(surroundings) if verdict in (Verdict.WRONG, Verdict.ABSTAINED_WRONGLY) else ""
        _store(surroundings.database, row, Verdict(verdict), by, right_id)


def _show(database: Database, row: KnowledgeJudgement, place: str) -> None:
    click.echo(f"\n{place}")
    click.secho(row.utterance or "", bold=True)
    with database.read() as session:
        for entry_id in [row.shown_id] if row.shown_id else row.offered_ids:
            entry = find_entry(session, entry_id)
            click.echo(f"  [{entry_id}] {entry.title if entry else '(no longer there)'}")
            if entry is not None and row.shown_id:
                click.echo(f"  {entry.text[:FIRST_LETTERS]}")
    if not row.shown_id:
        click.echo("  (candidates were shown)" if row.offered_ids else "  (nothing was shown)")


def _ask(row: KnowledgeJudgement) -> Verdict | str | None:
    """A verdict, "" to leave it for later, None to stop."""
    offered = {key: verdict for key, verdict in KEYS.items() if verdict in verdicts_for(row)}
    for key, verdict in offered.items():
        click.echo(f"  {key}  {WORDING[verdict]}")
    click.echo("  s  later\n  q  stop")
    while True:
        key = click.getchar().lower()
        if key in offered:
            return offered[key]
        if key in ("s", "q"):
            return "" if key == "s" else None


def _ask_right(surroundings: Surroundings) -> str:
    """The id of the entry that would have been right: typed, or chosen among what a search finds; "" for none."""
    while True:
        text = click.prompt(
            "  the right entry: its id, or words to search (empty: none)", default="", show_default=False
        )
        if not text.strip():
            return ""
        with surroundings.database.read() as session:
            entry = find_entry(session, text.strip())
        if entry is not None and entry.active:
            return text.strip()
        found = _search(surroundings, text)
        for number, (entry_id, title) in enumerate(found, 1):
            click.echo(f"  {number}  [{entry_id}] {title}")
        if found:
            number = click.prompt("  its number (0: search again)", type=click.IntRange(0, len(found)), default=0)
            if number:
                return found[number - 1][0]
        else:
            click.echo("  nothing was found")


def _search(surroundings: Surroundings, text: str) -> list[tuple[str, str]]:
    knowledge = open_knowledge(surroundings)
    if not knowledge.is_ready():
        return []
    return [(hit.id, hit.heading or hit.title) for hit in knowledge.search(text, FOUND).hits]


def _store(database: Database, row: KnowledgeJudgement, verdict: Verdict, by: str, right_id: str) -> None:
    try:
        with database.write() as session:
            judge(session, row.id or 0, verdict, by, now=utc_now(), right_id=right_id)
    except NotFound as gone:  # taken back by a colleague meanwhile; the next question is not lost for it
        click.echo(f"  not stored: {gone}")
