"""The staff's pages of lectures: which there are, who takes part, who came, and the draw."""

from handlers.lectures.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
