"""How LINE says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import MadoguchiError

RATE_LIMITED = "The API rate limit has been exceeded. Try again later."
QUOTA_USED_UP = "You have reached your monthly limit."


class Refusal(MadoguchiError):
    """An API answer other than success: the status and LINE's error body."""

    def __init__(
        self,
        status: int,
        message: str,
        details: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"message": message, **more}
        if details:
            self.body["details"] = list(details)


def body_refusal(problems: Sequence[tuple[str, str]]) -> Refusal:
    """400 for (property, message) pairs found in a request body."""
    details = [{"message": message, "property": place} for place, message in problems[:20]]
    return Refusal(400, f"The request body has {len(problems)} error(s)", details)


def not_found() -> Refusal:
    return Refusal(404, "Not found")
