"""The staff's page of disasters: what is in force, what came in, what was told and what waits."""

from handlers.disaster.admin.pages import create_blueprint
from handlers.disaster.admin.warnings import list_warnings

__all__ = ["create_blueprint", "list_warnings"]
