"""What is wrong with a field."""

from __future__ import annotations

from typing import Any

from bot.errors import UserError


class Fault(UserError):
    """Shown beside the field as the text `text_key`; `part` is the input in it that is meant, where it has several."""

    def __init__(self, text_key: str, part: str = "", **values: Any) -> None:
        super().__init__(text_key, **values)
        self.part = part
