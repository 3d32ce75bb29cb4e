"""Links LINE to the city's own account, by LINE's flow.

1. `begin`: the counter has a link token from LINE and sends the citizen to our sign-in page with it.
2. `sign_in`: the citizen signed in; the token is used up, and a nonce bound to the account is made for LINE.
3. `complete`: LINE says who came with the nonce; only the citizen who was given the token is linked.

Tokens and nonces are stored as fingerprints. What is unknown, used, too old or somebody else's is refused and logged.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.services.account_marks import make_mark
from handlers.account.models import AccountLink, AttemptState, LinkAttempt

log = logging.getLogger(__name__)

TOKEN_LIFE = timedelta(minutes=10)  # LINE's own
NONCE_LIFE = timedelta(minutes=10)
NONCE_BYTES = 32
ATTEMPTS_KEPT = timedelta(days=1)  # so that what comes again is known as used


class Refusal(StrEnum):
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    FOREIGN = "foreign"  # another citizen came with it
    FAILED = "failed"  # LINE says so


class NotLinked(Exception):
    """`reason` says why a token or nonce was not taken."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Keeper:
    """Knows tokens, nonces and accounts again without keeping them."""

    secret_key: str

    def fingerprint(self, what: str, value: str) -> str:
        """64 hex digits, bound to the secret key and to what the value is."""
        return make_mark(self.secret_key, what, value)


def begin(session: Session, keeper: Keeper, conversation_id: int, link_token: str, now: datetime) -> None:
    """Remember to whom LINE's link token was given; old attempts of the citizen go."""
    old = col(LinkAttempt.issued_at) < now - ATTEMPTS_KEPT
    session.execute(delete(LinkAttempt).where(col(LinkAttempt.conversation_id) == conversation_id, old))
    session.add(
        LinkAttempt(
            conversation_id=conversation_id,
            token_fingerprint=keeper.fingerprint("token", link_token),
            issued_at=now,
        )
    )


def get_attempt(session: Session, keeper: Keeper, link_token: str, now: datetime) -> LinkAttempt:
    """The attempt of a link token that may still be used, locked. Raises NotLinked."""
    own = LinkAttempt.token_fingerprint == keeper.fingerprint("token", link_token)
    attempt = session.exec(lock_attempt(select(LinkAttempt).where(own))).first()
    if attempt is None:
        raise _refuse("token", Refusal.UNKNOWN)
    if attempt.state != AttemptState.ISSUED:
        raise _refuse("token", Refusal.USED, attempt)
    if now - attempt.issued_at >= TOKEN_LIFE:
        raise _refuse("token", Refusal.EXPIRED, attempt)
    return attempt


def sign_in(session: Session, keeper: Keeper, link_token: str, account: str, now: datetime) -> str:
    """Use the link token up and bind the account to a new nonce, which is returned. Raises NotLinked."""
    attempt = get_attempt(session, keeper, link_token, now)
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    attempt.state, attempt.account, attempt.signed_in_at = AttemptState.SIGNED_IN, account, now
    attempt.nonce_fingerprint = keeper.fingerprint("nonce", nonce)
    return nonce


def complete(
    session: Session, keeper: Keeper, conversation_id: int, nonce: str, *, is_ok: bool, now: datetime
) -> AccountLink:
    """Link the citizen who came with a nonce to the account that it is bound to; `is_ok` is LINE's word.

    The nonce is used up whatever happens. Raises NotLinked; what was changed before is to be kept.
    """
    own = LinkAttempt.nonce_fingerprint == keeper.fingerprint("nonce", nonce)
    attempt = session.exec(lock_attempt(select(LinkAttempt).where(own))).first()
    if attempt is None:
        raise _refuse("nonce", Refusal.UNKNOWN, conversation_id=conversation_id)
    account, signed_in_at = attempt.account, attempt.signed_in_at
    if account is None or signed_in_at is None:
        raise _refuse("nonce", Refusal.USED, attempt, conversation_id)
    attempt.state, attempt.account = AttemptState.REFUSED, None
    if attempt.conversation_id != conversation_id:
        raise _refuse("nonce", Refusal.FOREIGN, attempt, conversation_id)
    if now - signed_in_at >= NONCE_LIFE:
        raise _refuse("nonce", Refusal.EXPIRED, attempt, conversation_id)
    if not is_ok:
        raise _refuse("nonce", Refusal.FAILED, attempt, conversation_id)
    attempt.state = AttemptState.LINKED
    return _link(session, keeper, conversation_id, account, now)


def find_link(session: Session, conversation_id: int) -> AccountLink | None:
    """The account this citizen is linked to."""
    return session.exec(select(AccountLink).where(AccountLink.conversation_id == conversation_id)).first()


def unlink(session: Session, conversation_id: int) -> bool:
    """End the link and whatever is on its way to one; False when there was no link."""
    session.execute(delete(LinkAttempt).where(col(LinkAttempt.conversation_id) == conversation_id))
    own = col(AccountLink.conversation_id) == conversation_id
    ended = session.execute(delete(AccountLink).where(own).returning(col(AccountLink.id))).first()
    return ended is not None


def lock_attempt(statement: SelectOfScalar[LinkAttempt]) -> SelectOfScalar[LinkAttempt]:
    """Keep the attempt until the transaction ends, so that a token or nonce that comes twice at once counts once."""
    return statement.with_for_update()


def _link(session: Session, keeper: Keeper, conversation_id: int, account: str, now: datetime) -> AccountLink:
    """The newest link counts: the account's with another LINE ends, and so does the citizen's with another account."""
    fingerprint = keeper.fingerprint("account", account)
    same = (col(AccountLink.conversation_id) == conversation_id) | (col(AccountLink.account_fingerprint) == fingerprint)
    for ended in session.execute(delete(AccountLink).where(same).returning(col(AccountLink.conversation_id))):
        log.info("account link of conversation %s ends: there is a newer one", ended[0])
    link = AccountLink(conversation_id=conversation_id, account=account, account_fingerprint=fingerprint, linked_at=now)
    session.add(link)
    session.flush()
    return link


def _refuse(what: str, reason: Refusal, attempt: LinkAttempt | None = None, conversation_id: int = 0) -> NotLinked:
    log.warning(
        "account link refused: %s %s, attempt %s of conversation %s, brought by conversation %s",
        what,
        reason,
        attempt.id if attempt else "-",
        attempt.conversation_id if attempt else "-",
        conversation_id or "-",
    )
    return NotLinked(reason)
