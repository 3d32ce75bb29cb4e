"""No Japanese wording in code: what people read is in texts.yml, where every language has it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.guards.sources import ROOT, Findings, list_files, plant, walk

JAPANESE = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f]")
# nlu/ is left out: reading Japanese is its work. What else may hold Japanese, and why.
FOLDERS = ("bot", "knowledge", "handlers", "admin")
# What a language is called in itself is the same in every language.
OWN_NAMES = ("やさしい日本語", "日本語", "中文")
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*|<!--.*?-->|\{#.*?#\}", re.DOTALL)
PAGES_ARE_DATA = "bot/demo_city/"


def check_python(root: Path) -> Findings:
    """Every string in Python but docstrings, which may name a department or a regulation."""
    findings = Findings()
    for path in list_files(root, FOLDERS, ".py"):
        nodes, place = walk(path), path.relative_to(root).as_posix()
        documentation = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documentation:
                continue
            findings.looked_at += 1
            if JAPANESE.search(node.value):
                findings.faults.append(f"{place}:{node.lineno}: {node.value[:40]!r}")
    return findings


def check_pages(root: Path) -> Findings:
    """Every line of templates, scripts and styles."""
    findings = Findings()
    for path in list_files(root, FOLDERS, ".html", ".js", ".css"):
        place = path.relative_to(root).as_posix()
        if place.startswith(PAGES_ARE_DATA):
            continue
        for number, line in enumerate(_without_comments(path).splitlines(), 1):
            findings.looked_at += 1
            for name in OWN_NAMES:
                line = line.replace(name, "")
            if JAPANESE.search(line):
                findings.faults.append(f"{place}:{number}: {line.strip()[:60]}")
    return findings


def _without_comments(path: Path) -> str:
    """The text with its comments blanked out, line for line."""
    return COMMENTS.sub(lambda found: "\n" * found.group().count("\n"), path.read_text("utf-8"))


def test_no_japanese_in_python() -> None:
    check_python(ROOT).expect_none(at_least=1_000)


def test_no_japanese_in_templates_and_scripts() -> None:
    check_pages(ROOT).expect_none(at_least=300)


def test_planted_wording_is_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "handlers/faq/handler.py": '"""Owner: 市民窓口課."""\n\nSORRY = f"{1}件です"\nOK = "a — b"\n',
            "nlu/words.py": 'YES = "はい"\n',
            "bot/demo_city/pages/a.html": "<p>住民票</p>\n",
            "bot/channels/web/templates/web/a.html": "<p>日本語</p>\n<!-- 窓口\n-->\n<p>窓口</p>\n",
        },
    )
    in_python, in_pages = check_python(tmp_path), check_pages(tmp_path)
    assert (in_python.looked_at, in_python.faults) == (2, ["handlers/faq/handler.py:3: '件です'"])
    assert (in_pages.looked_at, in_pages.faults) == (4, ["bot/channels/web/templates/web/a.html:4: <p>窓口</p>"])
