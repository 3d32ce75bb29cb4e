"""`/admin/members`: who may sign in, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.members.changes import ChangePages
from admin.members.form import list_choices, read_grant
from admin.page import Errors, render
from admin.section import add_routes
from admin.visit import act
from bot.errors import NotFound, UserError
from bot.services.staff import directory, passwords, sessions
from bot.services.staff.directory import Wanted
from bot.services.staff.identify import has_second_factor, list_grants
from bot.services.staff.members import Newcomer, create_member, get_member

_FIELDS = {
    "admin.name_wrong": "name",
    "admin.service_wanted": "service",
    "admin.administrator_whole_city": "department",
}  # where it is said; else beside the login


def create_blueprint(house: AdminHouse) -> Blueprint:
    pages, changes = _Pages(house), ChangePages(house)
    blueprint = Blueprint("members", __name__, url_prefix="/members", template_folder="templates")
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("GET", "/new", pages.show_new),
            ("POST", "/new", pages.create),
            ("GET", "/<int:staff_id>", pages.show_member),
            ("POST", "/<int:staff_id>/name", changes.rename),
            ("POST", "/<int:staff_id>/roles", changes.give_role),
            ("POST", "/<int:staff_id>/roles/take", changes.take_role),
            ("POST", "/<int:staff_id>/disable", changes.disable),
            ("POST", "/<int:staff_id>/enable", changes.enable),
            ("POST", "/<int:staff_id>/reset", changes.reset),
        ),
    )
    blueprint.register_error_handler(NotFound, lambda _: render(house, "admin/missing.html", 404))
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show_list(self) -> ResponseReturnValue:
        """A page of them; the filters are in the address."""
        state = {"active": True, "disabled": False}.get(request.args.get("state", ""))
        wanted = Wanted(request.args.get("q", "")[:100], request.args.get("role", ""), state)
        with self.house.database.read() as session:
            count = directory.count_members(session, wanted)
            pages = max(1, ceil(count / directory.PAGE))
            page = min(max(1, request.args.get("page", 1, int)), pages)
            entries = directory.list_members(session, wanted, page)
        values: dict[str, Any] = {"entries": entries, "count": count, "page": page, "pages": pages}
        return render(self.house, "members/list.html", **values, **list_choices(self.house))

    def show_new(self) -> ResponseReturnValue:
        return self._render_new()

    def create(self) -> ResponseReturnValue:
        """A new member, with a temporary password that is shown once."""
        password = passwords.make_password()
        grant = read_grant(self.house)
        newcomer = Newcomer(
            login=request.form.get("login", ""),
            name=request.form.get("name", ""),
            grants=frozenset([grant] if grant else []),
            password_hash=passwords.hash_password(password),
        )
        try:
            with self.house.database.write() as session:
                staff = create_member(session, newcomer, act(self.house))
        except UserError as error:
            return self._render_new({_FIELDS.get(error.text_key, "login"): (error.text_key, error.values)}, 422)
        return render(
            self.house,
            "members/password.html",
            member=staff,
            password=password,
            days=passwords.TEMPORARY.days,
            is_new=True,
        )

    def show_member(self, staff_id: int) -> ResponseReturnValue:
        """Everything about one, and what can be done."""
        with self.house.database.read() as session:
            staff = get_member(session, staff_id)
            return render(
                self.house,
                "members/member.html",
                member=staff,
                grants=list_grants(session, staff_id),
                has_second_factor=has_second_factor(session, staff),
                sessions=len(sessions.list_open(session, staff_id, self.house.clock())),
                **list_choices(self.house),
            )

    def _render_new(self, errors: Errors | None = None, status: int = 200) -> ResponseReturnValue:
        choices = list_choices(self.house)
        return render(self.house, "members/new.html", status, errors=errors or {}, typed=request.form, **choices)
