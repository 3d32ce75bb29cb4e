"""The staff's pages of certificates: the queue, one application, what goes out of the house, the figures."""

from handlers.certificates.admin.pages import create_blueprint

__all__ = ["create_blueprint"]
