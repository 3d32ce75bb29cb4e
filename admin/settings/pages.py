"""`/admin/settings`: what staff change of the city's facts without a developer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from admin.house import AdminHouse
from admin.page import Words, render
from admin.section import add_routes
from admin.settings.editing import Editor, topic_url
from admin.settings.forms import AnsweringForm, DaysForm, FeesForm, HoursForm, TopicForm
from bot.city import City
from bot.clock import TOKYO
from bot.models.staff import Role
from bot.opening_hours import WEEKDAYS, Day, OpeningHours, Why
from bot.services.city_settings.summary import say_spans
from bot.services.city_settings.topics import Topic

PREVIEW_DAYS = 14


def create_blueprint(house: AdminHouse) -> Blueprint:
    """A front page with the days to come, and a page for each topic."""
    blueprint = Blueprint("settings", __name__, url_prefix="/settings", template_folder="templates")
    pages = SettingsPages(house)
    add_routes(
        blueprint,
        (
            ("GET", "", pages.show),
            ("GET", "/<topic>", pages.show_topic),
            ("POST", "/<topic>", pages.change_topic),
            ("POST", "/<topic>/reset", pages.reset_topic),
        ),
    )
    return blueprint


@dataclass(frozen=True)
class SettingsPages:
    """Administrators change them; the banner has a section of its own, for more people."""

    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        city, now = self.house.city, self.house.clock()
        hours = city.opening_hours
        return render(
            self.house,
            "settings/front.html",
            city_now=city,
            is_open=hours.is_open(now),
            opening=say_opening(self.house, hours, now),
            faults=self.house.cities.faults,
            banner=city.find_banner(now),
            list_days=partial(list_days, self.house),
            topics=[topic for topic in Topic if topic != Topic.BANNER],
        )

    def show_topic(self, topic: str) -> ResponseReturnValue:
        return self._open(topic).show()

    def change_topic(self, topic: str) -> ResponseReturnValue:
        return self._open(topic).change()

    def reset_topic(self, topic: str) -> ResponseReturnValue:
        return self._open(topic).reset()

    def _open(self, name: str) -> Editor:
        forms: dict[Topic, TopicForm] = {
            Topic.HOURS: HoursForm(),
            Topic.DAYS: DaysForm(),
            Topic.ANSWERING: AnsweringForm(),
            Topic.FEES: FeesForm(self.house.texts.languages),
        }
        topic = next((one for one in forms if one == name), None) or abort(404)
        template = f"settings/{topic}.html"
        helpers = {"list_days": partial(list_days, self.house)}
        show_url = partial(topic_url, topic)
        return Editor(self.house, topic, forms[topic], template, show_url, Role.ADMINISTRATOR, helpers)


def list_days(house: AdminHouse, city: City) -> Iterator[tuple[Day, str, str, str]]:
    """(day, what it is called, its hours, why) of the days to come."""
    words, today = Words(house), house.clock().astimezone(TOKYO).date()
    for ahead in range(PREVIEW_DAYS):
        day = city.opening_hours.plan(today + timedelta(days=ahead))
        weekday = words.text(f"settings.short_{WEEKDAYS[day.on.weekday()]}")
        why = "" if day.why == Why.WEEKLY else words.text(f"settings.why_{day.why}")
        yield day, f"{day.on:%m-%d}{weekday}", say_spans(day.spans) if day.spans else "", why


def say_opening(house: AdminHouse, hours: OpeningHours, now: datetime) -> str:
    opening = hours.find_next_opening(now)
    if opening is None:
        return ""
    weekday = Words(house).text(f"settings.short_{WEEKDAYS[opening.weekday()]}")
    return f"{opening:%Y-%m-%d}{weekday} {opening:%H:%M}"
