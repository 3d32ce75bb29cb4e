"""`/admin/certificates`: the queue, and one application with the photo of a document beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Errors, render
from admin.section import add_routes
from bot.models.forms import FormEntry
from bot.services.audit import Purpose
from bot.services.form_entries import find_photo
from handlers.certificates.admin import listing
from handlers.certificates.admin.acts import Acts
from handlers.certificates.admin.batch import Batch
from handlers.certificates.admin.call_page import CallPage
from handlers.certificates.admin.column_page import ColumnPage
from handlers.certificates.admin.context import describe, describe_answers
from handlers.certificates.admin.desk import ROOM, Desk
from handlers.certificates.admin.figure_page import FigurePage
from handlers.certificates.admin.viewing import LONGEST_REASON, SHORTEST_REASON, has_looked, is_held, note_look
from handlers.certificates.models import Application
from handlers.certificates.service.applying import find_verified
from handlers.certificates.service.catalogue import find_catalogue
from handlers.certificates.service.fields import PHOTO

LOOKING = [purpose for purpose in Purpose if purpose not in (Purpose.ANSWER, Purpose.RECALL)]


def create_blueprint(house: AdminHouse) -> Blueprint:
    """For the staff of this service."""
    blueprint = Blueprint(
        ROOM,
        __name__,
        url_prefix="/certificates",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages = Pages(Desk(house))
    acts, batch, columns = Acts(pages.desk, pages.render_application), Batch(pages.desk), ColumnPage(pages.desk)
    calls, figures = CallPage(pages.desk), FigurePage(pages.desk)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_queue),
            ("GET", "/new", calls.show_new),
            ("POST", "/new", calls.enter_new),
            ("GET", "/figures", figures.show_figures),
            ("GET", "/figures.csv", figures.export_figures),
            ("GET", "/batch", batch.show_batch),
            ("POST", "/batch/file", batch.export_batch),
            ("POST", "/batch/labels", batch.print_labels),
            ("POST", "/batch/slips", batch.print_slips),
            ("POST", "/batch/sent", batch.mark_batch_sent),
            ("GET", "/columns", columns.show_columns),
            ("POST", "/columns", columns.change_columns),
            ("GET", "/<int:application_id>", pages.show_application),
            ("POST", "/<int:application_id>/look", pages.look),
            ("GET", "/<int:application_id>/photo/<field>", pages.show_photo),
            ("POST", "/<int:application_id>/take-up", acts.take_up),
            ("POST", "/<int:application_id>/put-back", acts.put_back),
            ("POST", "/<int:application_id>/issue", acts.issue),
            ("POST", "/<int:application_id>/send-back", acts.send_back),
            ("POST", "/<int:application_id>/reject", acts.reject),
            ("POST", "/<int:application_id>/sent", acts.mark_sent),
            ("POST", "/<int:application_id>/collected", acts.mark_collected),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class Pages:
    desk: Desk

    @property
    def house(self) -> AdminHouse:
        return self.desk.house

    def show_queue(self) -> ResponseReturnValue:
        """What waits, what is due first, and what one has."""
        if find_catalogue(self.house.city) is None:
            return render(self.house, "certificate_desk/not_offered.html")
        with self.house.database.read() as session:
            shown = listing.describe(self.desk, session, request.args)
        return render(self.house, "certificate_desk/queue.html", **shown)

    def show_application(self, application_id: int) -> ResponseReturnValue:
        """What was ordered and where it stands; what is personal for who has taken it up, or has said why."""
        with self.house.database.write() as session:
            return self.render_application(session, self.desk.access(session, application_id))

    def look(self, application_id: int) -> ResponseReturnValue:
        """Why somebody looks who has not taken it up."""
        reason, purpose = request.form.get("reason", "").strip(), request.form.get("purpose", "")
        with self.house.database.write() as session:
            application = self.desk.access(session, application_id)
            if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or purpose not in LOOKING:
                errors: Errors = {"reason": ("certificates.admin_reason_missing", {})}
                return self.render_application(session, application, 422, errors)
            fields = _list_fields(session, application)
            note_look(session, self.desk.reach, application, fields, self._now, Purpose(purpose), reason)
        return redirect(url_for(".show_application", application_id=application_id), 303)

    def show_photo(self, application_id: int, field: str) -> ResponseReturnValue:
        """For who may see the rest, and has: the look at the page is in the audit log."""
        with self.house.database.read() as session:
            application = self.desk.access(session, application_id)
            if not has_looked(session, self.desk.reach, application, self._now):
                abort(404)
            entry = session.get(FormEntry, application.entry_id) if application.entry_id else None
            photo = find_photo(session, entry, field) if entry else None
            if photo is None:
                abort(404)
            return send_file(BytesIO(photo.content), "image/jpeg")

    def render_application(
        self, session: Session, application: Application, status: int = 200, errors: Errors | None = None, **more: Any
    ) -> ResponseReturnValue:
        """Its page; that what is personal was looked at is written down last."""
        reach = self.desk.reach
        shown = describe(self.desk, session, application)
        looked = has_looked(session, reach, application, self._now)
        may_see = looked or is_held(reach, application)
        if may_see:
            shown.update(describe_answers(self.desk, session, application))
        if may_see and not looked:
            note_look(session, reach, application, _list_fields(session, application), self._now)
        values = {"may_see": may_see, "purposes": LOOKING, "errors": errors or {}, "typed": request.form, **more}
        return render(self.house, "certificate_desk/application.html", status, **shown, **values)

    @property
    def _now(self) -> datetime:
        return self.house.clock()


def _list_fields(session: Session, application: Application) -> Collection[str]:
    """The data that its page shows; the photo of a document, unless somebody was verified without."""
    entry = session.get(FormEntry, application.entry_id) if application.entry_id else None
    photo = () if find_verified(session, application) else (PHOTO,)
    return {*(entry.content if entry else ()), *photo}
