"""What public pages do with what is posted to them: room for a photo, and a refusal that is never a fault of ours."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.exceptions import HTTPException
from wtforms import ValidationError

MOST_BYTES_TYPED = 8 * 1024 * 1024
Error = TypeVar("Error", bound=Exception)


def make_room(blueprint: Blueprint, most_bytes: int, unchecked: Container[str] = ()) -> None:
    """So many bytes may be posted, since a photo that is too large is read through and answered in words. The token of
    a form is checked here, as the application's own check would read the form before there is room for it. `unchecked`
    are views whose callers sign what they send."""

    def check() -> None:
        request.max_content_length, request.max_form_memory_size = most_bytes, MOST_BYTES_TYPED
        view = (request.endpoint or "").rpartition(".")[2]
        if request.method != "POST" or view in unchecked or not current_app.config.get("WTF_CSRF_ENABLED", True):
            return
        try:
            validate_csrf(request.form.get("csrf_token"))
        except ValidationError as error:
            raise CSRFError from error

    def take_over(state: Any) -> None:
        app: Flask = state.app
        if (csrf := app.extensions.get("csrf")) is not None:
            csrf.exempt(blueprint)

    blueprint.before_request(check)
    blueprint.record_once(take_over)


def answer_refusals(handle: Callable[[Error], ResponseReturnValue]) -> Callable[[Error], ResponseReturnValue]:
    """For what is to handle an error: nobody handles what a handler itself aborts with, and 404 would become 500."""

    @wraps(handle)
    def answer(error: Error) -> ResponseReturnValue:
        try:
            return handle(error)
        except HTTPException as refused:
            return current_app.handle_http_exception(refused)

    return answer
