"""What operators do on the page of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.desk import attaching, finding
from admin.desk.context import describe, get_request
from admin.desk.viewing import is_at_work, make_actor
from admin.house import AdminHouse
from admin.page import Words, render, tell, warn
from admin.visit import current_staff
from bot.desk.room import Taken
from bot.errors import UserError
from bot.forms.attachments import MEGABYTES
from bot.messages import Text
from bot.services.audit import Actor
from nlu.normalize import clean

LONGEST_WORDS = 2000  # characters; LINE takes 5,000
LONGEST_REASON = 500


@dataclass(frozen=True)
class Acts:
    """Each leads back to the page, or to the queue, with what came of it. The page's script is answered in JSON
    (`{"told"}` or, with 409 or 422, `{"error"}`) and keeps what was typed."""

    house: AdminHouse

    def claim(self, request_id: int) -> ResponseReturnValue:
        return self.do(request_id, lambda by: self.house.desk.claim(request_id, by), "desk.told_claimed")

    def say(self, request_id: int) -> ResponseReturnValue:
        """Words, a picture or file, or both."""
        words = clean(request.form.get("words", "")).strip()
        try:
            attached = attaching.read_posted(request)
        except UserError as error:
            return self._refuse_words(request_id, words, error.text_key, **error.values)
        if len(words) > LONGEST_WORDS or not (words or attached):
            return self._refuse_words(request_id, words, "desk.words_wrong", longest=LONGEST_WORDS)
        said = (Text(words),) if words else ()
        return self.do(request_id, lambda by: self.house.desk.say(request_id, by, said, attached), "desk.told_sent")

    def refuse_large(self, _: Exception) -> ResponseReturnValue:
        """More than is read through to say so beside the field."""
        request_id = (request.view_args or {}).get("request_id", 0)
        return self.refuse(request_id, "desk.file_large", 422, megabytes=MEGABYTES)

    def send_card(self, request_id: int) -> ResponseReturnValue:
        """One answer of the city's knowledge, as a card."""
        question, wanted = request.form.get("q", ""), request.form.get("answer", "")
        language = request.form.get("language", "ja")
        found = finding.find_answers(self.house.engine.house, question, language)
        chosen = next((one for one in found if one.id == wanted), None)
        if chosen is None:
            return self.refuse(request_id, "desk.answer_gone", 422)
        card = finding.make_card(chosen, self.house.texts.get(language, "faq.source"))
        return self.do(request_id, lambda by: self.house.desk.say(request_id, by, (card,)), "desk.told_sent")

    def send_form(self, request_id: int) -> ResponseReturnValue:
        """The contact form, in which what is personal can be written."""
        return self.do(request_id, lambda by: self.house.desk.offer_form(request_id, by), "desk.told_sent")

    def note(self, request_id: int) -> ResponseReturnValue:
        words = request.form.get("words", "").strip()
        if not 0 < len(words) <= LONGEST_WORDS:
            return self.refuse(request_id, "desk.words_wrong", 422, longest=LONGEST_WORDS)
        return self.do(request_id, lambda by: self.house.desk.note(request_id, by, words), "desk.told_noted")

    def release(self, request_id: int) -> ResponseReturnValue:
        why = request.form.get("why", "").strip()[:LONGEST_REASON]
        return self.do(
            request_id, lambda by: self.house.desk.release(request_id, by, why), "desk.told_released", is_over=True
        )

    def transfer(self, request_id: int) -> ResponseReturnValue:
        why, department = request.form.get("why", "").strip()[:LONGEST_REASON], request.form.get("department", "")
        if self.house.city.find_department(department) is None or not why:
            return self.refuse(request_id, "desk.transfer_wrong", 422)
        return self.do(
            request_id,
            lambda by: self.house.desk.transfer(request_id, by, department, why),
            "desk.told_transferred",
            is_over=True,
        )

    def hand_back(self, request_id: int) -> ResponseReturnValue:
        return self.do(
            request_id, lambda by: self.house.desk.hand_back(request_id, by), "desk.told_handed_back", is_over=True
        )

    def do(
        self, request_id: int, act: Callable[[Actor], None], told: str, *, is_over: bool = False
    ) -> ResponseReturnValue:
        staff = current_staff()
        with self.house.database.read() as session:
            by = make_actor(staff, get_request(session, staff, request_id))
        try:
            act(by)
        except Taken:
            return self.refuse(request_id, "desk.taken", 409)
        if _wants_json():
            return jsonify(told=Words(self.house).text(told))
        tell(self.house, told)
        return redirect(url_for("admin.desk.show_queue") if is_over else self._address(request_id), 303)

    def _refuse_words(self, request_id: int, words: str, text_key: str, **values: object) -> ResponseReturnValue:
        """What was typed stays, also without script."""
        if _wants_json():
            return self.refuse(request_id, text_key, 422, **values)
        with self.house.database.read() as session:
            asked = get_request(session, current_staff(), request_id)
            if not is_at_work(current_staff(), asked):
                return self.refuse(request_id, "desk.taken", 409)
            shown = describe(self.house, session, asked)
        wrong = Words(self.house).text(text_key, **values)
        return render(self.house, "desk/talk.html", 422, **shown, typed=words, words_wrong=wrong)

    def refuse(self, request_id: int, text_key: str, status: int, **values: object) -> ResponseReturnValue:
        if _wants_json():
            return jsonify(error=Words(self.house).text(text_key, **values)), status
        warn(self.house, text_key, **values)
        return redirect(self._address(request_id), 303)

    def _address(self, request_id: int) -> str:
        return url_for("admin.desk.show_talk", request_id=request_id, _anchor="composer")


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(("text/html", "application/json"), "text/html") == "application/json"
