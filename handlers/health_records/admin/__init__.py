"""The staff's pages of health records."""

from handlers.health_records.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
