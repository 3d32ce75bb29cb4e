"""LINE's own rules, made from its specification, where they are beside the repository."""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path
from types import ModuleType

SHARED = Path(__file__).resolve().parents[1] / "../shared"
VALIDATOR = SHARED / "tools/validate_line.py"


def load_line_rules() -> ModuleType | None:
    """`validate(method, path, body, headers)` is in it; None where the file is not."""
    if not VALIDATOR.exists():
        return None
    spec = importlib.util.spec_from_file_location("validate_line", VALIDATOR)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves the specification's files to be closed
        module.index()
    return module
