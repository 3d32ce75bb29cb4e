"""`/admin/certificates/new`: staff enter an application for somebody who calls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.page import Words, render, tell
from bot.forms.dates import ERAS, WESTERN
from bot.forms.definition import Form, load_forms
from bot.models.staff import Role
from bot.service_facts import words_in
from bot.services.payments.subjects import NotPayable
from handlers.certificates.admin.call_form import CallForm, list_parts, read_call, strip_photos
from handlers.certificates.admin.desk import Desk
from handlers.certificates.models import Delivery, Paying
from handlers.certificates.service.applying import NotEntitled, NotVerified
from handlers.certificates.service.entering import FORM, Call, enter_call


@dataclass(frozen=True)
class CallPage:
    desk: Desk

    @cached_property
    def form(self) -> Form:
        """The citizens' own, without the photo."""
        found = load_forms(self.desk.house.texts).find(FORM)
        assert found is not None
        return strip_photos(found)

    def show_new(self) -> ResponseReturnValue:
        return self._render(CallForm({"language": "ja", "copies": "1"}))

    def enter_new(self) -> ResponseReturnValue:
        """422 with what will not do beside its field; what was typed stays."""
        reach = self.desk.reach
        has_payments = self.desk.house.engine.house.has_payments
        found = read_call(self.form, reach.catalogue, list(reach.kinds), request.form, has_payments=has_payments)
        if found.call is None or found.call.language not in self.desk.house.texts.languages:
            return self._render(found, 422)
        try:
            id = self._enter(found.call)
        except NotEntitled:
            found.errors["relationship"] = ("certificates.admin_call_entitled", {})
            return self._render(found, 422)
        except NotVerified:
            found.errors["kind"] = ("certificates.admin_call_verified", {})
            return self._render(found, 422)
        except NotPayable:
            found.errors["kind"] = ("certificates.admin_call_kind", {})
            return self._render(found, 422)
        tell(self.desk.house, "certificates.admin_told_entered")
        return redirect(url_for(".show_application", application_id=id), 303)

    def _enter(self, call: Call) -> int:
        city, now = self.desk.house.city, self.desk.house.clock()
        kind = self.desk.catalogue.find_kind(call.order.kind)
        by = self.desk.reach.staff.act_as(kind.department if kind else "", Role.SERVICE)
        with self.desk.house.database.write() as session:
            return enter_call(session, city, call, by, now).id or 0

    def _render(self, found: CallForm, status: int = 200) -> ResponseReturnValue:
        reach, language = self.desk.reach, Words(self.desk.house).language
        if not reach.kinds:
            abort(404)
        texts = self.desk.house.texts
        return render(
            self.desk.house,
            "certificate_desk/new.html",
            status,
            form=self.form,
            parts_of=list_parts(self.form),
            typed=found.typed,
            errors=found.errors,
            kinds=[(kind.id, self.desk.name_kind(kind.id)) for kind in reach.kinds],
            counters=[(one.id, words_in(one.name, language)) for one in reach.catalogue.counters],
            deliveries=list(Delivery),
            payings=list(Paying) if self.desk.house.engine.house.has_payments else [Paying.COUNTER],
            tongues=[(one, texts.name_language(one)) for one in texts.languages],
            names={one.name: self._name_options(one.name, one.options) for one in self.form.fields if one.options},
            eras=[WESTERN, *(era.name for era in ERAS)],
        )

    def _name_options(self, field: str, options: tuple[str, ...]) -> list[tuple[str, str]]:
        words = Words(self.desk.house)
        return [(one, words.text(f"certificates.admin_{field}_{one}")) for one in options]
