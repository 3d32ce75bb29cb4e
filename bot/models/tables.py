"""Every table of the house: importing this makes `SQLModel.metadata` whole."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _import_tables() -> None:
    own = [f"bot.models.{path.stem}" for path in sorted(Path(__file__).parent.glob("*.py")) if path.stem != "tables"]
    rooms = [f"handlers.{path.parent.name}.models" for path in sorted((ROOT / "handlers").glob("*/models.py"))]
    knowledge = [f"knowledge.{path.parent.name}.models" for path in sorted((ROOT / "knowledge").glob("*/models.py"))]
    for name in (*own, "knowledge.models", *knowledge, *rooms):
        import_module(name)


_import_tables()
