"""Every section's list of acts: one form, and no act twice."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.services.audit.actions import check_action
from tests.guards.sources import ROOT, Findings, list_modules, parse, plant

FORM = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")


def check_lists(root: Path) -> Findings:
    """Every subclass of `Action`, wherever it stands."""
    findings = Findings()
    seen: dict[str, str] = {}
    for name, path in list_modules(root).items():
        for act in _list_acts(path):
            findings.looked_at += 1
            if not FORM.fullmatch(act):
                findings.faults.append(f"{name}: {act!r} is not written area.done")
            if act in seen:
                findings.faults.append(f"{name}: {act!r} is in {seen[act]} too")
            seen[act] = name
    return findings


def _list_acts(path: Path) -> list[str]:
    lists = [
        node
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "Action" for base in node.bases)
    ]
    return [
        str(line.value.value)
        for found in lists
        for line in found.body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
    ]


def test_acts_have_one_form_and_one_place() -> None:
    check_lists(ROOT).expect_none(at_least=4)


def test_planted_acts_are_found(tmp_path: Path) -> None:
    lists = {
        "admin/one.py": 'class One(Action):\n    DONE = "one.done"\n    ODD = "odd"\n',
        "admin/two.py": 'class Two(Action):\n    DONE = "one.done"\n',
    }
    assert check_lists(plant(tmp_path, lists)).faults == [
        "admin.one: 'odd' is not written area.done",
        "admin.two: 'one.done' is in admin.one too",
    ]


def test_an_act_in_no_list_is_refused() -> None:
    check_action("conversation.viewed")
    with pytest.raises(ValueError, match="in no list of acts"):
        check_action("conversation.eaten")
