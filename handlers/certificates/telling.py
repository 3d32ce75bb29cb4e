"""Citizens are told that something has changed, and never what."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.texts import Texts
from handlers.certificates.models import Application


def tell_change(
    session: Session, texts: Texts, public_url: str, secret_key: str, application: Application, now: datetime
) -> None:
    """Nothing is said yet: the citizen sees it on the application's own page."""
