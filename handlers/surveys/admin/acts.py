"""What is done with a survey: handing in, extending, closing, publishing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.page import tell, warn
from admin.settings.parsing import parse_moment
from admin.visit import act
from bot.errors import UserError
from bot.services.staff.recording import Acting
from handlers.surveys.admin.desk import Desk
from handlers.surveys.service import opinions, writing

Act = Callable[[Session, Acting], object]


@dataclass(frozen=True)
class ActPages:
    """Each does one thing and leads back to the page, which says that it was done, or why not."""

    desk: Desk

    def hand_in(self, survey_id: int) -> ResponseReturnValue:
        def do(session: Session, acting: Acting) -> None:
            survey = self.desk.get(session, survey_id)
            content = self.desk.write_content(survey)
            writing.hand_in(session, survey_id, content, acting)

        return self._do(survey_id, do, "admin_told_handed_in")

    def delete(self, survey_id: int) -> ResponseReturnValue:
        """Back to the list, where it is gone."""
        self._do(survey_id, lambda s, acting: writing.delete(s, survey_id, acting), "admin_told_deleted")
        return redirect(url_for(".show_list"), 303)

    def extend(self, survey_id: int) -> ResponseReturnValue:
        def do(session: Session, acting: Acting) -> None:
            closes_at = parse_moment(request.form.get("closes_at", ""))
            if closes_at is None:
                raise UserError("surveys.admin_wrong_until")
            writing.extend(session, survey_id, closes_at, acting)

        return self._do(survey_id, do, "admin_told_extended")

    def close(self, survey_id: int) -> ResponseReturnValue:
        """After a tick: it can't be opened again."""

        def do(session: Session, acting: Acting) -> None:
            if request.form.get("sure") != "1":
                raise UserError("surveys.admin_wrong_sure")
            writing.close(session, survey_id, acting)

        return self._do(survey_id, do, "admin_told_closed")

    def publish(self, survey_id: int) -> ResponseReturnValue:
        is_published = request.form.get("publish") == "1"
        told = "admin_told_published" if is_published else "admin_told_unpublished"
        return self._do(survey_id, lambda s, acting: writing.publish(s, survey_id, is_published, acting), told)

    def show_text(self, survey_id: int, text_id: int) -> ResponseReturnValue:
        """Among the results for everybody, or not any more; back to the list as it was filtered."""
        is_shown = request.form.get("show") == "1"

        def do(session: Session, acting: Acting) -> None:
            opinions.show_text(session, self.desk.get(session, survey_id), text_id, is_shown, acting)

        self._do(survey_id, do, "admin_told_shown" if is_shown else "admin_told_hidden")
        question, words = request.args.get("question"), request.args.get("words")
        return redirect(url_for(".show_texts", survey_id=survey_id, question=question, words=words), 303)

    def _do(self, survey_id: int, do: Act, told: str) -> ResponseReturnValue:
        self.desk.check_writer()
        house = self.desk.house
        try:
            with house.database.write() as session:
                do(session, act(house))
        except UserError as error:
            warn(house, error.text_key, **error.values)
        else:
            tell(house, f"surveys.{told}")
        return redirect(url_for(".show", survey_id=survey_id), 303)
