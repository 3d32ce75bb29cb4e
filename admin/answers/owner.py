"""All FAQ of one department to another."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.answers.common import Pages, Route
from admin.page import tell
from bot.models.staff import Role
from bot.services.faq.access import NotYours
from bot.services.faq.listing import list_departments
from bot.services.faq.owners import count_owned, hand_over
from bot.services.faq.serving import TOPIC


class Owner(Pages):
    def routes(self) -> tuple[Route, ...]:
        return (("GET", "/owner", self.show_owner), ("POST", "/owner", self.change_owner))

    def show_owner(self) -> ResponseReturnValue:
        """Which, to whom, and how many that would be."""
        department, to = request.args.get("department", ""), request.args.get("to", "")
        return self._render(department, to)

    def change_owner(self) -> ResponseReturnValue:
        department, to = request.form.get("department", ""), request.form.get("to", "")
        if department == to or to not in dict(self.list_choices(Role.APPROVER)):
            return self._render(department, to, 422, errors={"to": ("answers.owner_same", {})})
        try:
            moved = hand_over(self.house.database, self.doing(), department, to)
        except NotYours:
            abort(403)
        self.house.bell.ring(TOPIC)
        tell(self.house, "answers.owner_changed", count=moved)
        return redirect(url_for("admin.answers.show_list", department=to), 303)

    def _render(self, department: str, to: str, status: int = 200, **more: Any) -> ResponseReturnValue:
        staff = self.doing().staff
        with self.house.database.read() as session:
            owners = [one for one in list_departments(session) if staff.may(Role.APPROVER, one)]
            count = count_owned(session, department) if department in owners else 0
        offices = self.list_choices(Role.APPROVER)
        is_ready = count > 0 and to in dict(offices) and to != department
        values: dict[str, Any] = {
            "owners": self.name_owners(owners),
            "offices": offices,
            "department": department,
            "to": to,
            "count": count,
        }
        return self.render("owner.html", status, is_ready=is_ready, **{**values, **more})
