"""The living FAQ from a terminal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import click
import pytest
from click.testing import CliRunner, Result

from bot.db import Database
from knowledge.commands import OneLineErrors
from knowledge.living.check import check_living
from knowledge.living.commands import COMMANDS
from knowledge.sources.pages import SavedPage
from tests.knowledge.living.city import SITE, html, make_faq, publish, store


@dataclass
class Around:
    database: Database


@click.group(cls=OneLineErrors)
def knowledge() -> None:
    pass


for command in COMMANDS:
    knowledge.add_command(command)


def run(database: Database, *words: str) -> Result:
    return CliRunner().invoke(knowledge, list(words), obj=Around(database))


def page(fee: str) -> SavedPage:
    return html("a.html", f"<h1>住民票</h1><h2>手数料</h2><p>住民票の写しは、1通{fee}です。</p>")


@pytest.fixture
def changed(database: Database) -> Database:
    """An answer whose page says another fee since."""
    store(database, make_faq("fee", "手数料は。", "1通300円です。", url=f"{SITE}a.html", department="市民窓口課"))
    publish(database, page("300円"))
    check_living(database, date(2026, 11, 24))
    publish(database, page("350円"))
    return database


def test_check_and_tasks(changed: Database) -> None:
    report = json.loads(run(changed, "check", "--json").stdout)
    assert (report["changed"], report["tasks_opened"]) == ({"fee": "withheld"}, 1)
    shown = run(changed, "tasks").stdout
    assert "住民票の写しは、1通[-300-]{+350+}円です。" in shown
    assert "no longer so: 300円" in shown
    assert shown.strip().endswith("open: 1")
    (task,) = json.loads(run(changed, "tasks", "--json").stdout)
    assert (task["faq_id"], task["state"], task["kind"]) == ("fee", "withheld", "facts_changed")
    assert json.loads(run(changed, "tasks", "--department", "環境課", "--json").stdout) == []


def test_check_for_people(changed: Database) -> None:
    shown = run(changed, "check", "--changed", f"{SITE}a.html").stdout
    assert "outcomes: facts_changed 1" in shown
    assert "  fee: withheld" in shown


def test_colours_for_a_terminal(changed: Database) -> None:
    run(changed, "check")
    shown = CliRunner().invoke(knowledge, ["tasks"], obj=Around(changed), color=True).stdout
    assert "\x1b[31m[-300-]\x1b[0m\x1b[32m{+350+}\x1b[0m" in shown


def test_evidence_confirm_reject(changed: Database) -> None:
    run(changed, "check")
    (held,) = json.loads(run(changed, "evidence", "fee", "--json").stdout)
    assert held["text"] == "住民票の写しは、1通300円です。"
    assert "手数料" in run(changed, "evidence", "fee").stdout
    assert run(changed, "confirm", "fee", "--until", "2099-03-31").stdout == "fee: current\n"
    (held,) = json.loads(run(changed, "evidence", "fee", "--json").stdout)
    assert (held["text"], held["status"]) == ("住民票の写しは、1通350円です。", "confirmed")
    assert run(changed, "reject", str(held["id"])).stdout == f"{held['id']}: rejected\n"


def test_dismiss(database: Database) -> None:
    store(database, make_faq("1", "手数料は。", "300円です。"), make_faq("2", "手数料は。", "400円です。"))
    run(database, "check")
    (task,) = json.loads(run(database, "tasks", "--json").stdout)
    assert run(database, "dismiss", str(task["id"])).exit_code == 0
    assert json.loads(run(database, "tasks", "--json").stdout) == []


def test_a_fault_is_one_line(changed: Database) -> None:
    for words in (["confirm", "none"], ["dismiss", "99"], ["reject", "99"], ["evidence", "none"]):
        result = run(changed, *words)
        assert (result.exit_code, len(result.stderr.strip().splitlines())) == (1, 1)
        assert "Traceback" not in result.output
