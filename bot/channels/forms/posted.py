"""What a page of a form posts, read with care."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Request, current_app
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from bot.forms.checking import read_typed
from bot.forms.definition import FieldType, Form
from bot.forms.faults import Fault
from bot.forms.photos import MOST_BYTES, Photo, read_photo

# Well above one photo, so that one that is too large is read through and answered beside its field.
MOST_BYTES_POSTED = 4 * MOST_BYTES
MOST_BYTES_TYPED = 8 * 1024 * 1024


class PageExpired(Exception):
    """The page was made for another session; nothing of it was taken."""


@dataclass(frozen=True)
class Posted:
    """`action` says which button was pressed; `photos` are those that came, by field."""

    action: str
    typed: dict[str, str]
    photos: dict[str, Photo | None] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)


def set_limits(request: Request) -> None:
    """Before anything of the request is read."""
    request.max_content_length = MOST_BYTES_POSTED
    request.max_form_memory_size = MOST_BYTES_TYPED


def check_token(request: Request) -> None:
    """The page's own token, in the form or, from a script, in the header. Raises PageExpired."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
    except ValidationError as error:
        raise PageExpired from error


def read_posted(request: Request, form: Form) -> Posted:
    """The typed words as they are, the photos opened and written anew; slow where there is one."""
    photos: dict[str, Photo | None] = {}
    faults: dict[str, Fault] = {}
    action = request.form.get("action", "")
    for one in form.fields:
        file = request.files.get(one.name) if one.type is FieldType.PHOTO else None
        if action == f"remove.{one.name}":
            photos[one.name] = None
        elif file is not None and file.filename:
            try:
                photos[one.name] = read_photo(file.stream.read(MOST_BYTES + 1))
            except Fault as fault:
                faults[one.name] = fault
    return Posted(action, read_typed(form, request.form), photos, faults)
