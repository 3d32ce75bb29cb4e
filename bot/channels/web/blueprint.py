"""The web channel as one Flask blueprint."""

from __future__ import annotations

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

from bot.channels.web.counter import WebCounter
from bot.channels.web.page_files import PageFiles
from bot.channels.web.security import add_security_headers
from bot.channels.web.views import ChatViews


def create_blueprint(counter: WebCounter) -> Blueprint:
    """`GET /`, `POST /`, `POST /chat/messages`, `GET /chat/events` and the page's files under `/chat/static/`.

    The application protects the form of `POST /` against forgery (Flask-WTF's `CSRFProtect`). `/chat/messages` asks
    for no token, so that scripts may use it: it takes only JSON, which a foreign site can't send with our cookie.
    """
    files = PageFiles()
    views = ChatViews(counter, files)
    blueprint = Blueprint(
        "web", __name__, template_folder="templates", static_folder="static", static_url_path="/chat/static"
    )
    blueprint.add_url_rule("/", "show_page", views.show_page, methods=["GET"])
    blueprint.add_url_rule("/", "post_form", views.post_form, methods=["POST"])
    blueprint.add_url_rule("/chat/page.js", "show_script", files.show_script, methods=["GET"])
    blueprint.add_url_rule("/chat/page.css", "show_styles", files.show_styles, methods=["GET"])
    blueprint.add_url_rule("/chat/messages", "post_message", views.post_message, methods=["POST"])
    blueprint.add_url_rule("/chat/events", "stream", views.stream, methods=["GET"])
    blueprint.register_error_handler(CSRFError, views.show_error)
    blueprint.register_error_handler(RequestEntityTooLarge, views.show_error)
    blueprint.after_request(add_security_headers)

    def exempt_json(state: BlueprintSetupState) -> None:
        csrf = state.app.extensions.get("csrf")
        if csrf is not None:
            csrf.exempt(views.post_message)

    blueprint.record_once(exempt_json)
    return blueprint
