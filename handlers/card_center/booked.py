"""The card centre as the clock knows it: its places, and what is said of them unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.city import CitySource
from bot.dialogue.dates import say_moment
from bot.dialogue.words import RoomWords, Speaks
from bot.messages import Card, Choice, Message
from bot.models.reservations import News, Reservation, Timeframe, Wait
from bot.services.reservations.rules import Place
from bot.texts import Texts
from handlers.card_center.service.catalogue import SERVICE, Catalogue, find_catalogue
from handlers.card_center.words import say_needs, say_office, say_purpose


@dataclass(frozen=True)
class CardCenterPlaces:
    """A city without a card centre here has no places."""

    cities: CitySource
    texts: Texts
    service: str = SERVICE

    def list_places(self) -> Sequence[Place]:
        catalogue = find_catalogue(self.cities.current)
        return catalogue.list_places() if catalogue else ()

    def say_offer(self, wait: Wait, timeframe: Timeframe, code: str) -> Message | None:
        catalogue = find_catalogue(self.cities.current)
        return offer_card(self._speak(wait.language), catalogue, wait, timeframe, code) if catalogue else None

    def say_reminder(self, reservation: Reservation, timeframe: Timeframe, code: str) -> Message | None:
        catalogue = find_catalogue(self.cities.current)
        if catalogue is None:
            return None
        words = self._speak(reservation.language)
        needs = say_needs(words, catalogue, reservation.purpose, [])
        facts = (
            (words.text("fact_number"), reservation.number),
            (words.text("fact_when"), say_moment(words, timeframe.starts_at)),
            (words.text("fact_place"), say_office(words, catalogue.find_place(code), with_address=True)),
            *([(words.text("fact_needs"), needs)] if needs else ()),
        )
        return Card(
            title=words.text("reminder"),
            text=words.text("reminder_text"),
            facts=facts,
            buttons=(
                Choice(words.text("move"), postback=f"{SERVICE}.move?id={reservation.id}"),
                Choice(words.text("end"), postback=f"{SERVICE}.end?id={reservation.id}"),
            ),
        )

    def say_news(self, reservation: Reservation, timeframe: Timeframe, was_at: datetime, code: str) -> Message | None:
        catalogue = find_catalogue(self.cities.current)
        if catalogue is None:
            return None
        return news_card(self._speak(reservation.language), catalogue, reservation, timeframe, was_at, code)

    def _speak(self, language: str) -> RoomWords:
        return RoomWords(self.texts, language, self.cities.current, SERVICE)


def offer_card(words: Speaks, catalogue: Catalogue, wait: Wait, timeframe: Timeframe, code: str) -> Card:
    """A place is free for who waited, with the ways to take and to leave it."""
    purpose = say_purpose(words, catalogue, wait.purpose)
    until = say_moment(words, wait.offered_until) if wait.offered_until else ""
    return Card(
        title=words.text("card_center.offered"),
        text=words.text("card_center.offered_text", until=until),
        facts=(
            *([(words.text("card_center.fact_purpose"), purpose)] if purpose else ()),
            (words.text("card_center.fact_when"), say_moment(words, timeframe.starts_at)),
            (words.text("card_center.fact_place"), say_office(words, catalogue.find_place(code), with_address=True)),
        ),
        buttons=(
            Choice(words.text("card_center.offer_take"), postback=f"{SERVICE}.accept?wait={wait.id}"),
            Choice(words.text("card_center.offer_leave"), postback=f"{SERVICE}.decline?wait={wait.id}"),
        ),
    )


def news_card(
    words: Speaks, catalogue: Catalogue, reservation: Reservation, timeframe: Timeframe, was_at: datetime, code: str
) -> Card:
    """Staff moved it, or cancelled it: sorry, what is so now, and the ways on."""
    number = (words.text("card_center.fact_number"), reservation.number)
    if reservation.news == News.CANCELLED:
        return Card(
            title=words.text("card_center.called_off"),
            text=words.text("card_center.called_off_text", when=say_moment(words, was_at)),
            facts=(number,),
            buttons=(Choice(words.text("card_center.book"), postback=f"{SERVICE}.start"),),
        )
    return Card(
        title=words.text("card_center.shifted"),
        text=words.text("card_center.shifted_text", when=say_moment(words, was_at)),
        facts=(
            number,
            (words.text("card_center.fact_when"), say_moment(words, timeframe.starts_at)),
            (words.text("card_center.fact_place"), say_office(words, catalogue.find_place(code), with_address=True)),
        ),
        buttons=(
            Choice(words.text("card_center.shift_again"), postback=f"{SERVICE}.move?id={reservation.id}"),
            Choice(words.text("card_center.shift_end"), postback=f"{SERVICE}.end?id={reservation.id}"),
        ),
    )


create_bookable = CardCenterPlaces
