"""`/admin/review`: was the answer right? One question after the other, by the keys 1 to 5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session, select

from admin.house import AdminHouse
from admin.page import render, tell, warn
from admin.section import add_routes
from admin.visit import current_staff
from bot.errors import NotFound
from bot.models.faq import FaqEntry
from bot.models.staff import Role
from bot.services.audit import Purpose
from bot.services.faq.access import Doing
from bot.services.faq.actions import FaqAction
from knowledge.generation.masking import mask_personal
from knowledge.index.build import base_id
from knowledge.measure.judgements import find_entry, verdicts_for
from knowledge.measure.models import KnowledgeJudgement, Verdict
from knowledge.measure.summaries import summarise
from knowledge.measure.taking import Taken, find_progress, judge_taken, take_next, undo_last

# 2 is for answers alone: an abstention is never right in part.
KEYS = {
    Verdict.RIGHT: "1",
    Verdict.ABSTAINED_RIGHTLY: "1",
    Verdict.PARTLY: "2",
    Verdict.WRONG: "3",
    Verdict.ABSTAINED_WRONGLY: "3",
    Verdict.UNCLEAR: "4",
    Verdict.ESCALATED: "5",
}
TO_MEND = (Verdict.WRONG, Verdict.PARTLY, Verdict.ABSTAINED_WRONGLY)


def create_blueprint(house: AdminHouse) -> Blueprint:
    pages = _Pages(house)
    blueprint = Blueprint(
        "review",
        __name__,
        url_prefix="/review",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    add_routes(
        blueprint,
        (("GET", "", pages.show), ("POST", "/<int:judgement_id>", pages.judge), ("POST", "/undo", pages.undo)),
    )
    return blueprint


@dataclass(frozen=True)
class _Pages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        """The next question, which nobody else gets meanwhile. That they saw it is in the audit log."""
        doing, last_id = self._doing(), request.args.get("last", 0, type=int)
        with self.house.database.write() as session:
            taken = take_next(session, doing.staff.login, doing.now)
            values = self._describe(session, taken[0]) if taken else {"row": None}
            last = self._find_last(session, doing, last_id)
            if taken and taken[1]:
                seen = {"purpose": Purpose.QUALITY, "fields": ["utterance"]}
                self._record(session, FaqAction.REVIEW_VIEWED, taken[0].id, **seen)
        return render(self.house, "review/review.html", errors={}, last=last, **values)

    def judge(self, judgement_id: int) -> ResponseReturnValue:
        """One verdict; somebody else may have been first."""
        doing, verdict = self._doing(), request.form.get("verdict", "")
        try:
            with self.house.database.write() as session:
                judge_taken(session, judgement_id, Verdict(verdict), doing.staff.login, doing.now)
                self._record(session, FaqAction.REVIEW_JUDGED, judgement_id, new={"verdict": verdict})
        except Taken:
            warn(self.house, "review.taken")
            return redirect(url_for("admin.review.show"), 303)
        except NotFound:
            abort(404)
        except ValueError:
            abort(400)
        return redirect(url_for("admin.review.show", last=judgement_id), 303)

    def undo(self) -> ResponseReturnValue:
        doing = self._doing()
        with self.house.database.write() as session:
            row = undo_last(session, doing.staff.login, doing.now)
            if row is not None:
                self._record(session, FaqAction.REVIEW_UNDONE, row.id)
        tell(self.house, "review.undone" if row else "review.nothing_to_undo")
        return redirect(url_for("admin.review.show"), 303)

    def _describe(self, session: Session, row: KnowledgeJudgement) -> dict[str, Any]:
        shown = [find_entry(session, id) for id in ([row.shown_id] if row.shown_id else row.offered_ids)]
        entries = [entry for entry in shown if entry is not None]
        verdicts = sorted(verdicts_for(row), key=KEYS.__getitem__)
        (summary,) = (one for one in summarise(session, row.week) if one.week == row.week)
        return {
            "row": {
                "id": row.id,
                "week": row.week,
                "words": mask_personal(row.utterance or ""),
                "is_answer": row.shown_id,
            },
            "shown": [{"title": entry.title, "text": entry.text, "url": entry.url} for entry in entries],
            "verdicts": [(KEYS[verdict], verdict.value) for verdict in verdicts],
            "progress": find_progress(session, row.week),
            "accuracy": summary.answered_right,
        }

    def _find_last(self, session: Session, doing: Doing, last_id: int) -> dict[str, Any] | None:
        """Their own last verdict, and the FAQ to mend where it was a bad one."""
        row = session.get(KnowledgeJudgement, last_id) if last_id else None
        if row is None or not row.verdict or row.judged_by != doing.staff.login:
            return None
        entry = _find_faq(session, row.shown_id) if row.shown_id else None
        return {"verdict": row.verdict, "is_bad": row.verdict in TO_MEND, "faq_id": entry.id if entry else None}

    def _record(self, session: Session, action: FaqAction, id: int | None, **values: Any) -> None:
        doing = self._doing()
        role = Role.EDITOR if doing.staff.may(Role.EDITOR) else Role.APPROVER
        doing.record(session, action, role, "", "knowledge_judgement", str(id), **values)

    def _doing(self) -> Doing:
        return Doing(current_staff(), self.house.clock())


def _find_faq(session: Session, shown_id: str) -> FaqEntry | None:
    """The FAQ, whatever the language in which it was shown."""
    entry = find_entry(session, shown_id)
    name = base_id(entry.external_id, entry.language) if entry else shown_id
    return session.exec(select(FaqEntry).where(FaqEntry.external_id == name)).first()
