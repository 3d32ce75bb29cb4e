"""The lists beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml

HERE = Path(__file__).parent


@cache
def load_data(name: str) -> Any:
    """What `<name>.yml` holds; read once."""
    return parse_yaml((HERE / f"{name}.yml").read_text("utf-8"))
