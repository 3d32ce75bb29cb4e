"""Signing in with login and password."""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass, field

from sqlmodel import Session, select

from bot.db import Database
from bot.errors import UserError
from bot.models.staff import SignInMethod, Staff
from bot.services.staff import passwords, sessions
from bot.services.staff.recording import Acting
from bot.services.staff.sessions import Browser
from bot.services.staff.slow_down import Guessing

log = logging.getLogger(__name__)

LONGEST_LOGIN = 254  # an address of mail may be one


@dataclass(frozen=True)
class Typed:
    """What stands in the sign-in form."""

    login: str
    password: str = field(repr=False)


def normalize_login(typed: str) -> str:
    """A login as it is stored, however it was typed."""
    return unicodedata.normalize("NFKC", typed[: LONGEST_LOGIN * 2]).strip().casefold()[:LONGEST_LOGIN]


def find_by_login(session: Session, login: str) -> Staff | None:
    return session.exec(select(Staff).where(Staff.login == normalize_login(login))).first()


def sign_in(database: Database, typed: Typed, browser: Browser, acting: Acting) -> str:
    """The id of a new session. Raises UserError, the same whether the login exists, is disabled or the password is
    wrong, and others while one has to wait and for a temporary password that is too old."""
    guessing = Guessing(database.vault.fingerprint, normalize_login(typed.login), browser.address)
    with database.write() as session:
        guessing.count(session, acting.now)
    with database.read() as session:
        found = find_by_login(session, typed.login)
        staff_id, known = (found.id, found.password_hash) if found else (None, "")
    # Slow on purpose, and so outside of any transaction.
    is_right = passwords.is_right(known, typed.password)
    with database.write() as session:
        staff = session.get(Staff, staff_id or 0)
        # Read again: it may have been disabled or reset while the password was being checked.
        if staff is not None and is_right and staff.is_active and staff.password_hash == known:
            guessing.forgive(session, acting.now)
            if staff.must_change_password and staff.password_until and staff.password_until <= acting.now:
                raise UserError("admin.password_late")
            return enter(session, staff, SignInMethod.PASSWORD, browser, acting)
        acting.note(session, "sign_in_failed", staff_id or 0)
    log.warning("a sign-in of staff %s was refused", staff_id or "unknown")
    raise UserError("admin.sign_in_wrong")


def enter(
    session: Session, staff: Staff, method: SignInMethod, browser: Browser, acting: Acting, is_second: bool = False
) -> str:
    """Begin a session for somebody who has proved who they are; its id."""
    key = sessions.begin(session, staff, method, browser, acting.now, is_second)
    assert staff.id is not None
    acting.by(staff.id, staff.name).note(session, "signed_in", staff.id, new={"method": method})
    return key
