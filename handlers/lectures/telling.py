"""Citizens hear by themselves what became of their applications."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.clock import TOKYO
from bot.desk.outgoing import BOT, speak
from bot.desk.unasked import is_night, write_to
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords, Speaks
from bot.messages import Card, Channel, Choice, Message
from bot.models.conversation import Conversation
from bot.services.reservations.waiting import count_before
from bot.tickets.links import TicketLinks
from handlers.lectures.links import find_present_date, join_choice
from handlers.lectures.models import SERVICE, Application, LectureDate, LectureInterest
from handlers.lectures.notices import called_off_card, news_card, question_card, reminder_card
from handlers.lectures.service.cancelling import let_go
from handlers.lectures.service.catalogue import Offer, find_offer, list_coming, list_open
from handlers.lectures.service.interests import find_newest, recommend
from handlers.lectures.service.paying import find_fee, is_paid
from handlers.lectures.service.standing import OVER, Loaded, Standing
from handlers.lectures.words import say_all_dates, say_place, say_title

MOST_OTHERS = 3
MOST_NEWS = 5
SOON = timedelta(hours=12)  # what would begin within is told at night, too


def tell(session: Session, house: House, found: Loaded, news: str, now: datetime) -> bool:
    """Write an outbound row, in the transaction of the change; False where nobody is there to read it."""
    application = found.application
    offer, conversation = find_offer(session, application.lecture_id), _find_reader(session, application)
    if offer is None or conversation is None:
        return False
    words = RoomWords(house.texts, application.language, house.city, "lectures")
    place = offer.find_place(application.hall_id)
    facts = (
        (words.text("lectures.fact_when"), say_all_dates(words, offer)),
        (words.text("lectures.fact_where"), say_place(words, place) if place else ""),
        (words.text("lectures.fact_number"), application.number),
    )
    message = Card(
        title=say_title(words, offer.lecture),
        text=_say(session, words, found, news),
        facts=tuple(fact for fact in facts if fact[1]),
        buttons=tuple(_list_ways(session, words, offer, application, news, now)),
    )
    session.add(speak(session, conversation, (message,), SERVICE, BOT, now))
    return True


def tell_link(session: Session, house: House, application: Application, now: datetime) -> bool:
    """The link of an online lecture, to one of its participants."""
    offer, conversation = find_offer(session, application.lecture_id), _find_reader(session, application)
    date = find_present_date(offer, now) if offer else None
    if offer is None or conversation is None or date is None:
        return False
    words = RoomWords(house.texts, application.language, house.city, "lectures")
    text = words.text("lectures.told_link", at=say_moment(words, date.starts_at.astimezone(TOKYO)))
    message = Card(say_title(words, offer.lecture), text, buttons=(join_choice(words, offer.lecture),))
    session.add(speak(session, conversation, (message,), SERVICE, BOT, now))
    return True


def tell_reminder(session: Session, house: House, found: Loaded, date: LectureDate, now: datetime) -> bool | None:
    """Of one of the lecture's dates, with the ticket for a hall's door; see `write_to`."""
    application = found.application
    offer = find_offer(session, application.lecture_id)
    if offer is None:
        return None
    message: Message = reminder_card(_speak(house, application), offer, application, date)
    place = offer.find_place(application.hall_id)
    if found.reservation is not None and place is not None and not place.hall.is_online:
        links = TicketLinks(house.public_url, house.secret_key, house.texts)
        message = links.add_to(message, found.reservation)
    return write_to(session, application.conversation_id, message, SERVICE, now, must_arrive=False)


def tell_questions(session: Session, house: House, found: Loaded, now: datetime) -> bool | None:
    """How did they like it? See `write_to`."""
    offer = find_offer(session, found.application.lecture_id)
    if offer is None:
        return None
    message = question_card(_speak(house, found.application), offer, found)
    return write_to(session, found.application.conversation_id, message, SERVICE, now, must_arrive=False)


def tell_called_off(session: Session, house: House, application_id: int, now: datetime) -> bool:
    """Let somebody go whose lecture is cancelled, and tell them; at night only when it would begin soon. Who has only
    opened the form, or was let go already, hears nothing. Raises NotPayable and TooLate."""
    application = session.get_one(Application, application_id)
    offer = find_offer(session, application.lecture_id)
    if offer is None or (is_night(now) and offer.starts_at - now > SOON):
        return False
    is_given_back = is_paid(find_fee(session, application))
    found = let_go(session, application_id, now)
    if found is None or found.standing in (*OVER, Standing.DRAFT):
        return False
    message = called_off_card(_speak(house, application), offer, found, is_given_back=is_given_back)
    return bool(write_to(session, application.conversation_id, message, SERVICE, now, must_arrive=True))


def tell_news(session: Session, house: House, interest: LectureInterest, now: datetime) -> bool:
    """Lectures that came since the last news, together. What the quota has no room for stays to be told."""
    newest = find_newest(session)
    coming = [one for one in list_coming(session, now) if one.id > interest.known_id and now < one.lecture.closes_at]
    found = recommend(coming, interest.chosen)[:MOST_NEWS]
    is_told: bool | None = None
    if found:
        words = RoomWords(house.texts, interest.language, house.city, SERVICE)
        message = news_card(words, found)
        is_told = write_to(session, interest.conversation_id, message, SERVICE, now, must_arrive=False)
    if is_told is False:
        return False
    interest.known_id, interest.told_at = newest, now if is_told else interest.told_at
    session.add(interest)
    return bool(is_told)


def _speak(house: House, application: Application) -> RoomWords:
    return RoomWords(house.texts, application.language, house.city, SERVICE)


def _find_reader(session: Session, application: Application) -> Conversation | None:
    """Nobody, where the data was deleted or we are blocked."""
    conversation = session.get(Conversation, application.conversation_id)
    is_there = conversation is not None and not conversation.is_blocked and conversation.channel in tuple(Channel)
    return conversation if is_there else None


def _say(session: Session, words: Speaks, found: Loaded, news: str) -> str:
    until = say_moment(words, found.held_until.astimezone(TOKYO)) if found.held_until else ""
    position = count_before(session, found.wait) + 1 if found.wait is not None else 0
    return words.text(f"lectures.told_{news}", until=until, position=position)


def _list_ways(
    session: Session, words: Speaks, offer: Offer, application: Application, news: str, now: datetime
) -> list[Choice]:
    """A quick reply would be gone with the next message, so all of them are buttons."""
    if news in ("won", "freed"):
        come = Choice(words.text("lectures.come"), postback=f"lectures.accept?id={application.id}")
        return [come, Choice(words.text("lectures.withdraw"), postback=f"lectures.cancel?id={application.id}")]
    if news != "lost":
        return [Choice(words.text("lectures.search"), postback="lectures.find")]
    others = [one for one in list_open(session, now) if one.id != offer.id and _is_alike(one, offer)]
    return [
        Choice(_label(words, one), postback=f"lectures.apply?lecture={one.id}") for one in others[:MOST_OTHERS]
    ] or [Choice(words.text("lectures.search"), postback="lectures.find")]


def _is_alike(one: Offer, other: Offer) -> bool:
    """The same lecture on another date, or another one of its topic."""
    same_topic = bool(one.lecture.topic) and one.lecture.topic == other.lecture.topic
    return same_topic or one.lecture.title == other.lecture.title


def _label(words: Speaks, offer: Offer) -> str:
    local = offer.starts_at.astimezone(TOKYO)
    return f"{local.month}/{local.day} {say_title(words, offer.lecture)}"
