"""The staff's pages of surveys, for who writes to many and for who lets it out."""

from bot.models.staff import Role
from handlers.surveys.admin.pages import create_blueprint

ROLES = (Role.BROADCASTER, Role.APPROVER)

__all__ = ["ROLES", "create_blueprint"]
