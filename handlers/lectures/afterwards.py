"""After a lecture: how it was liked, and the certificate of who came."""

from __future__ import annotations

from bot.dialogue.choices import form_choice, help_choice, person_choice
from bot.dialogue.reply import Done, Reply, Say
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice
from bot.models.forms import FormEntry
from handlers.lectures.cards import mine_choice, search_choice
from handlers.lectures.links import CERTIFICATE_SECONDS, sign_certificate
from handlers.lectures.models import Application
from handlers.lectures.service.answering import FORM, may_answer, take_answers
from handlers.lectures.service.catalogue import find_offer
from handlers.lectures.service.certifying import find_certified


def offer_questions(turn: Turn, application: Application) -> Reply:
    """The way to the form, for half an hour; nobody answers twice."""
    offer, ways = find_offer(turn.session, application.lecture_id), (search_choice(turn), help_choice(turn))
    if application.has_answered:
        return Done((turn.say("answered_already", ways),))
    if offer is None or not may_answer(turn.session, offer, application, turn.now):
        return Done((turn.say("not_asked", ways),))
    button = form_choice(turn, turn.text("answer_open"), FORM, about=str(application.id))
    note = turn.text("form_life")
    return Done((Card(turn.text("answer"), turn.text("answer_text"), buttons=(button,), note=note, choices=ways),))


def take_questions(turn: Turn, application: Application | None, entry: FormEntry | None) -> Reply:
    """What was answered is kept without whose it is."""
    offer = application and find_offer(turn.session, application.lecture_id)
    ways = (search_choice(turn), help_choice(turn))
    if not (application and entry and offer and may_answer(turn.session, offer, application, turn.now)):
        return Say((turn.say("not_asked", ways),))
    is_new = take_answers(turn.session, application, entry)
    return Say((turn.say("answered" if is_new else "answered_already", ways),))


def offer_certificate(turn: Turn, application: Application) -> Reply:
    """A link that lives some minutes, since a name stands in the file."""
    if find_certified(turn.session, application.id or 0, turn.now) is None:
        return Done((turn.say("no_certificate", (person_choice(turn), mine_choice(turn))),))
    token = sign_certificate(turn.house.secret_key, application.id or 0)
    url = f"{turn.house.public_url}/lectures/certificate/{token}.pdf"
    text = turn.text("certificate_life", minutes=CERTIFICATE_SECONDS // 60)
    button = Choice(turn.text("certificate_open"), url=url)
    return Done((Card(turn.text("certificate_ready"), text, buttons=(button,), choices=(help_choice(turn),)),))
