"""A correction: prefilled, and gone with one press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from admin.broadcasts.form import Typed
from admin.house import AdminHouse
from admin.page import render, tell
from admin.visit import act, current_staff
from bot.broadcasting import TOPIC
from bot.errors import NotFound
from bot.messages import Card, Message, Text
from bot.models.broadcasts import Broadcast, BroadcastStatus
from bot.models.staff import Role
from bot.services.broadcasts.acting import BroadcastAction, note
from bot.services.broadcasts.content import read_content
from bot.services.broadcasts.correcting import correct
from bot.services.broadcasts.results import find_tally

LEFT = (BroadcastStatus.SENDING, BroadcastStatus.SENT, BroadcastStatus.STOPPED, BroadcastStatus.FAILED)
LONGEST_TITLE = 30


@dataclass(frozen=True)
class CorrectionPages:
    """It needs no second person: who got something wrong must not wait for one."""

    house: AdminHouse

    def show_correction(self, broadcast_id: int) -> ResponseReturnValue:
        broadcast = self._find(broadcast_id)
        return self._render(broadcast, self._prefill(broadcast, self.house.texts.languages))

    def describe(self, broadcast: Broadcast) -> dict[str, Any]:
        """For the form on the broadcast's own page, from which a correction leaves with one press: in the languages in
        which it was wrong. Empty while nothing has left, and for who may not."""
        if broadcast.status not in LEFT or not _may_correct():
            return {}
        typed = self._prefill(broadcast, tuple(broadcast.content))
        return {"typed": typed, "errors": typed.errors, **self._describe_form(typed)}

    def correct(self, broadcast_id: int) -> ResponseReturnValue:
        """The same press twice sends it once."""
        broadcast = self._find(broadcast_id)
        typed = Typed(request.form, self.house.texts.languages)
        content = typed.read_text()
        if not content:
            typed.errors["text_ja"] = ("broadcasts.content_missing", {})
            return self._render(broadcast, typed, 422)
        acting = act(self.house)
        key = f"correction:{broadcast_id}:{typed['key'][:40]}"
        with self.house.database.write() as session:
            wrong = session.get_one(Broadcast, broadcast_id)
            sent = correct(session, wrong, content, key, acting.now, int(acting.actor.id))
            note(session, acting, BroadcastAction.CORRECTED, wrong, correction=sent.id, recipients=sent.total)
        self.house.bell.ring(TOPIC)
        tell(self.house, "broadcasts.told_corrected")
        return redirect(url_for("admin.broadcasts.show", broadcast_id=sent.id), 303)

    def _find(self, broadcast_id: int) -> Broadcast:
        if not _may_correct():
            abort(403)
        with self.house.database.read() as session:
            broadcast = session.get(Broadcast, broadcast_id)
        if broadcast is None or broadcast.status not in LEFT:
            raise NotFound(f"nothing of broadcast {broadcast_id} has left")
        return broadcast

    def _prefill(self, broadcast: Broadcast, languages: Sequence[str]) -> Typed:
        return Typed(MultiDict({f"text_{one}": self._say(broadcast, one) for one in broadcast.content}), languages)

    def _say(self, broadcast: Broadcast, language: str) -> str:
        title = next(filter(None, map(_find_title, read_content(broadcast.content, language))), "")
        return self.house.texts.get(language, "broadcasting.correction", title=title)

    def _render(self, broadcast: Broadcast, typed: Typed, status: int = 200) -> ResponseReturnValue:
        with self.house.database.read() as session:
            tally = find_tally(session, broadcast.id or 0)
        values = {"one": broadcast, "typed": typed, "errors": typed.errors, "tally": tally}
        return render(self.house, "broadcasts/correct.html", status, **values, **self._describe_form(typed))

    def _describe_form(self, typed: Typed) -> dict[str, Any]:
        """With a key of the form that is shown, so that the same press twice is one."""
        tongues = [(one, self.house.texts.name_language(one)) for one in typed.languages]
        key = typed["key"] or f"{self.house.clock():%Y%m%d%H%M%S}-{current_staff().staff_id}"
        return {"tongues": tongues, "key": key}


def _may_correct() -> bool:
    return any(map(current_staff().may, (Role.BROADCASTER, Role.APPROVER)))


def _find_title(message: Message) -> str:
    """What its readers know it by."""
    words = message.title if isinstance(message, Card) else message.text if isinstance(message, Text) else ""
    first = words.strip().partition("\n")[0]
    return first if len(first) <= LONGEST_TITLE else f"{first[:LONGEST_TITLE]}…"
