"""`/admin/surveys`: ask many, see what comes back, publish it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import render
from admin.section import add_routes
from bot.errors import NotFound
from handlers.surveys.admin.acts import ActPages
from handlers.surveys.admin.desk import Desk
from handlers.surveys.admin.export import ExportPages
from handlers.surveys.admin.opinion_pages import OpinionPages
from handlers.surveys.admin.show import ShowPages
from handlers.surveys.admin.writing import WritingPages
from handlers.surveys.service.questions import ROOM


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For broadcasters; approvers read what they let out."""
    blueprint = Blueprint(
        ROOM,
        __name__,
        url_prefix="/surveys",
        template_folder="templates",
    )
    desk = Desk(house)
    show, writing, acts, opinions = ShowPages(desk), WritingPages(desk), ActPages(desk), OpinionPages(desk)
    exports, one = ExportPages(desk), "/<int:survey_id>"
    add_routes(
        blueprint,
        (
            ("GET", "", show.show_list),
            ("GET", "/new", writing.show_new),
            ("POST", "/new", writing.create),
            ("GET", one, show.show),
            ("GET", f"{one}/edit", writing.show_edit),
            ("POST", f"{one}/edit", writing.change),
            ("POST", f"{one}/hand-in", acts.hand_in),
            ("POST", f"{one}/delete", acts.delete),
            ("POST", f"{one}/extend", acts.extend),
            ("POST", f"{one}/close", acts.close),
            ("POST", f"{one}/publish", acts.publish),
            ("GET", f"{one}/texts", show.show_texts),
            ("POST", f"{one}/texts/<int:text_id>", acts.show_text),
            ("GET", f"{one}/opinions/<int:opinion_id>", opinions.show_opinion),
            ("POST", f"{one}/opinions/<int:opinion_id>", opinions.reply),
            ("GET", f"{one}/answers.csv", exports.export_csv),
            ("GET", f"{one}/answers.json", exports.export_json),
        ),
    )

    def show_missing(_: NotFound) -> ResponseReturnValue:
        return render(house, "admin/missing.html", 404)

    blueprint.register_error_handler(NotFound, show_missing)
    return blueprint
