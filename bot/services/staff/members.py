"""Members of staff: made, given roles, disabled, reset. Every change is recorded, and ends what it makes untrue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from bot.errors import NotFound, UserError
from bot.models.staff import EndReason, Role, Staff, StaffGrant, StaffPasskey, StaffRecoveryCode
from bot.services.staff import passwords, sessions
from bot.services.staff.identify import list_grants
from bot.services.staff.principal import WHOLE_CITY, Grant
from bot.services.staff.recording import Acting
from bot.services.staff.signing_in import normalize_login

LOGIN = re.compile(r"[\w.@+-]{2,254}")
LONGEST_NAME = 100


@dataclass(frozen=True)
class Newcomer:
    """Who is to become a member. With a `password_hash` of a temporary password, `must_change_password`."""

    login: str
    name: str
    grants: frozenset[Grant]
    password_hash: str
    must_change_password: bool = True


def create_member(session: Session, newcomer: Newcomer, acting: Acting) -> Staff:
    """Raises UserError for a login that is taken or can't be one, a name that is none, and roles that can't be."""
    login, name = normalize_login(newcomer.login), check_name(newcomer.name)
    if not LOGIN.fullmatch(login):
        raise UserError("admin.login_wrong")
    check_grants(newcomer.grants)
    staff = Staff(
        login=login,
        name=name,
        password_hash=newcomer.password_hash,
        must_change_password=newcomer.must_change_password,
        password_until=acting.now + passwords.TEMPORARY if newcomer.must_change_password else None,
        created_at=acting.now,
    )
    try:
        with session.begin_nested():
            session.add(staff)
    except IntegrityError:
        raise UserError("admin.login_taken") from None
    assert staff.id is not None
    _write_grants(session, staff.id, newcomer.grants)
    new = {"login": login, "name": name, "grants": describe_grants(newcomer.grants)}
    acting.note(session, "created", staff.id, new=new)
    return staff


def change_grants(
    session: Session,
    staff_id: int,
    acting: Acting,
    *,
    add: Iterable[Grant] = (),
    remove: Iterable[Grant] = (),
    but_session: int | None = None,
) -> None:
    """Give and take roles. The member's sessions end, but for the one whose id the caller rotates.

    Raises NotFound, and UserError for roles that can't be and when nobody would be left to administer.
    """
    _lock(session, staff_id)
    old = frozenset(list_grants(session, staff_id))
    wanted = (old | frozenset(add)) - frozenset(remove)
    check_grants(wanted - old)
    if wanted == old:
        return
    if not _administers(wanted):
        _check_someone_else_administers(session, staff_id)
    session.execute(delete(StaffGrant).where(col(StaffGrant.staff_id) == staff_id))
    _write_grants(session, staff_id, wanted)
    sessions.end_all(session, staff_id, EndReason.ROLE_CHANGED, acting.now, but=but_session)
    acting.note(session, "roles_changed", staff_id, describe_grants(old), describe_grants(wanted))


def disable_member(session: Session, staff_id: int, acting: Acting) -> None:
    """Their sessions end at once. Raises NotFound, and UserError when nobody would be left to administer."""
    staff = _lock(session, staff_id)
    if not staff.is_active:
        return
    _check_someone_else_administers(session, staff_id)
    staff.is_active, staff.disabled_at = False, acting.now
    session.add(staff)
    sessions.end_all(session, staff_id, EndReason.DISABLED, acting.now)
    acting.note(session, "disabled", staff_id)


def rename_member(session: Session, staff_id: int, name: str, acting: Acting) -> None:
    """Raises NotFound, and UserError for a name that is none."""
    staff, name = get_member(session, staff_id), check_name(name)
    if name == staff.name:
        return
    old, staff.name = staff.name, name
    session.add(staff)
    acting.note(session, "renamed", staff_id, old, name)


def enable_member(session: Session, staff_id: int, acting: Acting) -> None:
    """They may sign in again, as before. Raises NotFound."""
    staff = get_member(session, staff_id)
    if staff.is_active:
        return
    staff.is_active, staff.disabled_at = True, None
    session.add(staff)
    acting.note(session, "enabled", staff_id)


def reset_member(session: Session, staff_id: int, password_hash: str, acting: Acting) -> None:
    """Whatever they sign in with is gone, and their sessions; the new password must be changed. Raises NotFound."""
    staff = get_member(session, staff_id)
    staff.password_hash, staff.must_change_password = password_hash, True
    staff.password_until = acting.now + passwords.TEMPORARY
    staff.totp_secret, staff.totp_step = None, 0
    session.add(staff)
    for model in (StaffPasskey, StaffRecoveryCode):
        session.execute(delete(model).where(model.staff_id == staff_id))  # type: ignore[arg-type]
    sessions.end_all(session, staff_id, EndReason.RESET, acting.now)
    acting.note(session, "reset", staff_id)


def change_password(session: Session, staff_id: int, password_hash: str, session_id: int, acting: Acting) -> None:
    """A member's own new password; they stay signed in here and nowhere else."""
    staff = get_member(session, staff_id)
    staff.password_hash, staff.must_change_password, staff.password_until = password_hash, False, None
    session.add(staff)
    sessions.end_all(session, staff_id, EndReason.PASSWORD_CHANGED, acting.now, but=session_id)
    acting.note(session, "password_changed", staff_id)


