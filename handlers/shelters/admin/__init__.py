"""The staff's pages of shelters: opening and closing, how full they are, the import."""

from handlers.shelters.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
