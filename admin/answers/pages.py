"""`/admin/faq`: the city's FAQ."""

from __future__ import annotations

from flask import Blueprint

from admin.answers.editor import Editor
from admin.answers.files import Files
from admin.answers.history import History
from admin.answers.listing import Listing
from admin.answers.owner import Owner
from admin.answers.review import Review
from admin.answers.trials import Trials
from admin.answers.why import Why
from admin.house import AdminHouse
from admin.section import add_routes


def create_blueprint(house: AdminHouse) -> Blueprint:
    blueprint = Blueprint(
        "answers",
        __name__,
        url_prefix="/faq",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    for group in (Listing, Editor, Review, History, Owner, Files, Trials, Why):
        add_routes(blueprint, group(house).routes())
    return blueprint
