"""The sign-in page, whatever was wrong."""

from __future__ import annotations

from flask import Response, request

from admin.house import AdminHouse
from admin.page import Errors, render


def render_form(
    house: AdminHouse, errors: Errors | None = None, status: int = 200, refused: str | None = None
) -> Response:
    """`errors` stand beside the fields, `refused` (a text key) above them."""
    return render(
        house,
        "sign_in/sign_in.html",
        status,
        errors=errors or {},
        refused=refused,
        login=request.form.get("login", ""),
        next=request.values.get("next", ""),
        knows_passkeys=house.relying_party is not None,
        has_provider=house.identity_provider is not None,
    )
