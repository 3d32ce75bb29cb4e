"""What an administrator does to one member."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.wrappers import Response

from admin.house import AdminHouse
from admin.members.form import read_grant
from admin.page import render, tell, warn
from admin.visit import act, current_staff, give_key
from bot.errors import UserError
from bot.models.staff import Role
from bot.services.staff import members, passwords, sessions
from bot.services.staff.principal import Grant
from bot.services.staff.recording import Acting


@dataclass(frozen=True)
class ChangePages:
    """Each does one thing and leads back to the member's page, which says that it was done, or why not."""

    house: AdminHouse

    def rename(self, staff_id: int) -> ResponseReturnValue:
        def change(session: Session, acting: Acting) -> None:
            members.rename_member(session, staff_id, request.form.get("name", ""), acting)

        return self._do(staff_id, change, "members.renamed")

    def disable(self, staff_id: int) -> ResponseReturnValue:
        """Their sessions end at once."""

        def change(session: Session, acting: Acting) -> None:
            members.disable_member(session, staff_id, acting)

        return self._do(staff_id, change, "members.disabled_now")

    def enable(self, staff_id: int) -> ResponseReturnValue:
        def change(session: Session, acting: Acting) -> None:
            members.enable_member(session, staff_id, acting)

        return self._do(staff_id, change, "members.enabled_now")

    def give_role(self, staff_id: int) -> ResponseReturnValue:
        grant = read_grant(self.house)
        return self._change_grants(staff_id, add=[grant] if grant else [])

    def take_role(self, staff_id: int) -> ResponseReturnValue:
        """As the member has it, though the department or the service may be gone from the city."""
        role, department, service = (request.form.get(name, "") for name in ("role", "department", "service"))
        return self._change_grants(
            staff_id, remove=[Grant(Role(role), department, service)] if role in list(Role) else []
        )

    def reset(self, staff_id: int) -> ResponseReturnValue:
        """For who has lost the password or second factor: a temporary password, shown once."""
        password = passwords.make_password()
        hashed = passwords.hash_password(password)
        with self.house.database.write() as session:
            members.reset_member(session, staff_id, hashed, act(self.house))
            staff = members.get_member(session, staff_id)
        return render(
            self.house,
            "members/password.html",
            member=staff,
            password=password,
            days=passwords.TEMPORARY.days,
            is_new=False,
        )

    def _change_grants(
        self, staff_id: int, add: Sequence[Grant] = (), remove: Sequence[Grant] = ()
    ) -> ResponseReturnValue:
        """Whoever changes their own roles stays signed in, under a new id."""
        me, keys = current_staff(), list[str]()
        own = me.session_id if me.staff_id == staff_id else None

        def change(session: Session, acting: Acting) -> None:
            rotated = [sessions.rotate(session, own, acting.now)] if own is not None else []
            members.change_grants(session, staff_id, acting, add=add, remove=remove, but_session=own)
            keys.extend(rotated)  # only now, since what is refused leaves the old one

        answer = self._do(staff_id, change, "members.roles_changed")
        return give_key(answer, keys[0], self.house) if keys else answer

    def _do(self, staff_id: int, change: Callable[[Session, Acting], None], text_key: str) -> Response:
        try:
            with self.house.database.write() as session:
                change(session, act(self.house))
        except UserError as error:
            warn(self.house, error.text_key, **error.values)
        else:
            tell(self.house, text_key)
        return redirect(url_for("admin.members.show_member", staff_id=staff_id), 303)
