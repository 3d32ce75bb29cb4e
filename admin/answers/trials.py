"""Before it is published: what it would change among the questions that must go on finding the same FAQ."""

from __future__ import annotations

import threading

from flask import abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.answers.common import Pages, Route
from admin.page import tell
from bot.models.faq import FaqTrial
from bot.models.staff import Role
from bot.services.faq.content import Wrong
from bot.services.faq.expectations import (
    add_expectations,
    list_expectations,
    read_expectations,
    remove_expectation,
)
from bot.services.faq.trials import find_trial, run_trial, start_trial


class Trials(Pages):
    def routes(self) -> tuple[Route, ...]:
        return (
            ("POST", "/<int:entry_id>/trial", self.start),
            ("GET", "/<int:entry_id>/trial", self.show_progress),
            ("GET", "/expectations", self.show_expectations),
            ("POST", "/expectations", self.add),
            ("POST", "/expectations/<int:expectation_id>/remove", self.remove),
        )

    def start(self, entry_id: int) -> ResponseReturnValue:
        """In a thread; its row says how far it is, to whichever process is asked."""
        doing = self.doing()
        with self.house.database.write() as session:
            entry = self.get_entry(session, entry_id)
            if not any(doing.staff.may(role, entry.department) for role in (Role.EDITOR, Role.APPROVER)):
                abort(403)
            trial_id = start_trial(session, entry, doing.now).id or 0
        given = (self.house.database, self.house.get_answering(), trial_id)
        threading.Thread(target=run_trial, args=given, name=f"trial-{trial_id}", daemon=True).start()
        return redirect(url_for("admin.answers.show", entry_id=entry_id, _anchor="trial"), 303)

    def show_progress(self, entry_id: int) -> ResponseReturnValue:
        """For the page's script."""
        with self.house.database.read() as session:
            trial = find_trial(session, self.get_entry(session, entry_id), self.house.clock())
            return jsonify(_describe(trial) if trial else {})

    def show_expectations(self) -> ResponseReturnValue:
        return self._render()

    def add(self) -> ResponseReturnValue:
        """One from the fields, or all of a file."""
        form, file = request.form, request.files.get("file")
        try:
            if file is not None and file.filename:
                rows = read_expectations(file.read())
            else:
                rows = [(1, (form.get("question", ""), form.get("expected", "").strip(), form.get("language", "ja")))]
            with self.house.database.write() as session:
                added = add_expectations(session, self.doing(), rows)
        except Wrong as wrong:
            return self._render(422, {wrong.place: (wrong.text_key, wrong.values)})
        tell(self.house, "answers.expectations_added", count=added)
        return redirect(url_for("admin.answers.show_expectations"), 303)

    def remove(self, expectation_id: int) -> ResponseReturnValue:
        with self.house.database.write() as session:
            remove_expectation(session, self.doing(), expectation_id)
        tell(self.house, "answers.expectation_removed")
        return redirect(url_for("admin.answers.show_expectations"), 303)

    def _render(
        self, status: int = 200, errors: dict[str, tuple[str, dict[str, object]]] | None = None
    ) -> ResponseReturnValue:
        with self.house.database.read() as session:
            found = list_expectations(session)
        values = {"found": found, "tongues": self.name_languages(), "form": request.form}
        return self.render("expectations.html", status, errors=errors or {}, **values)


def _describe(trial: FaqTrial) -> dict[str, object]:
    return {"state": trial.state, "done": trial.done, "total": trial.total}
