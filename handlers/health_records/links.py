"""Signed links from a conversation whose LINE is linked with an account: the first of the three proofs, and no more.
Each is used once, within half an hour, and as long as the very same account is linked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from bot.services.account_marks import make_mark

SALT = "health_records"
LIFE = timedelta(minutes=30)
WHAT = "health link"  # a mark of its own, so that it is found in no other table


@dataclass(frozen=True)
class PageLink:
    """`mark` says which account it was when the link was made, without naming it."""

    conversation_id: int
    mark: str
    made_at: datetime

    def is_of(self, secret_key: str, account: str) -> bool:
        return bool(account) and secrets.compare_digest(self.mark, make_mark(secret_key, WHAT, account))


def sign_page_link(secret_key: str, conversation_id: int, account: str, now: datetime) -> str:
    mark = make_mark(secret_key, WHAT, account)
    return str(URLSafeSerializer(secret_key, salt=SALT).dumps([conversation_id, mark, now.isoformat()]))


def read_page_link(secret_key: str, token: str, now: datetime) -> PageLink | None:
    """None when it is forged, damaged or too old."""
    try:
        conversation_id, mark, made_at = URLSafeSerializer(secret_key, salt=SALT).loads(token)
    except BadSignature:
        return None
    link = PageLink(conversation_id, mark, datetime.fromisoformat(made_at))
    return link if link.made_at <= now < link.made_at + LIFE else None
