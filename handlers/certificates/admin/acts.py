"""What a member does on the page of an application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.page import Words, tell
from bot.errors import NotFound
from handlers.certificates.admin.canned import write_reason
from handlers.certificates.admin.context import find_due_yen, list_correctable
from handlers.certificates.admin.desk import Desk
from handlers.certificates.models import Application
from handlers.certificates.service.reviewing import LONGEST_REASON, Reviewing, Unfit
from handlers.certificates.service.steps import WrongState

Act = Callable[[Reviewing, Application], Application]


@dataclass(frozen=True)
class Acts:
    """Each leads back to the page with what came of it: 409 when somebody was first, 422 for what will not do."""

    desk: Desk
    render: Callable[..., ResponseReturnValue]

    def take_up(self, application_id: int) -> ResponseReturnValue:
        return self._do(application_id, "taken_up", lambda review, it: review.take_up(it.id or 0))

    def put_back(self, application_id: int) -> ResponseReturnValue:
        return self._do(application_id, "put_back", lambda review, it: review.put_back(it.id or 0))

    def issue(self, application_id: int) -> ResponseReturnValue:
        return self._do(application_id, "issued", lambda review, it: review.issue(it.id or 0))

    def send_back(self, application_id: int) -> ResponseReturnValue:
        field = request.form.get("field", "")

        def act(review: Reviewing, application: Application) -> Application:
            fields = list_correctable(review.session, application)
            return review.send_back(application.id or 0, field, self._read_reason(application), fields)

        return self._do(application_id, "sent_back", act)

    def reject(self, application_id: int) -> ResponseReturnValue:
        """Nothing undoes it, so it is confirmed by a mark of its own."""

        def act(review: Reviewing, application: Application) -> Application:
            if request.form.get("sure") != "1":
                raise Unfit("sure")
            return review.reject(application.id or 0, self._read_reason(application))

        return self._do(application_id, "rejected", act, which="reject_")

    def mark_sent(self, application_id: int) -> ResponseReturnValue:
        tracking = request.form.get("tracking", "")[:LONGEST_REASON]
        return self._do(application_id, "sent", lambda review, it: review.mark_sent(it.id or 0, tracking))

    def mark_collected(self, application_id: int) -> ResponseReturnValue:
        """What is to be paid at the counter is paid with it."""

        def act(review: Reviewing, application: Application) -> Application:
            yen = find_due_yen(self.desk, application)
            if yen and request.form.get("paid") != "1":
                raise Unfit("paid")
            return review.mark_collected(application.id or 0, yen)

        return self._do(application_id, "collected", act)

    def _do(self, application_id: int, done: str, act: Act, which: str = "") -> ResponseReturnValue:
        """`which` begins the names of the form's fields where two on the page have the same."""
        try:
            with self.desk.house.database.write() as session:
                application = self.desk.access(session, application_id)
                act(self.desk.review(session, application, _read_seen()), application)
        except (WrongState, NotFound):
            return self._show(application_id, 409, problem="certificates.admin_told_taken")
        except Unfit as unfit:
            fault = str(unfit)
            text_key = f"certificates.admin_unfit_{fault}"
            return self._show(application_id, 422, errors={f"{which}{fault}": (text_key, {"longest": LONGEST_REASON})})
        self.desk.ring()
        tell(self.desk.house, f"certificates.admin_told_{done}")
        return redirect(url_for(".show_application", application_id=application_id), 303)

    def _show(self, application_id: int, status: int, **more: object) -> ResponseReturnValue:
        with self.desk.house.database.write() as session:
            return self.render(session, self.desk.access(session, application_id), status, **more)

    def _read_reason(self, application: Application) -> str:
        language = application.language or Words(self.desk.house).language
        canned, words = request.form.get("canned", ""), request.form.get("reason", "")
        return write_reason(self.desk.house.texts, language, canned, words)


def _read_seen() -> datetime | None:
    """When the application had changed last as the page was shown; a form without says nothing of it."""
    try:
        seen = datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        return None
    return seen if seen.tzinfo else None
