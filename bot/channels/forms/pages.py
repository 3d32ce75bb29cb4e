"""The pages themselves, each in the citizen's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, make_response, render_template, request, url_for

from bot.channels.forms.counter import FormCounter
from bot.channels.forms.desk import Sheet
from bot.channels.forms.presentation import Presenter
from bot.channels.web.languages import choose_language
from bot.channels.web.presentation import Words
from bot.clock import TOKYO
from bot.forms.checking import Checked
from bot.forms.faults import Fault
from bot.forms.links import LIFE_SECONDS
from bot.forms.photos import MOST_BYTES
from bot.messages import Channel
from bot.pages import html_lang, present_banner
from bot.services.form_entries import DRAFT_DAYS

MEGABYTES = MOST_BYTES // 1024 // 1024


class FormPages:
    """Renders; decides nothing."""

    def __init__(self, counter: FormCounter) -> None:
        self._counter = counter

    def form(
        self,
        sheet: Sheet,
        typed: Mapping[str, str],
        faults: Mapping[str, Fault] | None = None,
        notice: str = "",
        addresses: Mapping[str, Sequence[str]] | None = None,
        alarm: str = "",
        status: int = 200,
    ) -> Response:
        """The questions. `notice` says what was done, `alarm` what went wrong with the page as a whole: text keys.
        `addresses` are those of a postcode to choose from, by its field."""
        words = self._words()
        presenter = Presenter(sheet.form, words, sheet.locked)
        fields = presenter.list_fields(typed, faults or {}, sheet.photos)
        return self._render(
            "forms/fill.html",
            status,
            sheet,
            fields=fields,
            errors=[field for field in fields if field.error],
            notice=words(notice, **({"days": DRAFT_DAYS} if notice == "saved" else {})) if notice else "",
            may_begin_anew=notice == "resumed",
            verified=self._say_verified(sheet, presenter),
            addresses=addresses or {},
            alarm=words(alarm, **({"megabytes": MEGABYTES} if alarm == "too_large" else {})) if alarm else "",
            most_bytes=MOST_BYTES,
        )

    def confirm(self, sheet: Sheet, checked: Checked, notice: str = "") -> Response:
        """Everything once more, with the way back to each question. `notice` is a text key."""
        words = self._words()
        answers = list(Presenter(sheet.form, words, sheet.locked).list_answers(checked, sheet.photos))
        return self._render("forms/confirm.html", 200, sheet, answers=answers, notice=words(notice) if notice else "")

    def identity(self, sheet: Sheet, said: str) -> Response:
        """Before the questions: who fills it in is to be said by an identity provider. `said` is how it went."""
        words, verifying = self._words(), self._counter.verifying
        fills = sheet.form.identity.fills if sheet.form.identity else ()
        return self._render(
            "forms/identity.html",
            200,
            sheet,
            provider=(verifying.provider.name if verifying else "") or words("identity_service"),
            passed=Presenter(sheet.form, words, dict.fromkeys(fills, "")).list_locked(),
            minutes=verifying.minutes if verifying else 0,
            problem=words(f"identity_{said}") if said else "",
        )

    def lost(self) -> Response:
        """Somebody comes back from the provider who was not sent away from here, or whose way back was taken before."""
        return self._render("forms/lost.html", 410, None, chat_url=url_for("web.show_page"))

    def done(self, sheet: Sheet, *, is_again: bool) -> Response:
        """That it was sent, with its number."""
        return self._render(
            "forms/done.html",
            200,
            sheet,
            number=sheet.entry.number,
            is_again=is_again,
            chat_url=url_for("web.show_page") if sheet.channel is Channel.WEB else "",
        )

    def dead(self) -> Response:
        """A link that is too old or was never ours, a form that is gone, a browser that did not open it: what to do."""
        words = self._words()
        sentence = words("dead", minutes=LIFE_SECONDS // 60, days=DRAFT_DAYS)
        return self._render("forms/dead.html", 410, None, sentence=sentence, chat_url=url_for("web.show_page"))

    def enter(self, name: str, nonce: str) -> Response:
        """Where LIFF says who opened it, and what to do where it can't."""
        sentence = self._words()("dead", minutes=LIFE_SECONDS // 60, days=DRAFT_DAYS)
        return self._render("forms/enter.html", 200, None, wanted=name, nonce=nonce, sentence=sentence)

    def refuse(self, sentence: str, status: int, *, is_expired: bool = False) -> Response:
        """For the script of that page."""
        return make_response(jsonify(error=self._words()(sentence), expired=is_expired), status)

    def busy(self) -> Response:
        """The database is not there for the moment: the same once more, by a button."""
        kept = [(name, value) for name, value in request.form.items() if name != "csrf_token"]
        response = self._render("forms/busy.html", 503, None, kept=kept)
        response.headers["Retry-After"] = "5"
        return response

    def _say_verified(self, sheet: Sheet, presenter: Presenter) -> str:
        """Who said it, when, and what of it stands fast; empty where nobody did."""
        if sheet.identity is None:
            return ""
        words, at = presenter.words, sheet.identity.at.astimezone(TOKYO)
        provider = sheet.identity.provider_name or words("identity_service")
        return words("identity_done", provider=provider, time=f"{at:%H:%M}", fields=presenter.list_locked())

    def _words(self) -> Words:
        return Words(self._counter.texts, choose_language(request, self._counter.texts.languages), "forms")

    def _render(self, template: str, status: int, sheet: Sheet | None, **context: Any) -> Response:
        words, texts = self._words(), self._counter.texts
        presenter = Presenter(sheet.form, words, {}) if sheet else None
        shared = {
            "t": words,
            "say": presenter.say if presenter else None,
            "language": words.language,
            "html_lang": html_lang(words.language),
            "languages": [(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
            "city": self._counter.get_city_name(words.language),
            "form": sheet.form.name if sheet else "",
            "key": sheet.entry.key if sheet else "",
            "liff": self._counter.liff,
            "banner": present_banner(self._counter.find_banner(), texts, words.language),
        }
        response = make_response(render_template(template, **shared, **context), status)
        response.vary.add("Accept-Language")
        return response
