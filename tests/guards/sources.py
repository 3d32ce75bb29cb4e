"""What the guards read: the project's files, or those of a small planted project."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOREIGN = {"__pycache__", "node_modules", "vendor"}  # `vendor`: others' code, as it was published
PACKAGES = ("bot", "nlu", "knowledge", "handlers", "admin")


@dataclass
class Findings:
    """How many things a guard looked at, and what was wrong with some."""

    looked_at: int = 0
    faults: list[str] = field(default_factory=list)

    def expect_none(self, at_least: int) -> None:
        """Fail on a fault, and on a guard that looked at fewer things than there surely are."""
        assert not self.faults, "\n".join(["", *self.faults])
        assert self.looked_at >= at_least, f"looked at {self.looked_at} things only"


@dataclass(frozen=True)
class Import:
    line: int
    module: str


def list_files(root: Path, folders: tuple[str, ...], *suffixes: str) -> list[Path]:
    """All files of ours below these folders with one of these suffixes."""
    found = (path for folder in folders for path in (root / folder).rglob("*") if path.is_file())
    return sorted(path for path in found if path.suffix in suffixes and not _FOREIGN & set(path.parts))


def name_module(root: Path, path: Path) -> str:
    """The dotted name, a package's being that of its folder."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def list_modules(root: Path, folders: tuple[str, ...] = PACKAGES) -> dict[str, Path]:
    """Every module below these folders by its dotted name."""
    return {name_module(root, path): path for path in list_files(root, folders, ".py")}


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def walk(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module; each guard walks through all of them."""
    return tuple(ast.walk(parse(path)))


def list_imports(path: Path, name: str, modules: dict[str, Path]) -> list[Import]:
    """Everything a module imports, wherever in it: `from a import b` is `a.b` where that is a module."""
    imports = []
    for line, target in _list_targets(path, name):
        known = target if target in modules else target.rpartition(".")[0]
        imports.append(Import(line, known if known in modules else target))
    return imports


@cache
def _list_targets(path: Path, name: str) -> tuple[tuple[int, str], ...]:
    is_package = path.stem == "__init__"
    nodes = (node for node in walk(path) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call))
    return tuple((node.lineno, target) for node in nodes for target in _targets(node, name, is_package))


def _targets(node: ast.AST, name: str, is_package: bool) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parts = name.split(".")
            parts = parts[: len(parts) - node.level + is_package]
            base = ".".join([*parts, base] if base else parts)
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("import_module", "__import__") and isinstance(node.args[0].value, str):
            yield node.args[0].value


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write a small project; the keys are paths, the values what is in them."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")
    return root
