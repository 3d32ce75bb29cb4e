"""One FAQ: what it says, where it stands, and what may be done with it now."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from admin.answers.common import Pages, Route
from admin.answers.editor import compare
from admin.answers.preview import preview
from bot.channels.web.links import render_words
from bot.models.faq import FaqState
from bot.models.staff import Role
from bot.services.faq import reviewing
from bot.services.faq.access import list_steps, list_versions, read_content
from bot.services.faq.expectations import list_expectations
from bot.services.faq.trials import find_trial


class Review(Pages):
    def routes(self) -> tuple[Route, ...]:
        return (
            ("GET", "/<int:entry_id>", self.show),
            ("POST", "/<int:entry_id>/send", self.send),
            ("POST", "/<int:entry_id>/refuse", self.refuse),
            ("POST", "/<int:entry_id>/publish", self.publish),
            ("POST", "/<int:entry_id>/withdraw", self.withdraw),
        )

    def show(self, entry_id: int) -> ResponseReturnValue:
        doing = self.doing()
        with self.house.database.read() as session:
            entry = self.get_entry(session, entry_id)
            content = read_content(session, entry, entry.version)
            served = read_content(session, entry, entry.live) if entry.live else None
            versions, steps = list_versions(session, entry), list_steps(session, entry)
            may_publish = reviewing.may_publish(session, doing, entry)
            expectations, trial = len(list_expectations(session)), find_trial(session, entry, doing.now)
            session.expunge_all()
        is_waiting = entry.state == FaqState.IN_REVIEW
        is_approver = doing.staff.may(Role.APPROVER, entry.department)
        return self.render(
            "entry.html",
            entry=entry,
            expectations=expectations,
            trial=trial,
            shown=preview(self.house, content, entry.external_id),
            difference=compare(served, content) if served and entry.live != entry.version else [],
            versions=versions,
            steps=steps,
            refused=steps[0].reason if steps and entry.state == FaqState.DRAFT else "",
            may_edit=doing.staff.may(Role.EDITOR, entry.department),
            is_approver=is_approver,
            may_publish=is_approver and is_waiting and may_publish,
            is_own=is_approver and is_waiting and not may_publish,
            tongues=dict(self.name_languages()),
            write_words=render_words,
            content=content,
        )

    def send(self, entry_id: int) -> ResponseReturnValue:
        return self.change(
            entry_id,
            lambda session, doing, name: reviewing.send_to_review(session, doing, name, _read_version()),
            "answers.sent",
        )

    def refuse(self, entry_id: int) -> ResponseReturnValue:
        reason = request.form.get("reason", "")
        return self.change(
            entry_id,
            lambda session, doing, name: reviewing.refuse(session, doing, name, _read_version(), reason),
            "answers.was_refused",
        )

    def publish(self, entry_id: int) -> ResponseReturnValue:
        return self.change(
            entry_id,
            lambda session, doing, name: reviewing.publish(session, doing, name, _read_version()),
            "answers.was_published",
        )

    def withdraw(self, entry_id: int) -> ResponseReturnValue:
        reason = request.form.get("reason", "").strip()
        return self.change(
            entry_id,
            lambda session, doing, name: reviewing.withdraw(session, doing, name, reason),
            "answers.was_withdrawn",
        )


def _read_version() -> int:
    """The one that the member saw."""
    return request.form.get("version", 0, type=int)
