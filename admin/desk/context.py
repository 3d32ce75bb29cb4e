"""One request for a person, as the pages of one operator need it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session
from werkzeug.exceptions import NotFound as PageNotFound

from admin.desk import talk
from admin.desk.draft_views import list_views
from admin.desk.viewing import is_at_work
from admin.house import AdminHouse
from admin.visit import current_staff
from bot.channels.web.links import render_words
from bot.dialogue.tracker_store import load_tracker
from bot.errors import NotFound
from bot.forms.attachments import MEGABYTES
from bot.messages import Channel, Text
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest, RequestState
from bot.services.desk.canned import FEE, fill, list_canned
from bot.services.desk.marks import mark_request
from bot.services.desk.queue import access_request
from bot.services.staff.principal import SignedIn
from bot.services.transcript import Entry, list_entries

HISTORY = 200


def get_request(session: Session, staff: SignedIn, request_id: int) -> OperatorRequest:
    """One that this operator may see; a page that is not there for all others."""
    try:
        return access_request(session, staff, request_id)
    except NotFound as error:
        raise PageNotFound from error


def describe(house: AdminHouse, session: Session, request: OperatorRequest) -> dict[str, Any]:
    """All that the page of a conversation shows, and `mark`: of what it is like at the latest, so that the stream that
    the page opens tells of whatever came since."""
    mark = mark_request(session, request.id or 0)  # first
    conversation = session.get_one(Conversation, request.conversation_id)
    entries = list_entries(house.database, request.conversation_id, limit=HISTORY, with_wordless=True)
    ids = {entry.staff_id for entry in entries if entry.staff_id} | {request.operator_id or 0}
    names = talk.list_names(session, ids - {0})
    dialogue = house.engine.house
    summary = talk.summarise(session, dialogue, conversation, entries, request.requested_at)
    return {
        "request": request,
        "mark": mark,
        "entries": talk.present(entries, names),
        "last_words": _last_words(entries),
        "last_id": entries[-1].id if entries else 0,
        "summary": summary,
        "language_name": house.texts.name_language(summary.language),
        "channel": conversation.channel,
        **describe_panel(house, session, request),
    }


def _last_words(entries: Sequence[Entry]) -> str:
    """What the citizen wrote last, for a first search."""
    said = (entry.messages[0] for entry in reversed(entries) if entry.who == "citizen" and entry.messages)
    last = next(said, None)
    return last.text if isinstance(last, Text) else ""


def describe_panel(house: AdminHouse, session: Session, request: OperatorRequest) -> dict[str, Any]:
    """What changes while it is open: whose it is, the notes, and what may be done."""
    staff = current_staff()
    conversation = session.get_one(Conversation, request.conversation_id)
    language = load_tracker(session, conversation, house.clock())[0].language or house.city.languages[0]
    is_mine = request.state == RequestState.CLAIMED and request.operator_id == staff.staff_id
    names = talk.list_names(session, {request.operator_id} if request.operator_id else set())
    return {
        "request": request,
        "notes": talk.list_notes(session, request.conversation_id),
        "is_mine": is_mine,
        "is_at_work": is_at_work(staff, request),
        "owner": names.get(request.operator_id or 0, ""),
        "drafts": list_views(house, session, staff, request.conversation_id),
        "is_line": conversation.channel == Channel.LINE,
        "write_words": render_words,
        "megabytes": MEGABYTES,
        "departments": [(one.id, one.name_in(staff.language)) for one in house.city.departments],
        "canned": [
            (one.id, one.title, fill(one.words.get(language) or one.words["ja"], _values(house, request, language)))
            for one in list_canned(session, staff)
        ],
    }


def _values(house: AdminHouse, request: OperatorRequest, language: str) -> dict[str, str]:
    """What stands for the variables of a canned answer, in the citizen's language."""
    found = house.city.find_department(request.department)
    return {
        "city": house.city.name_in(language),
        "department": found.name_in(language) if found else house.city.name_in(language),
        "phone": (found and found.telephone) or house.city.telephone,
        "hours": found.hours if found else "",
        **{
            f"{FEE}{fee.id}": house.texts.get(language, "dialogue.yen", amount=f"{fee.yen:,}")
            for fee in house.city.fees
        },
    }
