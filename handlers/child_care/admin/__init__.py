"""The staff's page of what parents are told: how old it is, and the import."""

from handlers.child_care.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
