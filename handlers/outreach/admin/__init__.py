"""The staff's pages of outreach lectures: who asks for one, and what is agreed on."""

from handlers.outreach.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
