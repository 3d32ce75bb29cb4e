"""Procfile, Makefile and locks fit what the project is."""

from __future__ import annotations

import os
import re
import tomllib

import click
import pytest
from packaging.requirements import Requirement

from bot.cli import cli
from tests.guards.sources import ROOT, Findings

PROCESSES = ("release", "web", "worker", "scheduler")
TARGETS = ("demo", "test", "lint", "fmt", "bench", "migration", "lock", "help")


def check_procfile(procfile: str) -> Findings:
    """Every process is a command of ours, with options it has."""
    findings = Findings()
    for line in procfile.splitlines():
        findings.looked_at += 1
        name, _, command = line.partition(": ")
        program, *words = command.split()
        known = cli.commands.get(words[0]) if words else None
        options = {option for parameter in known.params for option in parameter.opts} if known else set[str]()
        if program != "madoguchi" or not isinstance(known, click.Command):
            findings.faults.append(f"{name}: no command {command}")
        elif unknown := {word for word in words if word.startswith("--")} - options:
            findings.faults.append(f"{name}: {words[0]} has no option {', '.join(sorted(unknown))}")
    return findings


def check_lock(requirements: list[str], lock: str) -> Findings:
    """Every requirement has a locked version that fits it."""
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"(?m)^([a-z0-9._-]+)==(\S+)", lock):
        versions.setdefault(name, []).append(version)
    findings = Findings()
    for requirement in map(Requirement, requirements):
        findings.looked_at += 1
        locked = versions.get(requirement.name.lower().replace("_", "-"), [])
        if not locked or not all(requirement.specifier.contains(version, prereleases=True) for version in locked):
            findings.faults.append(f"{requirement} has {locked or 'nothing'} in the lock; run `make lock`")
    return findings


def test_procfile_starts_what_there_is() -> None:
    procfile = (ROOT / "Procfile").read_text("utf-8")
    check_procfile(procfile).expect_none(at_least=4)
    assert tuple(re.findall(r"(?m)^(\w+):", procfile)) == PROCESSES


def test_every_target_says_what_it_is_for() -> None:
    explained = re.findall(r"(?m)^(\w+):.*? ## .+", (ROOT / "Makefile").read_text("utf-8"))
    assert sorted(explained) == sorted(TARGETS)


@pytest.mark.parametrize(("lock", "extra"), [("requirements.lock", ""), ("requirements-test.lock", "test")])
def test_locks_have_what_the_project_wants(lock: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    wanted += project["project"]["optional-dependencies"][extra] if extra else []
    check_lock(wanted, (ROOT / lock).read_text("utf-8")).expect_none(at_least=20)


def test_ci_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_planted_faults_are_found() -> None:
    findings = check_procfile("web: madoguchi serve --loud --port 80\nqueue: madoguchi queue\nworker: celery worker\n")
    assert findings.looked_at == 3
    assert findings.faults == [
        "web: serve has no option --loud",
        "queue: no command madoguchi queue",
        "worker: no command celery worker",
    ]
    locked = check_lock(["flask>=3", "PyYAML>=7", "yarl"], "flask==3.1.0 \\\npyyaml==6.0 \\\n    --hash=sha256:0\n")
    assert locked.looked_at == 3
    assert [fault.partition(" has ")[0] for fault in locked.faults] == ["PyYAML>=7", "yarl"]
