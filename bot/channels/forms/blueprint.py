"""The forms as one Flask blueprint."""

from __future__ import annotations

from flask import Blueprint, Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import RequestEntityTooLarge

from bot.channels.forms.counter import FormCounter
from bot.channels.forms.desk import ChangedMeanwhile, SentAlready
from bot.channels.forms.posted import PageExpired, check_token, set_limits
from bot.channels.forms.security import make_headers
from bot.channels.forms.verifying import VerifyingViews
from bot.channels.forms.views import FormViews
from bot.errors import NotFound, TemporaryFault

_PAGES = (
    ("", "show_form", ["GET"]),
    ("", "post_form", ["POST"]),
    ("/draft", "post_draft", ["POST"]),
    ("/confirm", "show_confirm", ["GET"]),
    ("/confirm", "post_confirm", ["POST"]),
    ("/done", "show_done", ["GET"]),
    ("/photos/<field>", "show_photo", ["GET"]),
)


def create_blueprint(counter: FormCounter) -> Blueprint:
    """Everything under `/liff/`. Exempt it from the application's CSRF protection: it checks the same token itself,
    after it has allowed for photos, which the application's own limit would refuse."""
    views = FormViews(counter)
    blueprint = Blueprint("forms", __name__, url_prefix="/liff", template_folder="templates", static_folder="static")
    for path in ("", "/"):  # LIFF appends to its endpoint, so that has no slash; who types it may write one
        blueprint.add_url_rule(path, "enter", views.enter, methods=["GET"])
    blueprint.add_url_rule("/session", "begin_session", views.begin_session, methods=["POST"])
    blueprint.add_url_rule("/<name>", "open_link", views.open_link, methods=["GET"])
    blueprint.add_url_rule("/postcodes/<code>", "find_address", views.find_address, methods=["GET"])
    verifying = VerifyingViews(counter)
    blueprint.add_url_rule("/identity/back", view_func=verifying.come_back, methods=["GET"])
    blueprint.add_url_rule("/<name>/<key>/identity", view_func=verifying.show_identity, methods=["GET"])
    blueprint.add_url_rule("/<name>/<key>/identity/go", "leave_to_identity", verifying.leave, methods=["GET"])
    for path, view, methods in _PAGES:
        blueprint.add_url_rule(f"/<name>/<key>{path}", view, getattr(views, view), methods=methods)
    for error, handle in (
        (NotFound, views.show_dead),
        (SentAlready, views.show_sent_already),
        (ChangedMeanwhile, views.show_changed),
        (PageExpired, views.show_expired),
        (RequestEntityTooLarge, views.show_too_large),
        (TemporaryFault, views.show_busy),
        (OperationalError, views.show_busy),
    ):
        blueprint.register_error_handler(error, handle)
    headers = make_headers(counter.liff)

    def guard() -> None:
        set_limits(request)
        if request.method == "POST":
            check_token(request)

    def add_headers(response: Response) -> Response:
        if request.endpoint != "forms.static":
            response.headers.update(headers)
        return response

    blueprint.before_request(guard)
    blueprint.after_request(add_headers)
    return blueprint
