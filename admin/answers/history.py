"""Versions: two of them word by word, and an earlier one again."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from admin.answers.common import Pages, Route
from admin.answers.editor import compare
from bot.errors import NotFound
from bot.services.faq import reviewing
from bot.services.faq.access import list_versions, read_content


class History(Pages):
    def routes(self) -> tuple[Route, ...]:
        return (
            ("GET", "/<int:entry_id>/difference", self.show_difference),
            ("POST", "/<int:entry_id>/roll-back", self.roll_back),
        )

    def show_difference(self, entry_id: int) -> ResponseReturnValue:
        """From one version to another; the last two when none are named."""
        with self.house.database.read() as session:
            entry = self.get_entry(session, entry_id)
            after = request.args.get("to", entry.version, type=int)
            before = request.args.get("from", max(1, after - 1), type=int)
            try:
                was, now = (read_content(session, entry, number) for number in (before, after))
            except NotFound:
                abort(404)
            versions = list_versions(session, entry)
            session.expunge_all()
        return self.render(
            "difference.html",
            entry=entry,
            before=before,
            after=after,
            difference=compare(was, now),
            numbers=[(one.number, str(one.number)) for one in versions],
            tongues=dict(self.name_languages()),
        )

    def roll_back(self, entry_id: int) -> ResponseReturnValue:
        number = request.form.get("number", 0, type=int)
        return self.change(
            entry_id,
            lambda session, doing, name: reviewing.roll_back(session, doing, name, number),
            "answers.was_rolled_back",
        )
