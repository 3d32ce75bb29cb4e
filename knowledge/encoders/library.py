"""Whether sentence-transformers, which comes with the extra `[transformers]`, is there."""

from __future__ import annotations

from importlib.util import find_spec

from bot.errors import SetupError


def check_library(needed_by: str) -> None:
    """Raises SetupError, which says how to install it, when it is not. Imports nothing: that would take seconds."""
    if find_spec("sentence_transformers") is None:
        raise SetupError(
            f"{needed_by} needs sentence-transformers: run pip install 'madoguchi[transformers]'"
            " (docs/encoders.md says how to do without CUDA)"
        )
