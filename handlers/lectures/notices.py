"""What is said of lectures unasked: before a date, after the last one, and when there will be none."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.words import Speaks
from bot.messages import Card, Choice
from handlers.lectures.models import Application, LectureDate
from handlers.lectures.recommending import say_why
from handlers.lectures.service.catalogue import Offer
from handlers.lectures.service.standing import Loaded, Standing
from handlers.lectures.words import say_all_dates, say_day, say_place, say_span, say_title

MOST_BUTTONS = 3  # beside the way out


def reminder_card(words: Speaks, offer: Offer, application: Application, date: LectureDate) -> Card:
    """When, where and what to bring; the link to an online lecture comes later."""
    lecture, place = offer.lecture, offer.find_place(application.hall_id)
    number = offer.dates.index(date) + 1
    when = say_span(words, date.starts_at, date.ends_at)
    if len(offer.dates) > 1:
        when = f"{when}\n{words.text('lectures.date_of', number=number, count=len(offer.dates))}"
    facts = (
        (words.text("lectures.fact_when"), when),
        (words.text("lectures.fact_where"), say_place(words, place) if place else ""),
        (words.text("lectures.fact_bring"), lecture.bring),
        (words.text("lectures.fact_number"), application.number),
    )
    materials = Choice(words.text("lectures.materials"), url=lecture.materials_url)
    leave = Choice(words.text("lectures.withdraw"), postback=f"lectures.cancel?id={application.id}")
    return Card(
        title=say_title(words, lecture),
        text=words.text("lectures.told_reminder"),
        facts=tuple(fact for fact in facts if fact[1]),
        buttons=(*([materials] if lecture.materials_url else []), *([leave] if number == 1 else [])),
        note=words.text("lectures.note_link") if place and place.hall.is_online else "",
    )


def question_card(words: Speaks, offer: Offer, found: Loaded) -> Card:
    """How did they like it? And the way to the certificate, for who came."""
    id = found.application.id
    answer = Choice(words.text("lectures.answer"), postback=f"lectures.answer?id={id}")
    proof = Choice(words.text("lectures.certificate"), postback=f"lectures.certificate?id={id}")
    is_noted = found.standing == Standing.ATTENDED
    text = words.text("lectures.told_questions")
    return Card(say_title(words, offer.lecture), text, buttons=(answer, *([proof] if is_noted else [])))


def called_off_card(words: Speaks, offer: Offer, found: Loaded, *, is_given_back: bool) -> Card:
    """That it will not be held, why, and what becomes of the fee."""
    said = [words.text("lectures.told_called_off"), offer.lecture.cancelled_why]
    said += [words.text("lectures.fee_comes_back")] if is_given_back else []
    facts = (
        (words.text("lectures.fact_when"), say_all_dates(words, offer)),
        (words.text("lectures.fact_number"), found.application.number),
    )
    return Card(
        title=say_title(words, offer.lecture),
        text="\n".join(filter(None, said)),
        facts=tuple(fact for fact in facts if fact[1]),
        buttons=(Choice(words.text("lectures.search"), postback="lectures.find"),),
        note=" ".join(filter(None, (offer.lecture.contact, offer.lecture.telephone))),
    )


def news_card(words: Speaks, found: Sequence[tuple[Offer, list[str]]]) -> Card:
    """New lectures that fit, each with why, and the way out of such news."""
    lines = [f"{say_title(words, offer.lecture)}\n{say_day(words, offer.starts_at)}" for offer, _ in found]
    why = [interest for _, reasons in found for interest in reasons]
    buttons = [
        Choice(say_title(words, offer.lecture), postback=f"lectures.apply?lecture={offer.id}")
        for offer, _ in found[:MOST_BUTTONS]
    ]
    return Card(
        title=words.text("lectures.news_title"),
        text="\n".join((say_why(words, list(dict.fromkeys(why))), *lines)),
        buttons=(*buttons, Choice(words.text("lectures.stop_news"), postback="lectures.no_news")),
    )
