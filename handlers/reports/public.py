"""`/reports/<token>`: how a report stands, for who made it; photos and the place may be added.

Public: the signed token is the key, and nothing of the report is in it. Posts of other networks come in signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlmodel import Session, select
from werkzeug.exceptions import RequestEntityTooLarge

from bot.areas import Areas
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.errors import UserError
from bot.forms.faults import Fault
from bot.forms.photos import MOST_BYTES, read_photo
from bot.headers import keep_private, make_policy
from bot.maps import CityMap, Drawing, Pin
from bot.pages import html_lang, present_banner, wanted_language
from bot.posting import answer_refusals, make_room
from bot.signed_ids import read_id
from handlers.reports.links import KIND, PATH
from handlers.reports.models import OPEN, DamagePhoto, DamageReport, Mark
from handlers.reports.public_posts import PostsWebhook
from handlers.reports.service import adding
from handlers.reports.service.catalogue import SERVICE, Catalogue, find_catalogue, find_department
from handlers.reports.service.places import Place, open_gazetteer
from handlers.reports.service.submitting import read_place

MOST_BYTES_POSTED = 4 * MOST_BYTES  # a photo that is too large is read through, and answered in words
_HEADERS = keep_private(make_policy())


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 for a token that is not ours, and for what was deleted."""
    blueprint = Blueprint(
        SERVICE, __name__, template_folder="templates", static_folder="static", static_url_path="/reports-static"
    )
    pages = _Pages(database, house, CityMap(open_gazetteer(house.city).areas))
    blueprint.add_url_rule(f"{PATH}/<token>", "show", pages.show)
    blueprint.add_url_rule(f"{PATH}/posts", "take_posts", PostsWebhook(database, house).receive, methods=["POST"])
    blueprint.add_url_rule(f"{PATH}/<token>/photos", "add_photo", pages.add_photo, methods=["POST"])
    blueprint.add_url_rule(f"{PATH}/<token>/photos/<int:photo_id>", "show_photo", pages.show_photo)
    blueprint.add_url_rule(f"{PATH}/<token>/place", "put_place", pages.put_place, methods=["POST"])
    make_room(blueprint, MOST_BYTES_POSTED, unchecked=("take_posts",))
    blueprint.after_request(_add_headers)
    blueprint.register_error_handler(CSRFError, answer_refusals(pages.show_stale))
    blueprint.register_error_handler(RequestEntityTooLarge, answer_refusals(pages.show_too_large))
    return blueprint


