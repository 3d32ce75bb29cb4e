"""Writing: a new FAQ, or another version of one."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.answers.common import Pages, Route, read_ids
from admin.answers.forms import read_fields, write_fields
from admin.answers.preview import preview
from admin.page import Errors, tell
from bot.channels.web.links import render_words
from bot.errors import UserError
from bot.models.faq import FaqEntry, GapState
from bot.models.staff import Role
from bot.services.faq.access import NotYours, read_content
from bot.services.faq.content import FaqContent, Wording, Wrong, check
from bot.services.faq.editing import Changed, create, save
from bot.services.faq.gaps import decide, get_gaps
from bot.services.faq.listing import list_categories
from knowledge.living.differences import list_differences


class Editor(Pages):
    def routes(self) -> tuple[Route, ...]:
        return (
            ("GET", "/new", self.show_new),
            ("POST", "/new", self.make),
            ("GET", "/<int:entry_id>/edit", self.show_edit),
            ("POST", "/<int:entry_id>/edit", self.edit),
        )

    def show_new(self) -> ResponseReturnValue:
        """Empty, or with a question that citizens asked (`?gaps=12.13`), which stands in no address."""
        with self.house.database.read() as session:
            gaps = get_gaps(session, read_ids(request.args.get("gaps", "")))
        wordings = {"ja": Wording(gaps[0].words, "")} if gaps else {}
        offices = self.list_choices(Role.EDITOR)
        department = offices[0][0] if len(offices) == 1 else ""
        return self._render(None, FaqContent(department=department, wordings=wordings), 0)

    def make(self) -> ResponseReturnValue:
        try:
            content = read_fields(request.form, FaqContent())
            if "preview" in request.form:
                return self._render(None, check(content), 0, is_previewed=True)
            with self.house.database.write() as session:
                doing = self.doing()
                entry = create(session, doing, content)
                if gaps := read_ids(request.form.get("gaps", "")):
                    decide(session, doing, gaps, GapState.DRAFTED, entry.department, entry.external_id)
        except NotYours:
            return self._render_wrong(None, FaqContent(), 0, Wrong("department", "answers.not_yours"))
        except Wrong as wrong:
            return self._render_wrong(None, FaqContent(), 0, wrong)
        return self._saved(entry)

    def show_edit(self, entry_id: int) -> ResponseReturnValue:
        """The newest version, or an earlier one to go on from (`?from=3`)."""
        with self.house.database.read() as session:
            entry = self.get_entry(session, entry_id)
            session.expunge(entry)
            number = request.args.get("from", entry.version, type=int)
            content = read_content(session, entry, number if 0 < number <= entry.version else entry.version)
        self._check(entry)
        return self._render(entry, content, entry.version)

    def edit(self, entry_id: int) -> ResponseReturnValue:
        base = request.form.get("version", 0, type=int)
        with self.house.database.read() as session:
            entry = self.get_entry(session, entry_id)
            session.expunge(entry)
            before = read_content(session, entry, entry.version)
        self._check(entry)
        try:
            content = read_fields(request.form, before)
            if "preview" in request.form:
                return self._render(entry, check(content), base, is_previewed=True)
            with self.house.database.write() as session:
                save(session, self.doing(), entry.external_id, base, content, request.form.get("note", "").strip())
        except NotYours:
            return self._render_wrong(entry, before, base, Wrong("department", "answers.not_yours"))
        except Wrong as wrong:
            return self._render_wrong(entry, before, base, wrong)
        except Changed as changed:
            return self._render_changed(entry_id, changed.version)
        return self._saved(entry)

    def _check(self, entry: FaqEntry) -> None:
        if not self.doing().staff.may(Role.EDITOR, entry.department):
            abort(403)

    def _saved(self, entry: FaqEntry) -> ResponseReturnValue:
        tell(self.house, "answers.saved")
        return redirect(url_for("admin.answers.show", entry_id=entry.id), 303)

    def _render_wrong(
        self, entry: FaqEntry | None, before: FaqContent, base: int, wrong: UserError
    ) -> ResponseReturnValue:
        """The form as it was sent, with what is wrong beside its field."""
        place = wrong.place if isinstance(wrong, Wrong) else "question_ja"
        return self._render(entry, before, base, {place: (wrong.text_key, wrong.values)}, 422, dict(request.form))

    def _render_changed(self, entry_id: int, version: int) -> ResponseReturnValue:
        """Somebody was first: what they wrote against what this editor wrote, who may go on from there."""
        with self.house.database.read() as session:
            entry = self.get_entry(session, entry_id)
            session.expunge(entry)
            theirs = read_content(session, entry, version)
        mine = read_fields(request.form, theirs)
        return self._render(entry, mine, version, status=409, theirs=compare(theirs, mine), changed_by=entry.changed_by)

    def _render(
        self,
        entry: FaqEntry | None,
        content: FaqContent,
        version: int,
        errors: Errors | None = None,
        status: int = 200,
        fields: dict[str, str] | None = None,
        *,
        is_previewed: bool = False,
        **more: Any,
    ) -> ResponseReturnValue:
        with self.house.database.read() as session:
            categories = list_categories(session)
        note = request.form.get("note", "") if request.method == "POST" else ""
        return self.render(
            "edit.html",
            status,
            entry=entry,
            fields=write_fields(content) if fields is None else fields,
            version=version,
            errors=errors or {},
            note=note,
            gaps=request.values.get("gaps", ""),
            offices=self.list_choices(Role.EDITOR),
            categories=categories,
            tongues=dict(self.name_languages()),
            written=set(content.wordings),
            shown=preview(self.house, content) if is_previewed else [],
            write_words=render_words,
            **more,
        )


def compare(before: FaqContent, after: FaqContent) -> list[tuple[str, list[dict[str, str]]]]:
    """(field, words that were taken out, put in, or stayed) of each field that is other."""
    old, new = write_fields(before), write_fields(after)
    names = dict.fromkeys([*old, *new])
    pairs = ((name, old.get(name, ""), new.get(name, "")) for name in names)
    return [(name, list_differences(was, now)) for name, was, now in pairs if was != now]
