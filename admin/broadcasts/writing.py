"""Writing a broadcast, and changing a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from admin.broadcasts.audience import count_audience, list_districts, list_segments
from admin.broadcasts.form import KEPT, KINDS, Typed, find_kept, show_form
from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.visit import act, current_staff
from bot.errors import NotFound, UserError
from bot.forms.photos import MOST_BYTES
from bot.models.broadcasts import Broadcast, BroadcastKind, BroadcastStatus
from bot.models.staff import Role
from bot.services.broadcasts.drafting import REPEATS, create_draft, update_draft
from bot.services.broadcasts.pictures import find_base, make_picture


@dataclass(frozen=True)
class WritingPages:
    house: AdminHouse

    def show_new(self) -> ResponseReturnValue:
        self._check()
        return self._render(Typed(MultiDict({"when": "now"}), self.house.texts.languages))

    def create(self) -> ResponseReturnValue:
        return self._save(None)

    def show_edit(self, broadcast_id: int) -> ResponseReturnValue:
        self._check()
        broadcast = self._find_draft(broadcast_id)
        return self._render(show_form(broadcast, self.house.texts.languages), broadcast)

    def change(self, broadcast_id: int) -> ResponseReturnValue:
        return self._save(self._find_draft(broadcast_id))

    def count(self) -> ResponseReturnValue:
        """How many the form's fields mean now."""
        self._check()
        typed = Typed(request.args, self.house.texts.languages)
        with self.house.database.read() as session:
            kept = session.get(Broadcast, request.args.get("id", 0, int))
            rule = typed.read_rule(find_kept(kept.rule) if kept else {}, self._list_rules())
            try:
                audience = count_audience(session, self.house, rule)
            except ValueError:
                abort(400)
        words = Words(self.house)
        said = words.text("broadcasts.count_now", total=f"{audience.total:,}", line=f"{audience.in_line:,}")
        return jsonify({"total": audience.total, "words": said})

    def _save(self, broadcast: Broadcast | None) -> ResponseReturnValue:
        self._check()
        typed = Typed(
            MultiDict(request.form), self.house.texts.languages, own_pictures=find_base(self.house.public_url)
        )
        self._take_picture(typed)
        wanted = typed.read(find_kept(broadcast.rule) if broadcast else {}, self._list_rules())
        if wanted is None:
            return self._render(typed, broadcast, 422)
        try:
            with self.house.database.write() as session:
                if broadcast is None:
                    saved = create_draft(session, wanted, act(self.house))
                else:
                    saved = update_draft(session, broadcast.id or 0, wanted, act(self.house))
        except UserError as error:
            warn(self.house, error.text_key, **error.values)
            return self._render(typed, broadcast, 409)
        tell(self.house, "broadcasts.told_saved")
        return redirect(url_for("admin.broadcasts.show", broadcast_id=saved.id), 303)

    def _take_picture(self, typed: Typed) -> None:
        """One of the writer's own files becomes an address of ours, which stays in the form whatever else is wrong."""
        file = request.files.get("picture")
        if file is None or not file.filename:
            return
        try:
            picture = make_picture(file.stream.read(MOST_BYTES + 1), current_staff().staff_id, self.house.clock())
        except UserError as error:
            typed.errors["picture"] = (error.text_key, error.values)
            return
        with self.house.database.write() as session:
            session.add(picture)
        typed.fields["image_url"] = f"{typed.own_pictures}{picture.key}"

    def _render(self, typed: Typed, broadcast: Broadcast | None = None, status: int = 200) -> ResponseReturnValue:
        words = Words(self.house)
        with self.house.database.read() as session:
            segments = [(f"{one.id}", one.name) for one in list_segments(session)]
        if broadcast is not None and find_kept(broadcast.rule):
            segments.insert(0, (KEPT, words.text("broadcasts.segment_kept")))
        return render(
            self.house,
            "broadcasts/edit.html",
            status,
            typed=typed,
            errors=typed.errors,
            one=broadcast,
            tongues=[(one, self.house.texts.name_language(one)) for one in typed.languages],
            districts=[(area.id, area.name_in(words.language)) for area in list_districts(self.house)],
            segments=[("", words.text("broadcasts.segment_none")), *segments],
            kinds=[(kind, words.text(f"broadcasts.kind_{kind}")) for kind in KINDS],
            repeats=[(repeat, words.text(f"broadcasts.repeat_{repeat or 'never'}")) for repeat in REPEATS],
        )

    def _list_rules(self) -> Mapping[str, Mapping[str, Any]]:
        with self.house.database.read() as session:
            return {str(one.id): one.rule for one in list_segments(session)}

    def _find_draft(self, broadcast_id: int) -> Broadcast:
        with self.house.database.read() as session:
            broadcast = session.get(Broadcast, broadcast_id)
        is_ours = broadcast is not None and broadcast.kind != BroadcastKind.SURVEY  # that one has pages of its own
        if broadcast is None or not is_ours or broadcast.status != BroadcastStatus.DRAFT:
            raise NotFound(f"there is no draft {broadcast_id}")
        return broadcast

    def _check(self) -> None:
        if not current_staff().may(Role.BROADCASTER):
            abort(403)