@dataclass(frozen=True)
class _Pages:
    database: Database
    house: House
    city_map: CityMap

    @property
    def areas(self) -> Areas:
        return open_gazetteer(self.house.city).areas

    def show(self, token: str) -> ResponseReturnValue:
        return self._render(token)

    def show_photo(self, token: str, photo_id: int) -> ResponseReturnValue:
        """A small one, of this report alone."""
        with self.database.read() as session:
            report = self._find(session, token)
            photo = session.get(DamagePhoto, photo_id)
            if photo is None or photo.report_id != report.id or photo.preview is None:
                abort(404)
            return Response(photo.preview, mimetype="image/jpeg")

    def add_photo(self, token: str) -> ResponseReturnValue:
        """Written anew, without what a camera hides in it."""
        file = request.files.get("photo")
        try:
            photo = read_photo(file.stream.read(MOST_BYTES + 1) if file is not None else b"")
            with self.database.write() as session:
                adding.add_photo(session, self._catalogue, self._find(session, token), photo, utc_now())
        except (Fault, UserError) as error:
            return self._render(token, error)
        return redirect(url_for(".show", token=token, lang=request.args.get("lang"), said="photo"), 303)

    def put_place(self, token: str) -> ResponseReturnValue:
        """A point on the map, or a town."""
        place = self._read_place()
        if place is None:
            return self._render(token, UserError("reports.page_place_wanted"))
        try:
            with self.database.write() as session:
                report = self._find(session, token)
                adding.put_place(session, self._catalogue, open_gazetteer(self.house.city), report, place)
        except UserError as error:
            return self._render(token, error)
        return redirect(url_for(".show", token=token, lang=request.args.get("lang"), said="place"), 303)

    def show_stale(self, _: CSRFError) -> ResponseReturnValue:
        return self._refuse(UserError("reports.page_stale"), 400)

    def show_too_large(self, _: RequestEntityTooLarge) -> ResponseReturnValue:
        fault = UserError("forms.photo_too_large", megabytes=MOST_BYTES // 1024**2)
        return self._refuse(fault, 413)

    def _refuse(self, fault: UserError, status: int) -> ResponseReturnValue:
        return self._render(str((request.view_args or {}).get("token", "")), fault, status)

    @property
    def _catalogue(self) -> Catalogue:
        return find_catalogue(self.house.city) or abort(404)

    def _find(self, session: Session, token: str) -> DamageReport:
        report_id = read_id(self.house.secret_key, KIND, token) or abort(404)
        return session.get(DamageReport, report_id) or abort(404)

    def _read_place(self) -> Place | None:
        gazetteer = open_gazetteer(self.house.city)
        try:
            latitude, longitude = float(request.form["latitude"]), float(request.form["longitude"])
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                return gazetteer.point(latitude, longitude)
        except (KeyError, ValueError):
            pass
        town = self.areas.find(request.form.get("area", ""))
        return Place(town.latitude, town.longitude, town.id, (town.id,)) if town and town.kind == "town" else None

    def _render(self, token: str, fault: UserError | None = None, status: int = 422) -> ResponseReturnValue:
        with self.database.read() as session:
            report = self._find(session, token)
            photos = list(session.exec(select(DamagePhoto).where(DamagePhoto.report_id == report.id)))
            shown = [photo.id for photo in photos if photo.preview is not None]
            session.expunge_all()
        asked = request.args.get("lang", "") or report.language
        language = asked if asked in self.house.texts.languages else wanted_language(request)
        words = RoomWords(self.house.texts, language, self.house.city, SERVICE)
        values = {
            "report": report,
            "token": token,
            "photos": shown,
            "awaited": len(photos) - len(shown),
            "may_add": report.state in OPEN,
            "may_add_photo": report.state in OPEN and len(photos) < self._catalogue.most_photos,
            "is_outside": Mark.OUTSIDE in report.marks,
            "has_lost_photo": Mark.NO_PHOTO in report.marks,
            "megabytes": MOST_BYTES // 1024**2,
            "made": say_moment(words, report.made_at),
            "spoken": html_lang(report.language),
            "drawing": self._draw(report, words),
            "towns": [(town.id, town.name_in(language)) for town in self.areas.towns],
            "area": report.place.get("area", ""),
            "wrong": words.text(fault.text_key, **fault.values) if fault else "",
            "said": request.args.get("said", ""),
            **self._frame(words, report),
        }
        return render_template("reports/report.html", **values), status if fault else 200

    def _draw(self, report: DamageReport, words: RoomWords) -> Drawing:
        place = read_place(report.place)
        name = words.text(f"kind_{report.kind}")
        pins = []
        if place.latitude is not None and place.longitude is not None:
            pins = [Pin("here", place.latitude, place.longitude, "pin-4" if place.is_point else "pin-1", name)]
        return self.city_map.draw(words.text("page_map"), words.language, pins=pins)

    def _frame(self, words: RoomWords, report: DamageReport) -> dict[str, Any]:
        """What every page of ours has."""
        city, texts = self.house.city, self.house.texts
        department = find_department(city, report.kind)
        return {
            "t": words,
            "language": words.language,
            "html_lang": html_lang(words.language),
            "languages": [(one, html_lang(one), texts.name_language(one)) for one in texts.languages],
            "banner": present_banner(city.find_banner(utc_now()), texts, words.language),
            "office": department.name_in(words.language) if department else city.name_in(words.language),
            "telephone": (department.telephone if department else "") or city.telephone,
        }


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint and request.endpoint.endswith(".static"):
        response.headers["Cache-Control"] = "public, max-age=3600"
    return response
