"""The queue, which renews itself as that of the chat desk does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.visit import current_staff
from bot.services.staff.principal import SignedIn
from bot.streams import HasLeft, respond
from handlers.child_consultation.admin.alarm import find_stage
from handlers.child_consultation.admin.desk import Desk
from handlers.child_consultation.levels import Level
from handlers.child_consultation.service.duty import list_heard
from handlers.child_consultation.service.marks import list_booked_today, list_returned, mark_cases
from handlers.child_consultation.service.working import View, is_waiting, list_disciplines_of, list_queue

LOOK_AGAIN_SECONDS = 2.0  # at what every process may have changed
LONGEST_SECONDS = 600.0  # the browser then connects again
TOPIC = "child desk"  # rings for nobody


@dataclass(frozen=True)
class QueuePages:
    desk: Desk

    def show_queue(self) -> ResponseReturnValue:
        """Numbers, levels and clocks; nobody's words. Who works for another department sees what is referred to it."""
        if not self.desk.reader.is_centre:
            return redirect(url_for(".show_referrals"), 303)
        return self._render("queue")

    def show_list(self) -> ResponseReturnValue:
        """The page's list alone, to take the place of the one that it shows."""
        self.desk.centre_reader  # noqa: B018  # 403 for others
        return self._render("cases")

    def queue_events(self) -> ResponseReturnValue:
        """`changed` whenever the queue may look different from what `Last-Event-ID` or `?state=` is the mark of."""
        self.desk.centre_reader  # noqa: B018  # 403 for others
        was = request.headers.get("Last-Event-ID") or request.args.get("state", "")
        watch = partial(self._watch, current_staff(), was)
        return respond(
            request, self.desk.house.seats, partial(watch, LONGEST_SECONDS), partial(watch, 0.0), is_staff=True
        )

    def _watch(self, staff: SignedIn, was: str, seconds: float, has_left: HasLeft = lambda: False) -> Iterator[str]:
        house, end = self.desk.house, monotonic() + seconds
        while not house.bell.is_closed and not has_left() and house.is_alive(staff):
            with house.database.read() as session:
                now = mark_cases(session)
            yield f"id: {now}\nevent: changed\ndata: 1\n\n" if now != was else ": quiet\n\n"
            was = now
            if monotonic() >= end:
                return
            house.bell.wait(TOPIC, LOOK_AGAIN_SECONDS)

    def _render(self, name: str) -> ResponseReturnValue:
        view = request.args.get("view", View.OPEN)
        if view not in View.ALL:
            abort(404)
        with self.desk.house.database.read() as session:
            return self.desk.render(name, view=view, views=View.ALL, **self._look(session, view))

    def _look(self, session: Session, view: str) -> dict[str, Any]:
        mark = mark_cases(session)  # before the list: what changes between is told twice rather than not at all
        cases, heard, now = list_queue(session, view), list_heard(session), self.desk.now
        waiting = [one for one in cases if is_waiting(one)]
        return {
            "mark": mark,
            "cases": cases,
            "disciplines": list_disciplines_of(session, cases),
            "booked": list_booked_today(session, now),
            "returned": list_returned(session),
            "find_stage": lambda case: find_stage(case, case.id in heard),
            "is_waiting": is_waiting,
            "count_late": sum(one.due_at < now for one in waiting),
            "counts": {level: sum(one.level == level for one in waiting) for level in Level},
        }
