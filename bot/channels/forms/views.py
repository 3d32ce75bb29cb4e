"""The pages of a form: fill in, check, send, done; each works without script."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from flask import Response, jsonify, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import NotFound as PageNotFound
from werkzeug.exceptions import RequestEntityTooLarge

from bot.channels.forms import desk, liff, posted, sittings
from bot.channels.forms.counter import FormCounter
from bot.channels.forms.desk import ChangedMeanwhile, SentAlready, Sheet
from bot.channels.forms.pages import FormPages
from bot.channels.forms.posted import PageExpired, Posted
from bot.channels.web.languages import choose_language
from bot.clients.line_login import TokenRefused
from bot.errors import NotFound, TemporaryFault
from bot.forms.checking import read_typed
from bot.forms.faults import Fault
from bot.forms.links import FormLink, read_link
from bot.forms.postcodes import find_addresses
from bot.services.form_entries import find_photo

log = logging.getLogger(__name__)


class FormViews:
    """The endpoints over one counter."""

    def __init__(self, counter: FormCounter) -> None:
        self._counter = counter
        self._pages = FormPages(counter)

    def open_link(self, name: str) -> ResponseReturnValue:
        """`GET /liff/<form>?t=…`: the signed link of a conversation; the token is in no address after this."""
        link = read_link(self._counter.secret_key, request.args.get("t", ""))
        if self._counter.forms.find(name) is None or (link is not None and link.form != name):
            raise NotFound("no such form")
        if link is not None:
            session["language"] = link.language
            return redirect(self._open(link, is_filled="filled" in request.args), 303)
        return self.enter(name)

    def enter(self, name: str = "") -> ResponseReturnValue:
        """`GET /liff/`, where LIFF apps begin, and a form without a good link: LINE knows who opened it."""
        if self._counter.liff is None:
            raise NotFound("no link")
        return self._pages.enter(name, liff.make_nonce())

    def begin_session(self) -> ResponseReturnValue:
        """`POST /liff/session` `id_token`, `form`, `nonce`: `{"url": …}`, or 401 or 503 `{"error": sentence}`.

        Whatever else a page says of its user is not looked at.
        """
        given, name = request.form, request.form.get("form", "")
        if self._counter.liff is None or self._counter.forms.find(name) is None:
            return self._pages.refuse("dead_in_line", 404)
        nonce = given.get("nonce", "")
        if not liff.take_nonce(nonce):
            return self._pages.refuse("dead_in_line", 401)
        try:
            user_id = self._counter.liff.login.verify(given.get("id_token", ""), nonce)
        except TokenRefused as error:
            log.info("an id token was refused: %s", error)
            return self._pages.refuse("dead_in_line", 401, is_expired=error.is_expired)
        except TemporaryFault as error:
            log.warning("an id token can't be checked: %s", error)
            return self._pages.refuse("line_away", 503)
        language = choose_language(request)
        return jsonify(url=self._open(liff.link_for_user(self._counter.database, user_id, name, language)))

    def _open(self, link: FormLink, *, is_filled: bool = False) -> str:
        """The address of the form, which this browser may write in from now on; what is filled is looked through."""
        key = desk.open_form(self._counter.database, link)
        sittings.begin_sitting(key)
        sheet = desk.load_sheet(self._counter, link.form, key)
        if is_filled and not sheet.needs_identity and not sheet.check().faults:
            return url_for("forms.show_confirm", name=link.form, key=key, filled=1)
        return url_for("forms.show_form", name=link.form, key=key)

    def show_form(self, name: str, key: str) -> ResponseReturnValue:
        """`GET /liff/<form>/<key>`"""
        sheet = self._get_sheet(name, key)
        if sheet.needs_identity:
            return self._go_to("show_identity", sheet)
        notice = "saved" if "saved" in request.args else "resumed" if sheet.is_resumed else ""
        return self._pages.form(sheet, sheet.typed, notice=notice)

    def post_form(self, name: str, key: str) -> ResponseReturnValue:
        """`POST /liff/<form>/<key>`: keep what was typed, then what the pressed button says."""
        sheet = self._get_sheet(name, key)
        said = posted.read_posted(request, sheet.form)
        if said.action == "begin_anew":
            desk.begin_anew(self._counter.database, sheet)
            return self._go_to("show_form", sheet)
        faults = dict(said.faults)
        addresses: dict[str, list[str]] = {}
        if said.action.startswith("look_up."):
            addresses = self._look_up(sheet, said, faults)
        elif said.action.startswith("take."):
            field, _, address = said.action.removeprefix("take.").partition(".")
            said.typed.update({field: address} if field in {one.fills for one in sheet.form.fields} - {""} else {})
        desk.save(self._counter.database, sheet, said.typed, said.photos)
        return self._answer(desk.load_sheet(self._counter, name, key), said, faults, addresses)

    def post_draft(self, name: str, key: str) -> ResponseReturnValue:
        """`POST /liff/<form>/<key>/draft`: the script saves from time to time; without photos."""
        sheet = self._get_sheet(name, key)
        desk.save(self._counter.database, sheet, posted.read_posted(request, sheet.form).typed, {})
        return "", 204

    def show_confirm(self, name: str, key: str) -> ResponseReturnValue:
        """`GET /liff/<form>/<key>/confirm`"""
        sheet = self._get_sheet(name, key)
        if sheet.needs_identity:
            return self._go_to("show_identity", sheet, said="expired")
        checked = sheet.check()
        if checked.faults:
            return self._pages.form(sheet, sheet.typed, checked.faults, status=400)
        notices = {"filled": "filled_before", "verified": "verified_all"}
        return self._pages.confirm(sheet, checked, next((notices[one] for one in notices if one in request.args), ""))

    def post_confirm(self, name: str, key: str) -> ResponseReturnValue:
        """`POST /liff/<form>/<key>/confirm`: send it."""
        sheet = self._get_sheet(name, key)
        if sheet.needs_identity:
            return self._go_to("show_identity", sheet, said="expired")
        checked = sheet.check()
        if checked.faults:
            return self._pages.form(sheet, sheet.typed, checked.faults, status=400)
        desk.send(self._counter, sheet, checked.values)
        return self._go_to("show_done", sheet)

    def show_done(self, name: str, key: str) -> ResponseReturnValue:
        """`GET /liff/<form>/<key>/done`"""
        sheet = self._load_sheet(name, key)
        if not sheet.is_sent:
            return self._go_to("show_form", sheet)
        return self._pages.done(sheet, is_again=False)

    def show_photo(self, name: str, key: str, field: str) -> ResponseReturnValue:
        """`GET /liff/<form>/<key>/photos/<field>`: as it was written anew."""
        sheet = self._get_sheet(name, key)
        with self._counter.database.read() as reading:
            photo = find_photo(reading, sheet.entry, field)
        if photo is None:
            raise PageNotFound
        return Response(photo.content, mimetype="image/jpeg")

    def find_address(self, code: str) -> ResponseReturnValue:
        """`GET /liff/postcodes/<code>`: `{"addresses": […]}`, for the script; public data."""
        return jsonify(addresses=find_addresses(code))

    def _look_up(self, sheet: Sheet, said: Posted, faults: dict[str, Fault]) -> dict[str, list[str]]:
        """Fill the address in where the postcode has one; those to choose from where it has several."""
        field = sheet.form.find_field(said.action.removeprefix("look_up."))
        if field is None or not field.fills:
            return {}
        found = find_addresses(said.typed.get(field.name, ""))
        if not found:
            faults[field.name] = Fault("forms.unknown_postcode")
        elif len(found) == 1:
            if not said.typed.get(field.fills, "").startswith(found[0]):
                said.typed[field.fills] = found[0]
        else:
            return {field.name: found}
        return {}

    def _answer(
        self, sheet: Sheet, said: Posted, faults: dict[str, Fault], addresses: Mapping[str, list[str]]
    ) -> ResponseReturnValue:
        if sheet.needs_identity:
            return self._go_to("show_identity", sheet, said="expired")
        if said.action == "save" and not faults:
            return redirect(url_for("forms.show_form", name=sheet.form.name, key=sheet.entry.key, saved=1), 303)
        if said.action in ("", "go_on"):
            faults = {**sheet.check().faults, **faults}
        elif said.action != "save":
            is_filled = said.action.startswith(("look_up.", "take.")) and not faults and not addresses
            notice = "address_filled" if is_filled else ""
            return self._pages.form(sheet, sheet.typed, faults, notice, addresses, status=400 if faults else 200)
        if faults:
            return self._pages.form(sheet, sheet.typed, faults, status=400)
        return self._go_to("show_confirm", sheet)

    def _get_sheet(self, name: str, key: str) -> Sheet:
        """The form as it is, for who may write in it. Raises NotFound and SentAlready."""
        sheet = self._load_sheet(name, key)
        if sheet.is_sent:
            raise SentAlready(sheet.entry.number)
        return sheet

    def _load_sheet(self, name: str, key: str) -> Sheet:
        if not sittings.may_write(key):
            raise NotFound("not this browser")
        return desk.load_sheet(self._counter, name, key)

    def _go_to(self, view: str, sheet: Sheet, said: str | None = None) -> Response:
        address = url_for(f"forms.{view}", name=sheet.form.name, key=sheet.entry.key, said=said)
        return make_response(redirect(address, 303))

    def show_dead(self, _error: NotFound) -> ResponseReturnValue:
        return self._refuse_script(410) or self._pages.dead()

    def show_sent_already(self, _error: SentAlready) -> ResponseReturnValue:
        """The second tab, or the button pressed twice: it says so."""
        name, key = (request.view_args or {})["name"], (request.view_args or {})["key"]
        return self._refuse_script(409) or self._pages.done(self._load_sheet(name, key), is_again=True)

    def show_changed(self, _error: ChangedMeanwhile) -> ResponseReturnValue:
        """The page as it is now, with everything that was typed."""
        return self._go_to("show_form", self._get_sheet(**(request.view_args or {})))

    def show_expired(self, _error: PageExpired) -> ResponseReturnValue:
        """What was typed is on the page again, and nothing was kept."""
        return self._refuse_script(400) or self._show_again("page_expired", 400)

    def show_too_large(self, _error: RequestEntityTooLarge) -> ResponseReturnValue:
        """Nothing of it was read; the page has what was saved before."""
        return self._refuse_script(413) or self._show_again("too_large", 413, is_readable=False)

    def show_busy(self, _error: OperationalError | TemporaryFault) -> ResponseReturnValue:
        return self._refuse_script(503) or self._pages.busy()

    def _show_again(self, alarm: str, status: int, *, is_readable: bool = True) -> ResponseReturnValue:
        try:
            sheet = self._get_sheet(**(request.view_args or {}))
        except SentAlready as error:
            return self.show_sent_already(error)
        except (NotFound, TypeError):  # the latter: an address without a form
            return self._pages.dead()
        typed = read_typed(sheet.form, request.form) if is_readable else {}
        return self._pages.form(sheet, typed or sheet.typed, alarm=alarm, status=status)

    def _refuse_script(self, status: int) -> Response | None:
        """A script asks for no page."""
        return Response(status=status) if request.endpoint in ("forms.post_draft", "forms.begin_session") else None
