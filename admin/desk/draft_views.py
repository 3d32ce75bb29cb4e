"""How answers that wait for a look are shown: as the citizen would get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import show_time
from bot.channels.line.render import render_messages
from bot.desk.approvals import read_words
from bot.messages import Card, Text, message_from_json, message_to_json
from bot.models.draft import AnswerDraft
from bot.models.staff import Role
from bot.pages import html_lang
from bot.services.desk.drafts import GONE, list_drafts, mark_hit
from bot.services.staff.principal import SignedIn


@dataclass(frozen=True)
class DraftView:
    """`card` is data for the web's card, `bubble` what LINE gets; `lead` stands before it. `change` is "changed" or
    "gone" when its entry is not as it was, which then says `now`; `mark` tells that this was seen."""

    id: int
    question: str
    at: str
    department: str
    tag: str
    lead: str
    card: dict[str, Any]
    bubble: dict[str, Any]
    words: str
    change: str
    now: str
    mark: str
    may: bool


def list_views(house: AdminHouse, session: Session, staff: SignedIn, conversation_id: int) -> list[DraftView]:
    """Oldest first."""
    return [_view(house, staff, draft) for draft in list_drafts(session, conversation_id)]


def _view(house: AdminHouse, staff: SignedIn, draft: AnswerDraft) -> DraftView:
    messages = [message_from_json(message) for message in draft.messages]
    card = next(message for message in messages if isinstance(message, Card))
    hit = house.engine.house.knowledge.find_hit(draft.entry_id, draft.language)
    mark = mark_hit(hit)
    change = "" if mark == draft.entry_mark else "gone" if mark == GONE else "changed"
    (sent,) = render_messages([card])
    return DraftView(
        id=draft.id or 0,
        question=draft.utterance,
        at=show_time(draft.at),
        department=draft.department,
        tag=html_lang(card.language or draft.language),
        lead="\n".join(message.text for message in messages if isinstance(message, Text)),
        card=message_to_json(card),
        bubble=sent["contents"],
        words=read_words(messages),
        change=change,
        now=hit.text if hit and change else "",
        mark=mark,
        may=staff.may(Role.OPERATOR, draft.department),
    )
