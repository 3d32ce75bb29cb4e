"""`madoguchi knowledge check | tasks | evidence | confirm | reject | dismiss`: the living FAQ from a terminal."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click

from bot.clock import TOKYO, tokyo_today
from knowledge.living.check import check_living
from knowledge.living.differences import Change
from knowledge.living.staff import confirm_answer, dismiss_task, reject_evidence
from knowledge.living.worklist import OpenTask, list_held_passages, list_open_tasks
from knowledge.surroundings import Surroundings

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output.")
DAY = click.DateTime(["%Y-%m-%d"])
# Signs as well as colours: what is piped or printed has no colours.
_SHOWN = {
    Change.SAME: ("", "", None),
    Change.REMOVED: ("[-", "-]", "red"),
    Change.ADDED: ("{+", "+}", "green"),
}


@click.command()
@click.option("--changed", "changed", multiple=True, metavar="URL", help="Only answers that rest on this page.")
@AS_JSON
@click.pass_obj
def check(surroundings: Surroundings, changed: tuple[str, ...], as_json: bool) -> None:
    """Compare every answer with the page it rests on: mark, withhold, expire; open and close tasks."""
    report = check_living(surroundings.database, tokyo_today(), changed or None).to_json()
    if as_json:
        _echo_json(report)
        return
    for name, value in report.items():
        if name == "changed":
            value = len(value)
        click.echo(f"{name}: {_counts(value) if isinstance(value, dict) else value}")
    for faq_id, state in report["changed"].items():
        if state in ("stale", "withheld", "expired"):
            click.echo(f"  {faq_id}: {state}")


@click.command()
@click.option("--department", default="", help="Only this department's.")
@AS_JSON
@click.pass_obj
def tasks(surroundings: Surroundings, department: str, as_json: bool) -> None:
    """Open tasks, the oldest first, with what was [-removed-] from the page and what was {+added+}."""
    found = list_open_tasks(surroundings.database, department)
    if as_json:
        _echo_json([task.to_json() for task in found])
        return
    for task in found:
        _show_task(task)
    click.echo(f"open: {len(found)}")


@click.command()
@click.argument("faq_id")
@AS_JSON
@click.pass_obj
def evidence(surroundings: Surroundings, faq_id: str, as_json: bool) -> None:
    """The passages an answer rests on, as they were when it was linked or confirmed."""
    found = list_held_passages(surroundings.database, faq_id)
    if as_json:
        _echo_json([passage.to_json() for passage in found])
        return
    for passage in found:
        click.secho(f"{passage.id}  {passage.status}  {passage.url}", bold=True)
        click.echo(f"{passage.heading}\n{_indent(passage.text)}")


@click.command()
@click.argument("faq_id")
@click.option("--until", type=DAY, help="Its new last day (2027-03-31).")
@click.pass_obj
def confirm(surroundings: Surroundings, faq_id: str, until: datetime | None) -> None:
    """The answer is true as it stands: it is served again, and rests on its page as that is now."""
    state = confirm_answer(surroundings.database, faq_id, tokyo_today(), until.date() if until else None)
    click.echo(f"{faq_id}: {state}")


@click.command()
@click.argument("evidence_id", type=int)
@click.pass_obj
def reject(surroundings: Surroundings, evidence_id: int) -> None:
    """The answer does not rest on this passage (its number is in `evidence`)."""
    reject_evidence(surroundings.database, evidence_id, tokyo_today())
    click.echo(f"{evidence_id}: rejected")


@click.command()
@click.argument("task_id", type=int)
@click.pass_obj
def dismiss(surroundings: Surroundings, task_id: int) -> None:
    """Nothing has to be done about two like answers, or a last day."""
    dismiss_task(surroundings.database, task_id)
    click.echo(f"{task_id}: dismissed")


COMMANDS = (check, tasks, evidence, confirm, reject, dismiss)


def _show_task(task: OpenTask) -> None:
    opened: date = task.opened_at.astimezone(TOKYO).date()
    click.secho(f"{task.id}  {task.kind}  {task.faq_id} ({task.state})  {task.question}", bold=True)
    click.echo("  " + "  ".join(str(fact) for fact in (task.department, opened, task.url) if fact))
    if task.facts:
        click.echo("  no longer so: " + ", ".join(fact["text"] for fact in task.facts))
    click.echo(_indent("".join(_show_segment(**segment) for segment in task.difference)))


def _show_segment(change: str, text: str) -> str:
    before, after, colour = _SHOWN[Change(change)]
    return click.style(f"{before}{text}{after}", fg=colour) if colour else text


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "0"


def _echo_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
