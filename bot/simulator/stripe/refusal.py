"""How Stripe says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import MadoguchiError


class StripeRefusal(MadoguchiError):
    """An API answer other than success: the status and Stripe's error body."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str = "",
        param: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        error = {"type": kind, "message": message, "code": code, "param": param}
        self.body: dict[str, Any] = {"error": {name: value for name, value in error.items() if value}}


def unknown_parameter(place: str) -> StripeRefusal:
    return StripeRefusal(400, f"Received unknown parameter: {place}", code="parameter_unknown", param=place)


def missing_parameter(place: str) -> StripeRefusal:
    return StripeRefusal(400, f"Missing required param: {place}.", code="parameter_missing", param=place)


def invalid_parameter(place: str, message: str, code: str = "") -> StripeRefusal:
    return StripeRefusal(400, message, code=code, param=place)


def no_such(what: str, id: str, param: str = "id") -> StripeRefusal:
    return StripeRefusal(404, f"No such {what}: '{id}'", code="resource_missing", param=param)


def unexpected_state(message: str, code: str = "", param: str = "") -> StripeRefusal:
    """What was asked can't be done with the object as it is."""
    return StripeRefusal(400, message, code=code, param=param)
