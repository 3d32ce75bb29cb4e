"""What the staff's pages of surveys have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, abort
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render
from admin.visit import current_staff
from bot.areas import Areas
from bot.clock import TOKYO
from bot.dialogue.dates import say_date
from bot.dialogue.words import RoomWords
from bot.errors import NotFound
from bot.messages import Card
from bot.models.staff import Role
from handlers.surveys.links import page_url
from handlers.surveys.models import Survey
from handlers.surveys.service.content import write_content
from handlers.surveys.service.places import find_areas
from handlers.surveys.service.questions import ROOM, say_in

BADGES = {"waiting": "waiting", "planned": "waiting", "open": "good"}


@dataclass(frozen=True)
class Desk:
    house: AdminHouse

    @property
    def areas(self) -> Areas:
        return find_areas(self.house.city.folder or self.house.city_folder)

    @property
    def words(self) -> Words:
        return Words(self.house)

    def say_in(self, words: dict[str, str]) -> str:
        """A survey's own wording, in the language of who looks."""
        return say_in(words, self.words.language)

    def write_content(self, survey: Survey) -> dict[str, Sequence[Card]]:
        """What citizens get."""
        url, texts = self.house.public_url, self.house.texts
        return write_content(
            survey, texts, partial(self._say_until, survey), lambda language: page_url(url, survey.id, language)
        )

    def _say_until(self, survey: Survey, language: str) -> str:
        words = RoomWords(self.house.texts, language, self.house.city, ROOM)
        return say_date(words, survey.closes_at.astimezone(TOKYO).date(), with_weekday=True)

    def check_writer(self) -> None:
        if not current_staff().may(Role.BROADCASTER):
            abort(403)

    def get(self, session: Session, survey_id: int) -> Survey:
        """Raises NotFound."""
        survey = session.get(Survey, survey_id)
        if survey is None:
            raise NotFound(f"there is no survey {survey_id}")
        return survey

    def render(self, page: str, status: int = 200, **values: Any) -> Response:
        may_write = current_staff().may(Role.BROADCASTER)
        shown = {"may_write": may_write, "badges": BADGES, "say_in": self.say_in, **values}
        return render(self.house, f"survey_desk/{page}.html", status, **shown)
