"""The staff's pages of safety checks."""

from handlers.safety.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
