"""The web channel as one Flask blueprint."""

from __future__ import annotations

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized

from bot.channels.web.counter import WebCounter
from bot.channels.web.origins import allow_sites
from bot.channels.web.page_files import PageFiles
from bot.channels.web.security import add_security_headers
from bot.channels.web.views import ChatViews
from bot.channels.web.widget import WidgetViews


def create_blueprint(counter: WebCounter) -> Blueprint:
    """The page at `/`, the widget's script, messages in and events out under `/chat/`, and files of all of them.

    The application protects the form of `POST /` against forgery (Flask-WTF's `CSRFProtect`). `/chat/messages` and
    `/chat/sessions` ask for no token of that kind, so that scripts may use them: the first takes only JSON, which a
    foreign site can't send with our cookie, and the second looks at no cookie.
    """
    files = PageFiles()
    chat, widget = ChatViews(counter, files), WidgetViews(counter)
    blueprint = Blueprint(
        "web", __name__, template_folder="templates", static_folder="static", static_url_path="/chat/static"
    )
    for method, path, view in (
        ("GET", "/", chat.show_page),
        ("POST", "/", chat.post_form),
        ("POST", "/chat/messages", chat.post_message),
        ("GET", "/chat/events", chat.stream),
        ("GET", "/chat/page.js", files.show_script),
        ("GET", "/chat/page.css", files.show_styles),
        ("GET", "/widget.js", widget.show_widget),
        ("POST", "/chat/sessions", widget.start_session),
        ("GET", "/chat/panel", widget.show_panel),
        ("GET", "/chat/banner", widget.show_banner),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=[method])
    for error in (CSRFError, RequestEntityTooLarge, Unauthorized):
        blueprint.register_error_handler(error, chat.show_error)
    blueprint.after_request(add_security_headers)
    blueprint.after_request(allow_sites(counter.widget_origins))

    def exempt_json(state: BlueprintSetupState) -> None:
        csrf = state.app.extensions.get("csrf")
        if csrf is not None:
            csrf.exempt(chat.post_message)
            csrf.exempt(widget.start_session)

    blueprint.record_once(exempt_json)
    return blueprint
