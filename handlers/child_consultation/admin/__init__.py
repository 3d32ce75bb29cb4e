"""The pages of the children's centre's staff."""

from handlers.child_consultation.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
