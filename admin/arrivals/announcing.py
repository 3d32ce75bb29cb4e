"""A message of staff to all who have reserved a place of a day, or one of its timeframes: once each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from admin.arrivals.entrance import Entrance
from admin.arrivals.rows import Row
from admin.house import AdminHouse
from bot.db import insert_if_new
from bot.desk.outgoing import BOT, speak
from bot.dialogue.dates import say_moment
from bot.dialogue.words import RoomWords
from bot.messages import Card, Channel
from bot.models.arrivals import Announcement
from bot.models.conversation import Conversation
from bot.models.reservations import ReservationState
from bot.services.ledger import month_of
from bot.services.quota import Quota, find_quota

REACHED = (ReservationState.RESERVED, ReservationState.ATTENDED)
INSTEAD = {"ja-easy": "ja"}


@dataclass(frozen=True)
class Audience:
    """Who gets it: a conversation with what it has reserved; and who has to be called."""

    reached: Sequence[tuple[Conversation, Sequence[Row]]]
    to_call: Sequence[Row]

    @property
    def pushes(self) -> int:
        """At most: who has just written gets a free reply."""
        return sum(conversation.channel == Channel.LINE for conversation, _ in self.reached)


def find_audience(session: Session, rows: Sequence[Row], timeframe_id: int | None) -> Audience:
    """`timeframe_id` None: of the whole day."""
    wanted = [
        row
        for row in rows
        if row.expected.reservation.state in REACHED and timeframe_id in (None, row.expected.timeframe.id)
    ]
    own: dict[int, list[Row]] = {}
    to_call = []
    for row in wanted:
        conversation_id = row.expected.reservation.conversation_id
        if conversation_id and _can_read(session.get(Conversation, conversation_id)):
            own.setdefault(conversation_id, []).append(row)
        else:
            to_call.append(row)
    return Audience([(session.get_one(Conversation, id), rows) for id, rows in own.items()], to_call)


def announce(
    session: Session,
    house: AdminHouse,
    entrance: Entrance,
    audience: Audience,
    wording: Mapping[str, str],
    key: str,
    now: datetime,
) -> bool:
    """Write an outbound row for each; False when it was done already under this key."""
    values = {
        "key": key,
        "resource_id": entrance.id,
        "recipients": len(audience.reached),
        "sent_at": now,
    }
    if insert_if_new(session, Announcement, values) is None:
        return False
    for conversation, rows in audience.reached:
        language = choose(rows[0].expected.reservation.language, wording)
        message = write_card(session, house, entrance, rows, language, wording[language])
        session.add(speak(session, conversation, (message,), entrance.resource.service, BOT, now))
    return True


def write_card(
    session: Session, house: AdminHouse, entrance: Entrance, rows: Sequence[Row], language: str, text: str
) -> Card:
    """What staff wrote, with what it is about."""
    words = RoomWords(house.texts, language, house.city, "tickets")
    venue = entrance.reception.name_venue(session, entrance.resource, words.language)
    return Card(
        title=words.text("tickets.notice"),
        text=text,
        facts=(
            (words.text("tickets.number"), " · ".join(row.number for row in rows)),
            (words.text("tickets.when"), say_moment(words, rows[0].expected.timeframe.starts_at)),
            (words.text("tickets.where"), venue.place),
        ),
        language=words.language,
    )


def choose(language: str, wording: Mapping[str, str]) -> str:
    """Who reads Japanese gets Japanese; who reads another language, that one or English, as far as there is one."""
    spoken = INSTEAD.get(language, language)
    return next((one for one in (spoken, "en", "ja") if wording.get(one)), "ja") if spoken != "ja" else "ja"


def find_month(session: Session, now: datetime) -> Quota | None:
    return find_quota(session, month_of(now))


def _can_read(conversation: Conversation | None) -> bool:
    return conversation is not None and not conversation.is_blocked and conversation.channel in tuple(Channel)
