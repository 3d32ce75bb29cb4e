"""A time for a call as it is chosen on the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.errors import UserError
from bot.forms.contacts import check_phone
from bot.forms.definition import FieldType, FormField
from bot.forms.faults import Fault
from handlers.child_consultation.service.appointments import Kind

_PHONE = FormField(name="phone", type=FieldType.PHONE, required=True, longest=30)


class WrongTime(UserError):
    """`field` has what is wrong."""

    def __init__(self, text_key: str, field: str) -> None:
        super().__init__(text_key)
        self.field = field


def read_time(form: Mapping[str, str]) -> tuple[Kind, datetime, str]:
    """How, when, and the number to call. Raises UserError."""
    kind = Kind.VIDEO if form.get("kind") == Kind.VIDEO else Kind.CALL
    try:
        starts_at = datetime.fromisoformat(form.get("time", ""))
    except ValueError:
        raise WrongTime("public_consultation.wrong_time", "time") from None
    if starts_at.tzinfo is None:
        raise WrongTime("public_consultation.wrong_time", "time")
    if kind == Kind.VIDEO:
        return kind, starts_at, ""
    try:
        phone = check_phone(_PHONE, form.get("phone", "").strip())
    except Fault:
        phone = ""
    if not phone:
        raise WrongTime("public_consultation.wrong_phone", "phone")
    return kind, starts_at, phone
