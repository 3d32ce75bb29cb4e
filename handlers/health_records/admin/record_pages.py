"""What staff do with records: look one up for a reason, give codes, answer requests, see what was imported."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from handlers.health_records.admin.access_pages import AccessPages
from handlers.health_records.admin.approval_pages import ApprovalPages
from handlers.health_records.admin.desk import Desk
from handlers.health_records.admin.import_pages import ImportPages
from handlers.health_records.admin.locked_pages import LockedPages
from handlers.health_records.admin.pause_pages import PausePages
from handlers.health_records.admin.person_pages import PersonPages
from handlers.health_records.admin.request_pages import RequestPages


def list_record_routes(house: AdminHouse) -> tuple[tuple[str, str, Callable[..., ResponseReturnValue]], ...]:
    """A person or a request is opened by a form with its reason, so that no address has anybody's number, and no look
    is without one."""
    desk = Desk(house)
    pauses = PausePages(desk)
    persons, requests, imports = PersonPages(desk), RequestPages(desk), ImportPages(desk)
    accesses = AccessPages(desk)
    locked = LockedPages(desk)
    approvals = ApprovalPages(desk, requests)
    return (
        ("GET", "", persons.show_home),
        ("POST", "/person", persons.look_up),
        ("POST", "/person/<int:person_id>/code", persons.give_code),
        ("POST", "/person/<int:person_id>/end/ask", accesses.ask_end),
        ("POST", "/person/<int:person_id>/end", accesses.end_access),
        ("POST", "/person/<int:person_id>/pause", pauses.enter_pause),
        ("POST", "/pauses/<int:pause_id>/confirm", pauses.confirm_pause),
        ("POST", "/pauses/<int:pause_id>/decline", pauses.decline_pause),
        ("POST", "/pauses/<int:pause_id>/end", pauses.end_pause),
        ("POST", "/locked/<int:account_id>", locked.open_locked),
        ("POST", "/locked/<int:account_id>/unlock", locked.unlock),
        ("GET", "/requests", requests.show_requests),
        ("POST", "/requests/<int:asked_id>", requests.open_request),
        ("POST", "/requests/<int:asked_id>/photo", requests.show_photo),
        ("POST", "/requests/<int:asked_id>/approve", approvals.check),
        ("POST", "/requests/<int:asked_id>/approve/confirm", approvals.approve),
        ("POST", "/requests/<int:asked_id>/answer", requests.answer),
        ("POST", "/requests/<int:asked_id>/decline", requests.decline),
        ("GET", "/imports", imports.show_imports),
    )
