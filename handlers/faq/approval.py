"""Answers that a member of staff looks at before they are sent, where a department of `city.yml` wants that."""

from __future__ import annotations

from dataclasses import replace

from bot.city import Department
from bot.dialogue.choices import city_phone_choice, person_choice, phone_choice
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import Turn
from bot.messages import Message, Text, message_to_json
from bot.models.draft import AnswerDraft
from bot.services.desk.drafts import hold_draft, mark_hit
from bot.services.desk.requests import promise
from handlers.faq.cards import find_office, rating_choices, say_language, whole_card
from handlers.faq.easy import read_name
from knowledge.search import Hit


def find_approver(hit: Hit, turn: Turn) -> Department | None:
    """The department whose staff look at this answer first; None for an answer that is sent at once."""
    office = find_office(turn, hit.department)
    return office if office and office.approves_answers else None


def hold_answer(hit: Hit, asked: str, key: str, office: Department, turn: Turn) -> Text:
    """Keep the answer for the desk, and say who looks at it and by when. Uses the turn's session."""
    draft = AnswerDraft(
        conversation_id=turn.conversation_id,
        inbox_id=turn.inbox_id,
        entry_id=hit.id,
        entry_mark=mark_hit(hit),
        department=office.id,
        language=turn.language,
        utterance=asked,
        messages=[message_to_json(message) for message in _write(hit, key, turn)],
        at=turn.now,
    )
    promised_at = hold_draft(turn.session, draft, promise(turn.house.city, turn.now))
    telephone = office.telephone
    phone = phone_choice(turn.text("phone", telephone=telephone), telephone) if telephone else city_phone_choice(turn)
    words = {"department": read_name(office.name_in(turn.language), turn), "moment": say_moment(turn, promised_at)}
    return turn.say("held", (phone, person_choice(turn)), **words)


def _write(hit: Hit, key: str, turn: Turn) -> tuple[Message, ...]:
    """All of the answer: a button that shows more of it would show what nobody has looked at."""
    card = whole_card(hit, key, turn, (*rating_choices(turn, key), person_choice(turn)))
    note = "\n".join(filter(None, (card.note, turn.text("checked_by_staff"))))
    card = replace(card, buttons=tuple(choice for choice in card.buttons if not choice.postback), note=note)
    language = say_language(hit, turn)
    return (Text(language), card) if language else (card,)
