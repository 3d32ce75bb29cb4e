"""Small by default: files, functions, and the typical file."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

from tests.guards.sources import PACKAGES, ROOT, Findings, list_files, plant, walk

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
MEDIAN_LINES_OF_A_FILE = 100
# A longer function, and why it may be: `path:name`, a reason.
LONG_FUNCTIONS: dict[str, str] = {}
# What is generated or somebody else's, and why it is as long as it is.
LONG_FILES: dict[str, str] = {}


def check_files(root: Path) -> Findings:
    """Code and pages; wording and the demo city's pages are data."""
    findings = Findings()
    for path in list_files(root, (*PACKAGES, "tests"), ".py", ".js", ".css"):
        findings.looked_at += 1
        place, lines = path.relative_to(root).as_posix(), count_lines(path)
        if lines > MOST_LINES_OF_A_FILE and place not in LONG_FILES:
            findings.faults.append(f"{place} has {lines} lines")
    return findings


def check_functions(root: Path, allowed: dict[str, str]) -> Findings:
    """Every function and method from `def` to its last line; migrations are generated."""
    findings = Findings()
    for path in list_files(root, (*PACKAGES, "tests"), ".py"):
        place = path.relative_to(root).as_posix()
        if place.startswith("bot/migrations/versions/"):
            continue
        for node in walk(path):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            findings.looked_at += 1
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION and not allowed.get(f"{place}:{node.name}"):
                findings.faults.append(f"{place}:{node.name} has {lines} lines")
    return findings


def count_lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_is_long() -> None:
    check_files(ROOT).expect_none(at_least=150)


def test_no_function_is_long() -> None:
    check_functions(ROOT, LONG_FUNCTIONS).expect_none(at_least=1000)


def test_the_typical_file_is_short() -> None:
    sizes = [count_lines(path) for path in list_files(ROOT, PACKAGES, ".py") if path.name != "__init__.py"]
    assert len(sizes) >= 100
    assert median(sizes) <= MEDIAN_LINES_OF_A_FILE


def test_planted_long_things_are_found(tmp_path: Path) -> None:
    long_function = "def short():\n    pass\n\n\nclass A:\n    def long(self):\n" + "        pass\n" * 50
    plant(tmp_path, {"bot/a.py": long_function, "bot/static/b.js": ";\n" * 401, "tests/c.py": "\n" * 400})
    files, functions = check_files(tmp_path), check_functions(tmp_path, {})
    assert (files.looked_at, files.faults) == (3, ["bot/static/b.js has 401 lines"])
    assert (functions.looked_at, functions.faults) == (2, ["bot/a.py:long has 51 lines"])
    assert not check_functions(tmp_path, {"bot/a.py:long": "a flat list"}).faults


def test_the_list_of_exceptions_is_not_outdated() -> None:
    tight = check_functions(ROOT, {}).faults
    assert {fault.partition(" has ")[0] for fault in tight} == set(LONG_FUNCTIONS)
