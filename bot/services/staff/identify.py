"""Who sends a request: the session's id becomes a member with what they may do from where they are."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, exists, select

from bot.city import StaffRules
from bot.models.staff import Role, SignInMethod, Staff, StaffGrant, StaffPasskey, StaffSession
from bot.services.staff import sessions
from bot.services.staff.principal import Awaited, Grant, SignedIn


def identify(session: Session, key: str, address: str, rules: StaffRules, now: datetime) -> SignedIn | None:
    """The member whose session has this id; None when it has ended, or they were disabled."""
    found = sessions.find_open(session, sessions.hash_key(key), now)
    if found is None:
        return None
    row, staff = found
    assert staff.id is not None and row.id is not None
    grants = list_grants(session, staff.id)
    here = tuple(grant for grant in grants if rules.allows(grant.role, address))
    return SignedIn(
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        language=staff.language,
        session_id=row.id,
        key_hash=row.key_hash,
        seen_at=row.seen_at,
        proved_at=row.proved_at or row.created_at,
        address=address,
        grants=here,
        elsewhere=tuple(sorted({grant.role for grant in grants} - {grant.role for grant in here})),
        has_second_factor=row.second_factor_at is not None,
        awaits=_find_awaited(session, row, staff, {grant.role for grant in grants}, rules),
    )


def list_grants(session: Session, staff_id: int) -> tuple[Grant, ...]:
    """A member's roles, in one order."""
    rows = session.exec(select(StaffGrant).where(StaffGrant.staff_id == staff_id))
    return tuple(sorted(Grant(Role(row.role), row.department, row.service) for row in rows))


def has_second_factor(session: Session, staff: Staff) -> bool:
    """Whether the member has set one up."""
    passkey = select(exists().where(col(StaffPasskey.staff_id) == staff.id))
    return staff.totp_secret is not None or bool(session.scalar(passkey))


def _find_awaited(
    session: Session, row: StaffSession, staff: Staff, roles: set[Role], rules: StaffRules
) -> Awaited | None:
    """A second factor comes before a new password, so that a password alone never sets one where there is more."""
    is_shown, has_one = row.second_factor_at is not None, has_second_factor(session, staff)
    if has_one and not is_shown:
        return Awaited.SECOND_FACTOR
    if staff.must_change_password and row.method == SignInMethod.PASSWORD:
        return Awaited.NEW_PASSWORD
    if not is_shown and rules.wants_second_factor(roles):
        return Awaited.SECOND_FACTOR_SETUP
    return None
