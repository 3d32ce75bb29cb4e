"""What is new, as server-sent events: in the queue, and in one conversation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import uniform
from time import monotonic

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from jinja2 import Template

from admin.desk import talk
from admin.desk.context import get_request
from admin.desk.news import News
from admin.desk.viewing import has_looked, is_at_work
from admin.house import AdminHouse
from admin.page import Words
from admin.visit import current_staff
from bot.channels.web.counter import conversation_topic
from bot.models.desk import OperatorRequest
from bot.services.desk.marks import mark_request
from bot.services.desk.queue import mark_seen
from bot.services.desk.requests import QUEUE
from bot.services.staff.principal import SignedIn
from bot.services.transcript import Entry, list_entries
from bot.streams import HasLeft, respond

LOOK_AGAIN_SECONDS = 1.0  # whether the member is still signed in, and there is news that did not ring
LONGEST_SECONDS = 600.0  # the browser then connects again
BRIEF_SECONDS = 0.1  # where there is no seat: one look
SPREAD = "desk spread"  # rings for nobody
# Browsers that all fetch the list anew at once, or all the time, would keep the citizens waiting.
SPREAD_SECONDS = 2.0
REST_SECONDS = (1.0, 4.0)  # after each change
GoesOn = Callable[[], bool]


@dataclass(frozen=True)
class Streams:
    house: AdminHouse
    news: News

    def queue_events(self) -> ResponseReturnValue:
        """`changed` whenever the queue may look different from what `Last-Event-ID` or `?state=` is the mark of."""
        was = request.headers.get("Last-Event-ID") or request.args.get("state", "")
        staff = current_staff()
        return self._respond(staff, partial(self._watch_queue, staff, was))

    def talk_events(self, request_id: int) -> ResponseReturnValue:
        """`said` with the HTML of each new entry after `?after=`, and `changed` when the request is not as it was when
        `?state=` was its mark. An event's id has both, for `Last-Event-ID`. No entry is left out or told twice,
        whatever connects again."""
        staff = current_staff()
        with self.house.database.read() as session:
            asked = get_request(session, staff, request_id)
            if not is_at_work(staff, asked) and not has_looked(session, staff, asked, self.house.clock()):
                return Response(status=204)  # the browser does not connect again
            session.expunge(asked)
        last, _, was = request.headers.get("Last-Event-ID", "").partition("-")
        after, was = _parse_id(last) or _parse_id(request.args.get("after")), was or request.args.get("state", "")
        template = current_app.jinja_env.get_template("desk/entries.html")
        language = Words(self.house).language
        return self._respond(staff, partial(self._watch_talk, staff, asked, (after, was), template, language))

    def _watch_queue(self, staff: SignedIn, was: str, goes_on: GoesOn) -> Iterator[str]:
        rests_until = 0.0
        while goes_on():
            rung, rests = self.house.bell.mark(QUEUE), rests_until - monotonic()
            if rests > 0:
                self.house.bell.wait(SPREAD, min(rests, LOOK_AGAIN_SECONDS))
                continue
            if (now := self.news.mark_queue(staff)) != was:
                was, rests_until = now, monotonic() + uniform(*REST_SECONDS)
                yield _format("changed", "1", was)
            elif self.house.bell.wait(QUEUE, LOOK_AGAIN_SECONDS, rung):
                rests_until = monotonic() + uniform(0, SPREAD_SECONDS)
            else:
                yield ": quiet\n\n"

    def _watch_talk(
        self,
        staff: SignedIn,
        asked: OperatorRequest,
        seen: tuple[int, str],
        template: Template,
        language: str,
        goes_on: GoesOn,
    ) -> Iterator[str]:
        assert asked.id is not None
        after, was = seen
        topic = conversation_topic(asked.conversation_id)
        mark, is_due, heard = 0, True, ""
        while goes_on():
            news = self.news.mark_talk(asked.id)
            if is_due or news != heard:
                heard, mark = news, self.house.bell.mark(topic)
                found = list_entries(self.house.database, asked.conversation_id, after or -1, with_wordless=True)
                for entry in found:
                    after = entry.id
                    yield _format("said", self._render(entry, template, language), f"{after}-{was}")
                now, operator_id = self._look(asked.id)
                if found and operator_id == staff.staff_id:
                    with self.house.database.write() as session:
                        mark_seen(session, asked.id, after)
                if now != was:
                    was = now
                    yield _format("changed", "1", f"{after}-{was}")
            is_due = self.house.bell.wait(topic, LOOK_AGAIN_SECONDS, mark)
            if not is_due:
                yield ": quiet\n\n"

    def _look(self, request_id: int) -> tuple[str, int | None]:
        """The request's mark, and who has it."""
        with self.house.database.read() as session:
            found = session.get(OperatorRequest, request_id)
            return mark_request(session, request_id), found.operator_id if found else None

    def _render(self, entry: Entry, template: Template, language: str) -> str:
        """When it is called the request is over, and with it all that belongs to it."""
        with self.house.database.read() as session:
            names = talk.list_names(session, {entry.staff_id} if entry.staff_id else set())
        return template.render(entries=talk.present([entry], names), t=partial(self.house.texts.get, language))

    def _respond(self, staff: SignedIn, watch: Callable[[GoesOn], Iterator[str]]) -> Response:
        def watch_for(seconds: float, has_left: HasLeft = lambda: False) -> Iterator[str]:
            return watch(partial(self._goes_on, staff, monotonic() + seconds, has_left))

        return respond(
            request,
            self.house.seats,
            partial(watch_for, LONGEST_SECONDS),
            partial(watch_for, BRIEF_SECONDS),
            is_staff=True,
        )

    def _goes_on(self, staff: SignedIn, end: float, has_left: HasLeft) -> bool:
        return monotonic() < end and not self.house.bell.is_closed and not has_left() and self.house.is_alive(staff)


def _format(event: str, data: str, id: str) -> str:
    return f"id: {id}\nevent: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _parse_id(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else 0
