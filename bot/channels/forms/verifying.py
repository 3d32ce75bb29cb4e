"""The way to an identity provider and back: who fills a form in is said by somebody whom the city trusts."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from bot.channels.forms import desk, sittings
from bot.channels.forms.counter import FormCounter, Verifying
from bot.channels.forms.desk import SentAlready, Sheet
from bot.channels.forms.pages import FormPages
from bot.clients.identity.protocol import Departure, VerificationCancelled, VerificationRefused
from bot.clock import utc_now
from bot.errors import NotFound, TemporaryFault, describe_fault

log = logging.getLogger(__name__)

AWAY_SECONDS = 15 * 60  # a citizen may take to find the card, and its code
# What the page may be told by its address: how it went, or why it is asked for (again).
SAID = ("cancelled", "refused", "silent", "late", "expired")
_COOKIE = "verifying"  # what is under way in this browser: one at a time, the one that was begun last


class VerifyingViews:
    """The endpoints over one counter."""

    def __init__(self, counter: FormCounter) -> None:
        self._counter = counter
        self._pages = FormPages(counter)

    def show_identity(self, name: str, key: str) -> ResponseReturnValue:
        """`GET /liff/<form>/<key>/identity`: why it is asked for, what is passed on, and the way there."""
        sheet = self._get_sheet(name, key)
        if not sheet.needs_identity:
            return redirect(url_for("forms.show_form", name=name, key=key), 303)
        said = request.args.get("said", "")
        return self._pages.identity(sheet, said if said in SAID else "")

    def leave(self, name: str, key: str) -> ResponseReturnValue:
        """`GET /liff/<form>/<key>/identity/go`: off to the provider. A link and no form, so that the page's policy
        need not name the places over which the provider leads on."""
        sheet = self._get_sheet(name, key)
        if not sheet.needs_identity:
            return redirect(url_for("forms.show_form", name=name, key=key), 303)
        verifying = self._get_verifying()
        try:
            departure = verifying.provider.send_away(verifying.back_url)
        except TemporaryFault as fault:
            log.error("%s", fault)
            return self._tell(name, key, "silent")
        _keep(name, key, departure)
        return redirect(departure.url, 303)

    def come_back(self) -> ResponseReturnValue:
        """`GET /liff/identity/back`: with the provider's answer, in the browser that was sent away, once."""
        begun: dict[str, Any] | None = session.pop(_COOKIE, None)
        if begun is None or not sittings.may_write(begun["key"]):
            return self._pages.lost()
        name, key = begun["form"], begun["key"]
        if begun["until"] < utc_now().timestamp():
            return self._tell(name, key, "late")
        try:
            return self._take(name, key, begun["kept"])
        except SentAlready:
            return redirect(url_for("forms.show_done", name=name, key=key), 303)
        except VerificationCancelled:
            return self._tell(name, key, "cancelled")
        except VerificationRefused as error:
            log.warning("a verification was refused: %s", error)
            return self._tell(name, key, "refused")
        except (TemporaryFault, OperationalError) as fault:
            log.error("a verification failed: %s", describe_fault(fault))
            return self._tell(name, key, "silent")

    def _take(self, name: str, key: str, kept: Mapping[str, str]) -> ResponseReturnValue:
        verifying, sheet = self._get_verifying(), self._get_sheet(name, key)
        person = verifying.provider.receive(verifying.back_url, request.args, kept)
        desk.take_identity(self._counter, sheet, verifying, person)
        return self._go_on(self._get_sheet(name, key))

    def _go_on(self, sheet: Sheet) -> ResponseReturnValue:
        """To what is still to be written; where nothing is, to the page where it is looked through."""
        view = "show_form" if sheet.check().faults else "show_confirm"
        return redirect(url_for(f"forms.{view}", name=sheet.form.name, key=sheet.entry.key, verified=1), 303)

    def _tell(self, name: str, key: str, said: str) -> ResponseReturnValue:
        return make_response(redirect(url_for("forms.show_identity", name=name, key=key, said=said), 303))

    def _get_verifying(self) -> Verifying:
        if self._counter.verifying is None:
            raise TemporaryFault("there is no identity provider")
        return self._counter.verifying

    def _get_sheet(self, name: str, key: str) -> Sheet:
        """Raises NotFound for whom it is not, and SentAlready."""
        if not sittings.may_write(key):
            raise NotFound("not this browser")
        sheet = desk.load_sheet(self._counter, name, key)
        if sheet.is_sent:
            raise SentAlready(sheet.entry.number)
        return sheet


def _keep(name: str, key: str, departure: Departure) -> None:
    until = utc_now().timestamp() + AWAY_SECONDS
    session[_COOKIE] = {"form": name, "key": key, "until": until, "kept": dict(departure.kept)}
