"""The staff's pages of reports: incidents on the map and as a list, one with all that tells of it, and figures."""

from handlers.reports.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
