"""`/admin/second-factor`: between the password and everything else."""

from __future__ import annotations

from dataclasses import dataclass

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.factors import challenge
from admin.factors.fresh import is_fresh
from admin.house import AdminHouse
from admin.page import Errors, Words, render
from admin.visit import HOME, act, current_staff, give_key, is_safe_next
from bot.errors import UserError
from bot.services.staff import factors, passkeys, passwords, sessions
from bot.services.staff.identify import has_second_factor
from bot.services.staff.members import get_member
from bot.services.staff.principal import Awaited
from bot.services.staff.slow_down import Guessing


@dataclass(frozen=True)
class CheckPages:
    """For who has shown one factor and has another."""

    house: AdminHouse

    def show_check(self) -> ResponseReturnValue:
        """A field for a code, a button for a passkey."""
        member = current_staff()
        if member.awaits != Awaited.SECOND_FACTOR and is_fresh(member, self.house.clock()):
            return redirect(self._find_next(), 303)
        return self._render()

    def take_code(self) -> ResponseReturnValue:
        """A code of the app, or a recovery code."""
        member, acting = current_staff(), act(self.house)
        fingerprint = self.house.database.vault.fingerprint
        guessing = Guessing(fingerprint, f"second factor of {member.staff_id}", member.address)
        try:
            with self.house.database.write() as session:
                guessing.count(session, acting.now)
            with self.house.database.write() as session:
                code = request.form.get("code", "")
                kind = factors.show_code(session, member.staff_id, code, fingerprint, acting.now)
                guessing.forgive(session, acting.now)
                key = sessions.rotate(session, member.session_id, acting.now, is_second=True)
                acting.note(session, "second_factor", member.staff_id, new={"kind": kind})
        except UserError as error:
            return self._render({"code": (error.text_key, error.values)}, 422)
        return give_key(redirect(self._find_next(), 303), key, self.house)

    def take_password(self) -> ResponseReturnValue:
        """From who has no second factor, and is signed in."""
        member, acting = current_staff(), act(self.house)
        guessing = Guessing(self.house.database.vault.fingerprint, member.login, member.address)
        try:
            with self.house.database.write() as session:
                guessing.count(session, acting.now)
                staff = get_member(session, member.staff_id)
                known = "" if has_second_factor(session, staff) else staff.password_hash
            if not passwords.is_right(known, request.form.get("password", "")):
                raise UserError("admin.current_wrong")
        except UserError as error:
            return self._render({"password": (error.text_key, error.values)}, 422)
        with self.house.database.write() as session:
            guessing.forgive(session, acting.now)
            key = sessions.rotate(session, member.session_id, acting.now, is_proof=True)
        return give_key(redirect(self._find_next(), 303), key, self.house)

    def offer_passkey(self) -> ResponseReturnValue:
        with self.house.database.read() as session:
            options = self.house.get_relying_party().begin_check(session, current_staff().staff_id)
        return challenge.offer(options, self.house.clock())

    def take_passkey(self) -> ResponseReturnValue:
        """Signed by one of the member's own passkeys."""
        member, acting, answer = current_staff(), act(self.house), challenge.read_answer()
        try:
            asked = challenge.take()
            with self.house.database.write() as session:
                passkey = self.house.get_relying_party().check(
                    session, answer.get("credential"), asked, acting.now, is_alone=False
                )
                if passkey.staff_id != member.staff_id:
                    raise UserError("factors.passkey_unknown")
                key = sessions.rotate(session, member.session_id, acting.now, is_second=True)
                acting.note(session, "second_factor", member.staff_id, new={"kind": "passkey"})
        except UserError as error:
            return challenge.refuse(Words(self.house).text(error.text_key, **error.values))
        return give_key(jsonify({"next": self._find_next()}), key, self.house)

    def _find_next(self) -> str:
        wanted = request.values.get("next", "")
        return wanted if is_safe_next(wanted) else HOME

    def _render(self, errors: Errors | None = None, status: int = 200) -> ResponseReturnValue:
        with self.house.database.read() as session:
            has_app, has_passkey = self._list_kinds(session)
            has_password = bool(get_member(session, current_staff().staff_id).password_hash)
        return render(
            self.house,
            "factors/check.html",
            status,
            errors=errors or {},
            has_app=has_app,
            has_passkey=has_passkey,
            has_password=has_password and not has_app and not has_passkey,
            is_again=current_staff().awaits is None,
            next=request.values.get("next", ""),
        )

    def _list_kinds(self, session: Session) -> tuple[bool, bool]:
        staff = get_member(session, current_staff().staff_id)
        known = self.house.relying_party is not None and passkeys.list_passkeys(session, staff.id or 0)
        return staff.totp_secret is not None, bool(known)
