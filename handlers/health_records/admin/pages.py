"""`/admin/health_records`: for the staff of this service."""

from __future__ import annotations

from flask import Blueprint

from admin.house import AdminHouse
from admin.section import add_routes
from handlers.health_records.admin.due_routes import list_due_routes
from handlers.health_records.admin.record_pages import list_record_routes
from handlers.health_records.admin.session_routes import list_session_routes

ROOM = "health_records"


def create_blueprint(house: AdminHouse) -> Blueprint:
    blueprint = Blueprint(ROOM, __name__, url_prefix=f"/{ROOM}", template_folder="templates", static_folder="static")
    add_routes(blueprint, list_record_routes(house))
    add_routes(blueprint, list_due_routes(house))
    add_routes(blueprint, list_session_routes(house))
    return blueprint
