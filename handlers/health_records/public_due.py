"""What is due, on the page of records, and whether its reader wants to be told before a time ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from bot.dialogue.words import Speaks
from bot.services.account_marks import find_linked
from handlers.health_records.models import HealthAccount
from handlers.health_records.plan_words import say_lines
from handlers.health_records.public_bookings import show_bookings
from handlers.health_records.public_room import Room
from handlers.health_records.schedule.plan import Status
from handlers.health_records.schedule.telling import list_lines
from handlers.health_records.service.eligibility import list_wanted
from handlers.health_records.service.planning import make_plan
from handlers.health_records.service.reminding import find_reminder, stop_reminders, want_reminders

DONE = ("booked", "waiting", "ended", "late")  # what may have just been done about a time
LATER = (Status.DONE, Status.CLOSED)  # shown folded


@dataclass(frozen=True)
class DuePages:
    room: Room

    def remind(self) -> ResponseReturnValue:
        """`wants` says whether from now on or not any more."""
        room = self.room
        with room.database.write() as session:
            visit = room.get_fresh(session)
            at, chosen = room.choose(room.list_seen(session, visit))
            if request.form.get("wants") == "yes":
                want_reminders(session, visit.account_id, chosen.id, room.words.language, room.clock())
            else:
                stop_reminders(session, visit.account_id, chosen.id)
        return room.go_home(who=at)


def show_due(session: Session, room: Room, account_id: int, person_id: int) -> dict[str, Any]:
    """What the parts `plan.html` and `reminding.html` of the page want."""
    words: Speaks = room.words
    plan, rules = make_plan(session, person_id, room.today)
    lines = say_lines(words, list_lines(plan, rules))
    account = session.get_one(HealthAccount, account_id).account
    return {
        "due": [line for line in lines if line.status not in LATER],
        "done": next((one for one in DONE if one == request.args.get("done")), ""),
        "bookings": show_bookings(session, room, person_id, list_wanted(plan, rules)),
        "over": [line for line in lines if line.status in LATER],
        "is_reminded": find_reminder(session, account_id, person_id) is not None,
        "has_line": find_linked(session, room.house.secret_key, account) is not None,
    }
