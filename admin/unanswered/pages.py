"""`/admin/unanswered`: questions without an answer, by what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.answers.common import read_ids
from admin.house import AdminHouse
from admin.page import Words, render, tell
from admin.section import add_routes
from admin.unanswered.intents import Intents
from admin.visit import current_staff
from bot.errors import UserError
from bot.models.faq import GapState
from bot.models.staff import Role
from bot.services.audit import Purpose
from bot.services.faq.access import Doing, NotYours
from bot.services.faq.actions import FaqAction
from bot.services.faq.aliases import add_alias, suggest_entries
from bot.services.faq.gaps import Remembering, Wanted, decide, get_gaps, list_gaps
from bot.services.faq.grouping import Grouper

_DAYS = (7, 30, 90, 365)
_SHOWN = 50  # matters at once: what is decided makes room


def create_blueprint(house: AdminHouse) -> Blueprint:
    grouper = Grouper(house.answering.encoder) if house.answering else None
    pages = _Pages(house, grouper, Remembering())
    blueprint = Blueprint("unanswered", __name__, url_prefix="/unanswered", template_folder="templates")
    add_routes(
        blueprint,
        (
            ("GET", "/", pages.show),
            ("POST", "/assign", pages.assign),
            ("POST", "/dismiss", pages.dismiss),
            ("GET", "/alias", pages.choose_alias),
            ("POST", "/alias", pages.make_alias),
            *Intents(house).routes(),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse
    grouper: Grouper | None
    mask: Remembering

    def show(self) -> ResponseReturnValue:
        """The groups, the largest first. That somebody looked is one audit entry, not one for each citizen."""
        wanted, doing = _read_wanted(), self._doing()
        with self.house.database.read() as session:
            gaps = list_gaps(session, wanted, doing.now, self.mask)
        groups, waiting = self.grouper.group(gaps) if self.grouper else ([], 0)
        with self.house.database.write() as session:
            seen = {"purpose": Purpose.QUALITY, "fields": ["utterance"], "new": {"count": len(gaps)}}
            doing.record(
                session, FaqAction.UNANSWERED_VIEWED, _role(doing), wanted.department, "faq_answer", "", **seen
            )
        words = Words(self.house)
        return render(
            self.house,
            "unanswered/list.html",
            errors={},
            groups=[(one, one.count_weeks(doing.now)) for one in groups[:_SHOWN]],
            group_count=len(groups),
            total=len(gaps) - waiting,
            waiting=waiting,
            wanted=wanted,
            states=[(state, words.text(f"unanswered.state_{state}")) for state in GapState],
            offices=self._list_offices(),
            days=[(str(days), words.text("unanswered.days_of", count=days)) for days in _DAYS],
        )

    def assign(self) -> ResponseReturnValue:
        office = request.form.get("department", "")
        if self.house.city.find_department(office) is None:
            tell(self.house, "unanswered.no_department")
            return redirect(url_for("admin.unanswered.show"), 303)
        return self._decide(GapState.ASSIGNED, "unanswered.was_assigned", office)

    def dismiss(self) -> ResponseReturnValue:
        return self._decide(GapState.DISMISSED, "unanswered.was_dismissed")

    def choose_alias(self) -> ResponseReturnValue:
        """Which FAQ answers it: those that are found for its words, or for others."""
        ids = read_ids(request.args.get("gaps", ""))
        with self.house.database.read() as session:
            gaps = get_gaps(session, ids)
            if not gaps:
                abort(404)
            asked = request.args.get("q", "").strip()[:200]
            found = suggest_entries(
                session, self.house.get_answering().knowledge, asked or gaps[0].words, self._doing().today
            )
            session.expunge_all()
        values: dict[str, Any] = {
            "gaps": gaps,
            "found": found,
            "asked": asked,
            "ids": ".".join(str(gap.id) for gap in gaps),
        }
        may = [entry.external_id for entry in found if current_staff().may(Role.EDITOR, entry.department)]
        return render(self.house, "unanswered/alias.html", errors={}, may=may, **values)

    def make_alias(self) -> ResponseReturnValue:
        """The first question's words become another wording of the FAQ, in a draft."""
        ids, name = read_ids(request.form.get("gaps", "")), request.form.get("faq", "")
        try:
            with self.house.database.write() as session:
                doing, gaps = self._doing(), get_gaps(session, ids)
                if not gaps:
                    abort(404)
                entry = add_alias(session, doing, name, gaps[0].words)
                decide(session, doing, ids, GapState.ALIASED, entry.department, name)
        except NotYours:
            abort(403)
        except UserError as error:
            tell(self.house, error.text_key, **error.values)
            return redirect(url_for("admin.unanswered.show"), 303)
        tell(self.house, "unanswered.was_aliased", id=name)
        return redirect(url_for("admin.answers.show", entry_id=entry.id), 303)

    def _decide(self, state: GapState, done: str, department: str = "") -> ResponseReturnValue:
        with self.house.database.write() as session:
            count = decide(session, self._doing(), read_ids(request.form.get("gaps", "")), state, department)
        tell(self.house, done, count=count)
        return redirect(url_for("admin.unanswered.show"), 303)

    def _list_offices(self) -> list[tuple[str, str]]:
        language = Words(self.house).language
        return [(one.id, one.name_in(language)) for one in self.house.city.departments]

    def _doing(self) -> Doing:
        return Doing(current_staff(), self.house.clock())


def _read_wanted() -> Wanted:
    state, days = request.args.get("state", ""), request.args.get("days", 90, type=int)
    wanted: dict[str, Any] = {"state": state if state in tuple(GapState) else ""}
    return Wanted(**wanted, department=request.args.get("department", ""), days=days if days in _DAYS else 90)


def _role(doing: Doing) -> Role:
    return Role.EDITOR if doing.staff.may(Role.EDITOR) else Role.APPROVER
