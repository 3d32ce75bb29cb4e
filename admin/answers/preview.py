"""An answer before anybody gets it: the very card that the counter would make, on the web and in LINE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from admin.house import AdminHouse
from bot.channels.line.render import render_messages
from bot.clock import TOKYO
from bot.dialogue.registry import Registry
from bot.dialogue.tracker import Tracker
from bot.dialogue.turn import House, Turn
from bot.messages import Channel, Inbound, InboundKind, message_to_json
from bot.pages import html_lang
from bot.services.faq.content import FaqContent, Wording
from handlers.faq.cards import answer_card
from knowledge.search import Hit
from nlu.interpretation import FALLBACK_INTENT, Interpretation, RankedIntent


@dataclass(frozen=True)
class Shown:
    """One language: the card as data for the page, and the bubble as LINE gets it."""

    language: str
    tag: str
    card: dict[str, Any]
    bubble: dict[str, Any]


def preview(house: AdminHouse, content: FaqContent, external_id: str = "") -> list[Shown]:
    """Of each language that is written, asked with its own question."""
    complete = {language: one for language, one in content.wordings.items() if one.question and one.answer}
    return [_show(house, content, external_id, language, one) for language, one in complete.items()]


def _show(house: AdminHouse, content: FaqContent, external_id: str, language: str, one: Wording) -> Shown:
    hit = Hit(
        id=external_id or "new",
        kind="faq",
        title=one.question,
        text=one.answer,
        url=one.url or content.url,
        department=content.department,
        checked_on=house.clock().astimezone(TOKYO).date(),
        score=1.0,
        language=language,
    )
    turn = _make_turn(house, language, one.question)
    card = answer_card(hit, one.question, "preview", turn, ())
    sent = render_messages([card])
    return Shown(language, html_lang(language), message_to_json(card), sent[0].get("contents", {}) if sent else {})


def _make_turn(house: AdminHouse, language: str, question: str) -> Turn:
    answering = house.get_answering()
    now = house.clock()
    own = House(house.cities, house.texts, Registry(()), answering.knowledge, house.public_url, "")
    inbound = Inbound(Channel.WEB, "preview", "", InboundKind.TEXT, now, question)
    nothing = RankedIntent(FALLBACK_INTENT, 1.0)
    found = Interpretation(question, nothing, (nothing,))
    return Turn(own, 0, 0, inbound, Tracker(language), found, now, _no_session, room="faq")


def _no_session() -> Any:
    raise RuntimeError("a preview stores nothing")
