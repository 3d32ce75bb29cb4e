"""The fields of a role: which one, for which department, for which service."""

from __future__ import annotations

from typing import Any

from flask import request

from admin import SERVED
from admin.house import AdminHouse
from admin.page import Words
from bot.models.staff import Role
from bot.services.staff.principal import Grant


def list_choices(house: AdminHouse) -> dict[str, Any]:
    """What can be chosen, each as (value, words)."""
    words = Words(house)
    return {
        "roles": [(role.value, words.name_role(role)) for role in Role],
        "departments": [("", words.name_department("")), *_list_departments(house, words)],
        "services": [
            ("", words.text("members.no_service")),
            *((name, words.name_service(name)) for name in _list_services(house)),
        ],
    }


def read_grant(house: AdminHouse) -> Grant | None:
    """The role of the form that was sent; None when it names none that there is. A service goes with the role for
    service staff alone."""
    role, department = request.form.get("role", ""), request.form.get("department", "")
    service = request.form.get("service", "")
    if role not in list(Role) or (department and house.city.find_department(department) is None):
        return None
    return Grant(Role(role), department, service if role == Role.SERVICE and service in _list_services(house) else "")


def _list_services(house: AdminHouse) -> tuple[str, ...]:
    return (*house.services, *SERVED)


def _list_departments(house: AdminHouse, words: Words) -> list[tuple[str, str]]:
    return [(department.id, department.name_in(words.language)) for department in house.city.departments]