def check_own_password(staff: Staff, current: str, wanted: str) -> str:
    """The hash of a member's new password; slow. Raises UserError."""
    if not passwords.is_right(staff.password_hash, current):
        raise UserError("admin.current_wrong")
    if passwords.is_right(staff.password_hash, wanted):
        raise UserError("admin.password_same")
    passwords.check_password(wanted, (staff.login, staff.name))
    return passwords.hash_password(wanted)


def get_member(session: Session, staff_id: int) -> Staff:
    """Raises NotFound."""
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound(f"no member {staff_id}")
    return staff


def check_name(name: str) -> str:
    """The name on one line. Raises UserError for none, or one that is too long."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UserError("admin.name_wrong", longest=LONGEST_NAME)
    return name


def check_grants(grants: Iterable[Grant]) -> None:
    """Raises UserError for an administrator of one department, and for service staff of no service."""
    for grant in grants:
        if grant.role == Role.ADMINISTRATOR and grant.department != WHOLE_CITY:
            raise UserError("admin.administrator_whole_city")
        if (grant.role == Role.SERVICE) != bool(grant.service):
            raise UserError("admin.service_wanted")


def describe_grants(grants: Iterable[Grant]) -> list[str]:
    """Each on one line, as the audit log and the command line have them: `operator:residents`."""
    return [":".join(filter(None, (grant.role, grant.service, grant.department))) for grant in sorted(grants)]


def has_administrator(session: Session) -> bool:
    """Whether there is anybody who can let others in."""
    return session.exec(select(Staff.id).where(_is_administrator())).first() is not None


def _lock(session: Session, staff_id: int) -> Staff:
    """The member and all administrators are ours until the transaction ends, always in the same order, so that two
    administrators don't shut each other out at the same moment. Raises NotFound."""
    rows = select(Staff).where(or_(col(Staff.id) == staff_id, _is_administrator()))
    session.exec(rows.order_by(col(Staff.id)).with_for_update().execution_options(populate_existing=True)).all()
    return get_member(session, staff_id)


def _check_someone_else_administers(session: Session, staff_id: int) -> None:
    administrators = session.exec(select(Staff.id).where(_is_administrator())).all()
    if list(administrators) == [staff_id]:
        raise UserError("admin.last_administrator")


def _is_administrator() -> ColumnElement[bool]:
    has_role = select(StaffGrant.staff_id).where(StaffGrant.role == Role.ADMINISTRATOR)
    return and_(col(Staff.is_active), col(Staff.id).in_(has_role))


def _administers(grants: Iterable[Grant]) -> bool:
    return any(grant.role == Role.ADMINISTRATOR for grant in grants)


def _write_grants(session: Session, staff_id: int, grants: Iterable[Grant]) -> None:
    for grant in sorted(grants):
        session.add(StaffGrant(staff_id=staff_id, role=grant.role, department=grant.department, service=grant.service))
    session.flush()
