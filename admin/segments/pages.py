"""`/admin/segments`: rules for whom to write to, built by form, counted while they are built, saved by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from admin.house import AdminHouse
from admin.page import Errors, Words, render, tell
from admin.section import add_routes
from admin.segments.lists import ListPages
from admin.segments.options import Speaking
from admin.segments.parts import MOST_CONDITIONS, MOST_GROUPS, Group, Parts, make_parts, make_rule, read_parts
from admin.visit import current_staff
from bot.models.staff import Role
from bot.models.subscriptions import ContactList, Segment
from bot.services.audit import Purpose, record
from bot.services.segments import Count, Rule, RuleError, count, parse, sample, write_rule
from bot.services.segments.acting import SegmentAction, is_too_few
from bot.services.segments.saving import LONGEST_NAME, NameTaken, delete_segment, save_segment

SAMPLED = 10


def create_blueprint(house: AdminHouse) -> Blueprint:
    blueprint = Blueprint(
        "segments",
        __name__,
        url_prefix="/segments",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages = SegmentPages(house)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show_list),
            ("GET", "/new", pages.show_new),
            ("GET", "/<int:segment_id>", pages.show_edit),
            ("POST", "/count", pages.show_count),
            ("POST", "/save", pages.save),
            ("POST", "/sample", pages.show_sample),
            ("POST", "/<int:segment_id>/delete", pages.delete),
            *ListPages(house).routes(),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class SegmentPages:
    house: AdminHouse

    def show_list(self) -> ResponseReturnValue:
        """Each with its rule in words and how many it means now."""
        speaking, now = self._speak(), self.house.clock()
        with self.house.database.read() as session:
            rows = session.exec(select(Segment).order_by(col(Segment.name))).all()
            shown = [self._describe(session, speaking, row) for row in rows]
        return render(self.house, "segments/list.html", rows=shown, now=now)

    def show_new(self) -> ResponseReturnValue:
        return self._edit(Parts(), "", 0)

    def show_edit(self, segment_id: int) -> ResponseReturnValue:
        with self.house.database.read() as session:
            row = session.get(Segment, segment_id) or abort(404)
            name, rule = row.name, parse(row.rule)
        parts = make_parts(rule, self._speak().districts)
        if parts is None:
            abort(404)
        return self._edit(parts, name, segment_id)

    def show_count(self) -> ResponseReturnValue:
        """The part of the page that changes while one edits; the whole page where there is no script."""
        parts = read_parts(request.form)
        if "part" not in request.form:
            return self._edit(parts, self._name(), self._id())
        return render(self.house, "segments/count.html", **self._count(parts))

    def show_sample(self) -> ResponseReturnValue:
        """Some of whom the rule means, without names. Each look is in the audit log."""
        parts = read_parts(request.form)
        rule, now = self._rule(parts), self.house.clock()
        drawn = []
        if rule is not None:
            with self.house.database.write() as session:
                if not is_too_few(rule, count(session, rule, now).total):
                    drawn = sample(session, rule, now, SAMPLED)
                for one in drawn:
                    self._record(
                        session,
                        SegmentAction.SAMPLED,
                        conversation_id=one.conversation_id,
                        purpose=Purpose.QUALITY,
                        fields=["channel", "language", "areas"],
                    )
        areas, words = self._speak().areas, Words(self.house)
        shown = [
            (one, [found.name_in(words.language) for id in one.areas if (found := areas.find(id))]) for one in drawn
        ]
        return self._edit(parts, self._name(), self._id(), sampled=shown)

    def save(self) -> ResponseReturnValue:
        parts, name, id = read_parts(request.form), self._name(), self._id()
        rule = self._rule(parts)
        errors: Errors = {}
        if rule is None:
            errors["g0c0"] = ("segments.wrong_empty", {})
        if not name or len(name) > LONGEST_NAME:
            errors["name"] = ("segments.wrong_name", {"longest": LONGEST_NAME})
        if rule is None or errors:
            return self._edit(parts, name, id, errors, status=400)
        staff = current_staff()
        try:
            with self.house.database.write() as session:
                row = save_segment(session, id, name, write_rule(rule), staff.staff_id, self.house.clock())
                self._record(session, SegmentAction.SAVED, object_id=str(row.id), new={"name": name, "rule": row.rule})
        except NameTaken:
            return self._edit(parts, name, id, {"name": ("segments.wrong_taken", {})}, status=409)
        tell(self.house, "segments.saved", name=name)
        return redirect(url_for("admin.segments.show_list"), 303)

    def delete(self, segment_id: int) -> ResponseReturnValue:
        with self.house.database.write() as session:
            row = session.get(Segment, segment_id) or abort(404)
            name, rule = row.name, row.rule
            delete_segment(session, row)
            self._record(session, SegmentAction.DELETED, object_id=str(segment_id), old={"name": name, "rule": rule})
        tell(self.house, "segments.deleted", name=name)
        return redirect(url_for("admin.segments.show_list"), 303)

    def _edit(
        self, parts: Parts, name: str, id: int, errors: Errors | None = None, *, sampled: Any = None, status: int = 200
    ) -> ResponseReturnValue:
        shown = [
            (one.join, [*one.conditions, *[None] * (MOST_CONDITIONS - len(one.conditions))]) for one in parts.groups
        ]
        empty = Group()
        shown += [(empty.join, [None] * MOST_CONDITIONS)] * (MOST_GROUPS - len(shown))
        values = {"parts": parts, "groups": shown, "options": self._speak().list_options(), "sampled": sampled}
        counted = self._count(parts)
        return render(
            self.house, "segments/edit.html", status, name=name, id=id, errors=errors or {}, **values, **counted
        )

    def _count(self, parts: Parts) -> dict[str, Any]:
        rule = self._rule(parts)
        counted: Count | None = None
        if rule is not None:
            with self.house.database.read() as session:
                counted = count(session, rule, self.house.clock())
        is_few = rule is not None and counted is not None and is_too_few(rule, counted.total)
        texts = self.house.texts
        languages = {one: texts.name_language(one) for one in texts.languages}
        said = self._speak().say_rule(parts) if parts.groups else ""
        return {"counted": counted, "is_few": is_few, "language_names": languages, "said": said}

    def _describe(self, session: Session, speaking: Speaking, row: Segment) -> dict[str, Any]:
        rule = parse(row.rule)
        parts, total = make_parts(rule, speaking.districts), count(session, rule, self.house.clock()).total
        said = speaking.say_rule(parts) if parts else ""
        return {"row": row, "said": said, "total": total, "is_few": is_too_few(rule, total)}

    def _rule(self, parts: Parts) -> Rule | None:
        """Read anew, so that what the form can't say and an area that is no more are refused."""
        speaking = self._speak()
        rule = make_rule(parts, speaking.districts)
        try:
            return parse(write_rule(rule), speaking.areas) if rule is not None else None
        except RuleError:
            abort(400)

    def _speak(self) -> Speaking:
        with self.house.database.read() as session:
            names = session.exec(select(ContactList.name).order_by(col(ContactList.name))).all()
        return Speaking(Words(self.house), tuple(names))

    def _record(self, session: Session, action: SegmentAction, **values: Any) -> None:
        actor = current_staff().act_as(role=Role.BROADCASTER)
        record(session, actor, action, object_kind="segment", now=self.house.clock(), **values)

    def _name(self) -> str:
        return " ".join(request.form.get("name", "").split())

    def _id(self) -> int:
        return request.form.get("id", 0, type=int)
