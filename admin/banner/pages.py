"""`/admin/banner`: the city's urgent message, set and withdrawn by administrators and approvers of the whole city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from admin.banner.form import BannerForm
from admin.house import AdminHouse
from admin.page import render
from admin.section import add_routes
from admin.settings.editing import Editor, may_set_banner
from bot.banner import Banner
from bot.pages import BannerView, html_lang, present_banner
from bot.services.city_settings.topics import Topic


def create_blueprint(house: AdminHouse) -> Blueprint:
    """One page."""
    blueprint = Blueprint("banner", __name__, url_prefix="/banner", template_folder="templates")
    pages = BannerPages(house)
    add_routes(
        blueprint,
        (("GET", "", pages.show), ("POST", "", pages.change), ("POST", "/withdraw", pages.withdraw)),
    )
    return blueprint


@dataclass(frozen=True)
class BannerPages:
    house: AdminHouse

    def show(self) -> ResponseReturnValue:
        return self._open(Editor.show)

    def change(self) -> ResponseReturnValue:
        return self._open(Editor.change)

    def withdraw(self) -> ResponseReturnValue:
        return self._open(Editor.reset)

    def _open(self, do: Callable[[Editor], ResponseReturnValue]) -> ResponseReturnValue:
        role = may_set_banner()
        if role is None:
            return render(self.house, "banner/refused.html", 403)
        form = BannerForm(self.house.texts.languages)
        helpers = {"list_banners": self._list_banners}
        return do(Editor(self.house, Topic.BANNER, form, "banner/banner.html", _find_address, role, helpers))

    def _list_banners(self, banner: Banner) -> list[tuple[str, str, BannerView | None]]:
        """(language, its tag, as its readers see it) of each language."""
        texts = self.house.texts
        return [
            (texts.name_language(one), html_lang(one), present_banner(banner, texts, one)) for one in texts.languages
        ]


def _find_address() -> str:
    return url_for("admin.banner.show")
