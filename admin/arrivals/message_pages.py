"""`/admin/arrivals/…/message`: write to a day's people, look at what they get and what it costs, and send it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.arrivals.announcing import Audience, announce, find_audience, find_month, write_card
from admin.arrivals.entrance import Entrance, open_entrance
from admin.arrivals.rows import list_own, list_rows, show_clock
from admin.house import AdminHouse
from admin.page import Errors, Words, render, tell, warn
from admin.visit import current_staff
from bot.models.staff import Role
from bot.services.audit import Purpose, record
from bot.services.reservations.arriving import ArrivalAction

LONGEST = 1000
TONGUES = ("ja", "en", "zh", "ko", "vi")
KEY_BYTES = 16


@dataclass(frozen=True)
class Draft:
    """What is in the form. `timeframe` is an id, or empty for the whole day."""

    wording: dict[str, str]
    timeframe: str
    key: str

    @property
    def timeframe_id(self) -> int | None:
        return int(self.timeframe) if self.timeframe.isdecimal() else None

    def check(self, audience: Audience) -> Errors:
        errors: Errors = {}
        if not self.wording.get("ja"):
            errors["text_ja"] = ("arrivals.text_missing", {})
        for language, text in self.wording.items():
            if len(text) > LONGEST:
                errors[f"text_{language}"] = ("arrivals.text_too_long", {"most": LONGEST})
        if not errors and not audience.reached:
            errors["timeframe"] = ("arrivals.nobody_reached", {})
        return errors


@dataclass(frozen=True)
class MessagePages:
    house: AdminHouse

    def show_message(self, resource_id: int, day: str) -> ResponseReturnValue:
        """The empty form."""
        with self.house.database.read() as session:
            entrance = self._open(session, resource_id, day)
            return self._render_form(session, entrance, Draft({}, request.args.get("timeframe", ""), ""), {})

    def preview(self, resource_id: int, day: str) -> ResponseReturnValue:
        """What they will read, how many they are, and what it costs; or the form with what is wrong."""
        with self.house.database.read() as session:
            entrance, draft = self._open(session, resource_id, day), _read()
            audience = self._find_audience(session, entrance, draft)
            if errors := draft.check(audience):
                return self._render_form(session, entrance, draft, errors)
            _, first = audience.reached[0]
            cards = [
                (name, write_card(session, self.house, entrance, first, name, text))
                for name, text in draft.wording.items()
            ]
            return render(
                self.house,
                "arrivals/preview.html",
                entrance=entrance,
                draft=draft,
                audience=audience,
                cards=cards,
                quota=find_month(session, self._now),
                key=secrets.token_urlsafe(KEY_BYTES),
            )

    def send(self, resource_id: int, day: str) -> ResponseReturnValue:
        """Once, however often it is pressed."""
        draft = _read()
        with self.house.database.write() as session:
            entrance = self._open(session, resource_id, day)
            audience = self._find_audience(session, entrance, draft)
            if not draft.key or draft.check(audience):
                return redirect(url_for(".show_message", **entrance.key), 303)
            is_new = announce(session, self.house, entrance, audience, draft.wording, draft.key, self._now)
            if is_new:
                self._note(session, entrance, audience)
        if not is_new:
            warn(self.house, "arrivals.sent_already")
        else:
            tell(self.house, "arrivals.sent", count=len(audience.reached), calls=len(audience.to_call))
            for conversation, _ in audience.reached:
                self.house.bell.ring(f"conversation:{conversation.id}")
            self.house.bell.ring("outbox")
        return redirect(url_for(".show_door", **entrance.key), 303)

    @property
    def _now(self) -> datetime:
        return self.house.clock()

    def _open(self, session: Session, resource_id: int, day: str) -> Entrance:
        return open_entrance(session, self.house, resource_id, day, Words(self.house).language)

    def _find_audience(self, session: Session, entrance: Entrance, draft: Draft) -> Audience:
        rows = list_own(list_rows(session, entrance, Words(self.house).language), entrance.id)
        return find_audience(session, rows, draft.timeframe_id)

    def _render_form(self, session: Session, entrance: Entrance, draft: Draft, errors: Errors) -> ResponseReturnValue:
        own = [one for one in entrance.day.timeframes if one.resource_id == entrance.id]
        return render(
            self.house,
            "arrivals/message.html",
            422 if errors else 200,
            entrance=entrance,
            draft=draft,
            errors=errors,
            tongues=[(one, self.house.texts.name_language(one)) for one in TONGUES],
            frames=[(str(one.id), show_clock(one.starts_at)) for one in own],
            longest=LONGEST,
        )

    def _note(self, session: Session, entrance: Entrance, audience: Audience) -> None:
        """How many, and not what: entries outlive what was said."""
        record(
            session,
            current_staff().act_as(role=Role.SERVICE),
            ArrivalAction.WRITTEN,
            object_kind="resource",
            object_id=str(entrance.id),
            purpose=Purpose.APPLICATION,
            new={"recipients": len(audience.reached), "to_call": len(audience.to_call)},
            now=self._now,
        )


def _read() -> Draft:
    texts = {name: request.form.get(f"text_{name}", "").replace("\r\n", "\n").strip() for name in TONGUES}
    wording = {name: text for name, text in texts.items() if text}
    return Draft(wording, request.form.get("timeframe", ""), request.form.get("key", "")[:64])
