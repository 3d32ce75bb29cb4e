"""Looking at one topic and changing it: what holds, what is typed, what others saved meanwhile, what was before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.settings.draft import Draft, read_form
from admin.settings.forms import TopicForm
from admin.visit import act, current_staff
from bot.city import City
from bot.models.staff import Role, Staff
from bot.services.audit.reading import Filter, list_entries
from bot.services.city_settings.changing import Overtaken, change, city_of, find_setting
from bot.services.city_settings.summary import summarise
from bot.services.city_settings.topics import Topic, lay_over

HISTORY = 10
Line = tuple[str, str, str]  # name, what was, what is


@dataclass(frozen=True)
class Past:
    """One change."""

    at: Any
    name: str
    lines: list[Line]


@dataclass(frozen=True)
class State:
    """A topic in the database: the city with it, its version, and who made that."""

    city: City
    version: int
    is_changed: bool  # else the file's facts hold
    at: Any = None
    name: str = ""


@dataclass(frozen=True)
class Editor:
    """The page of one topic. `role` is the one in which it is changed; `endpoint` shows it."""

    house: AdminHouse
    topic: Topic
    form: TopicForm
    template: str
    show_url: Callable[[], str]
    role: Role
    helpers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)  # what else its template calls

    def show(self) -> ResponseReturnValue:
        state = self._read_state()
        return self._render(state, self.form.show(state.city))

    def change(self) -> ResponseReturnValue:
        """Save what was typed; or, as the button says, show one row more, or what it would be."""
        draft = read_form(request.form, self.form.names, self.form.columns)
        if "more" in request.form:
            return self._render(self._read_state(), draft, blanks=2)
        facts = self.form.check(draft)
        city = None if draft.errors else self._try_on(facts, draft)
        if city is None:
            return self._render(self._read_state(), draft, 422)
        if "preview" in request.form:
            return self._render(self._read_state(), draft, tried=city)
        try:
            self._store(facts)
        except Overtaken:
            return self._show_overtaken(draft)
        tell(self.house, "banner.told_shown" if self.topic is Topic.BANNER else "settings.told_saved")
        return redirect(self.show_url(), 303)

    def reset(self) -> ResponseReturnValue:
        """What the city's file says holds again."""
        try:
            self._store(None)
        except Overtaken:
            warn(self.house, "settings.told_overtaken")
        else:
            tell(self.house, "banner.told_withdrawn" if self.topic is Topic.BANNER else "settings.told_reset")
        return redirect(self.show_url(), 303)

    def _try_on(self, facts: dict[str, Any], draft: Draft) -> City | None:
        try:
            return lay_over(self.house.city, self.topic, facts)
        except ValueError:  # what the fields' own checks let through
            draft.refuse("whole", "settings.whole_wrong")
            return None

    def _store(self, facts: dict[str, Any] | None) -> None:
        acting = act(self.house)
        actor = replace(acting.actor, role=self.role)
        written = request.form.get("version", "")
        version = int(written) if written.isascii() and written.isdigit() and len(written) < 9 else -1
        with self.house.database.write() as session:
            change(session, self.house.cities.base, self.topic, facts, version, actor, acting.now)
        self.house.cities.look()

    def _show_overtaken(self, draft: Draft) -> ResponseReturnValue:
        """What the other has saved beside what is typed here; saving once more puts this in its place."""
        state = self._read_state()
        mine = lay_over(self.house.cities.base, self.topic, self.form.check(draft))
        lines = compare(summarise(state.city, self.topic), summarise(mine, self.topic))
        return self._render(state, draft, 409, overtaken=lines)

    def _read_state(self) -> State:
        with self.house.database.read() as session:
            row = find_setting(session, self.topic)
            city = city_of(self.house.cities.base, self.topic, row)
            if row is None:
                return State(city, 0, is_changed=False)
            staff = session.get(Staff, row.changed_by) if row.changed_by else None
            name = staff.name if staff else ""
            return State(city, row.version, row.value is not None, row.changed_at, name)

    def _list_past(self, session: Session) -> list[Past]:
        page = list_entries(session, Filter(object_kind="city_setting", object_id=self.topic), size=HISTORY)
        return [Past(one.at, one.actor_name, compare(one.old or {}, one.new or {})) for one in page.entries]

    def _render(
        self, state: State, draft: Draft, status: int = 200, blanks: int = 1, **more: Any
    ) -> ResponseReturnValue:
        with self.house.database.read() as session:
            past = self._list_past(session)
        base = summarise(self.house.cities.base, self.topic)
        return render(
            self.house,
            self.template,
            status,
            topic=self.topic,
            state=state,
            draft=draft,
            errors=draft.errors,
            blanks=blanks if self.form.columns else 0,
            past=past,
            base=base.items(),
            is_broken=state.is_changed and self.topic in self.house.cities.faults,
            name_line=self._name_line,
            tongues=[(one, self.house.texts.name_language(one)) for one in self.house.texts.languages],
            city_now=self.house.city,
            shown=state.city.find_banner(self.house.clock()),
            **self.helpers,
            **{"overtaken": None, "tried": None, **more},
        )

    def _name_line(self, name: str) -> str:
        """What a line of a summary is about."""
        if name in self.house.texts.languages:
            return self.house.texts.name_language(name)
        key = f"settings.line_{name}"
        return Words(self.house).text(key) if self.house.texts.has(key) else name


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> list[Line]:
    """What is not the same."""
    names = dict.fromkeys([*old, *new])
    return [(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name) != new.get(name)]


def topic_url(topic: Topic) -> str:
    return url_for("admin.settings.show_topic", topic=topic)


def may_set_banner() -> Role | None:
    """The role in which this member may: administrators, and who lets out what others write for the whole city.

    A danger does not wait for an administrator.
    """
    staff = current_staff()
    if staff.may(Role.ADMINISTRATOR):
        return Role.ADMINISTRATOR
    return Role.APPROVER if staff.may(Role.APPROVER, "") else None
