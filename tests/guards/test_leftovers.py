"""What must not stay behind: machine paths, open ends, stray prints, hosts in the locks."""

from __future__ import annotations

import ast
import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.guards.sources import PACKAGES, ROOT, Findings, list_files, plant, walk

TEXT_FILES = (".py", ".md", ".yml", ".toml", ".html", ".js", ".css", ".mako", ".lock", ".csv", ".json", ".txt", "")
LOCKS = ("requirements.lock", "requirements-test.lock")
TOP_FILES = ("Makefile", "Procfile", "pyproject.toml", "README.md", "CHANGELOG.md", *LOCKS)
FOLDERS = (*PACKAGES, "tests", "docs", ".ci")
# In pieces, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.])/" + r"(?:work|root|farm)/")
OPEN_END = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
UNFINISHED = re.compile(r"\bNotImplemented" + r"Error\b")
LOCK_HOST = re.compile(r"://|^\s*-|@ |\.(?:org|com|io)\b")
# A file in which an abstract base says that a subclass must answer, and why it is no protocol.
ABSTRACT_BASES = {
    "bot/dialogue/handler.py": "the base class of all handlers: each says itself how it finishes",
    "bot/dialogue/slots.py": "the base class of all slots: each recognises its own values",
    "bot/dialogue/tracker.py": "the base class of all tracker events: each changes the tracker in its own way",
}
PRINTS_ALLOWED = ("bot/cli.py", "bot/__main__.py")


def check_lines(root: Path, pattern: re.Pattern[str], allowed: dict[str, str]) -> Findings:
    """Every line of every text file of the project."""
    findings = Findings()
    for path in _text_files(root):
        place = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            findings.looked_at += 1
            if pattern.search(line) and place not in allowed:
                findings.faults.append(f"{place}:{number}: {line.strip()[:100]}")
    return findings


def check_prints(root: Path) -> Findings:
    """Every call in our packages; the command line speaks through click."""
    findings = Findings()
    for path in list_files(root, PACKAGES, ".py"):
        place = path.relative_to(root).as_posix()
        for node in walk(path):
            if not isinstance(node, ast.Call):
                continue
            findings.looked_at += 1
            if getattr(node.func, "id", "") == "print" and place not in PRINTS_ALLOWED:
                findings.faults.append(f"{place}:{node.lineno}: print")
    return findings


def check_lock(text: str) -> Findings:
    """Every requirement is a version with hashes; no line names a host, a path or an option of an index."""
    findings = Findings()
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#") or re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}(?: \\)?", line):
            continue
        findings.looked_at += 1
        if LOCK_HOST.search(line) or not re.match(r"[a-z0-9][a-z0-9._-]*==[\w.!+]+ ", line):
            findings.faults.append(f"line {number}: {line[:100]}")
    return findings


def _text_files(root: Path) -> list[Path]:
    at_the_top = (root / name for name in TOP_FILES if (root / name).is_file())
    return [*list_files(root, FOLDERS, *TEXT_FILES), *at_the_top]


def test_no_machine_paths() -> None:
    check_lines(ROOT, MACHINE_PATH, {}).expect_none(at_least=10_000)


def test_no_open_ends() -> None:
    check_lines(ROOT, OPEN_END, {}).expect_none(at_least=10_000)


def test_nothing_is_unfinished() -> None:
    check_lines(ROOT, UNFINISHED, ABSTRACT_BASES).expect_none(at_least=10_000)


def test_no_stray_prints() -> None:
    check_prints(ROOT).expect_none(at_least=2_000)


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_hosts(name: str) -> None:
    check_lock((ROOT / name).read_text("utf-8")).expect_none(at_least=60)


def test_both_locks_agree() -> None:
    pattern = re.compile(r"(?m)^\S+==\S+(?: ; [^\\]+)?")
    run, test = (set(pattern.findall((ROOT / name).read_text("utf-8"))) for name in LOCKS)
    assert len(run) >= 60
    assert run < test


def test_planted_leftovers_are_found(tmp_path: Path) -> None:
    path, word = "/wo" + "rk/main", "TO" + "DO"
    plant(
        tmp_path,
        {
            "bot/a.py": f"print(1)\nPLACE = '{path}'\nURL = 'https://city.example/work/'\n# {word}: later\n",
            "bot/b.py": "def later():\n    raise NotImplemented" + "Error\n",
            "docs/b.md": f"see {path}\n",
            "Makefile": "demo:\n\tcd ~/work\n",
        },
    )
    found = check_lines(tmp_path, MACHINE_PATH, {})
    assert (found.looked_at, found.faults) == (9, [f"bot/a.py:2: PLACE = '{path}'", f"docs/b.md:1: see {path}"])
    assert check_lines(tmp_path, OPEN_END, {}).faults == [f"bot/a.py:4: # {word}: later"]
    assert len(check_lines(tmp_path, UNFINISHED, ABSTRACT_BASES).faults) == 1
    assert check_prints(tmp_path).faults == ["bot/a.py:1: print"]


def test_a_planted_host_in_a_lock_is_found() -> None:
    lock = "--index-url https://mirror.example/simple\nflask==3.1.0 \\\n    --hash=sha256:" + "0" * 64
    lock += "\ncity @ file:///srv/city\nyarl>=1\n    # via -r /srv/requirements.in\n"
    findings = check_lock(lock)
    assert findings.looked_at == 5
    assert [fault.partition(":")[0] for fault in findings.faults] == ["line 1", "line 4", "line 5", "line 6"]


def test_others_code_is_as_it_was_published() -> None:
    """What lies in a folder `vendor` is changed by nobody: each file has the hash that its README says."""
    readmes = list((ROOT / "admin").rglob("vendor/*/README.md"))
    named = [
        (readme.with_name(name), digest)
        for readme in readmes
        for name, digest in re.findall(r"(?m)^\| `([\w.-]+\.js)` \| `([0-9a-f]{64})` \|$", readme.read_text("utf-8"))
    ]
    assert [path for path, digest in named if sha256(path.read_bytes()).hexdigest() != digest] == []
    scripts = {path for readme in readmes for path in readme.parent.glob("*.js")}
    assert {path for path, _ in named} == scripts != set()
