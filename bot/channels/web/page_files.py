"""The page's own script and styles, each as one file: over a slow line every further request costs."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from bot.channels.web.assets import Asset
from bot.channels.web.bundle import STATIC, bundle_script, bundle_styles

SHEETS = ("tokens.css", "base.css", "chat.css", "messages.css")
YEAR_SECONDS = 31_536_000  # their addresses change with them


class PageFiles:
    """`GET /chat/page.js` and `GET /chat/page.css`."""

    def __init__(self) -> None:
        self._script = Asset.of(bundle_script(STATIC / "chat.js"), "text/javascript")
        styles = bundle_styles(STATIC / name for name in SHEETS)
        self._styles = Asset.of(styles.replace('url("', 'url("static/'), "text/css")

    def show_script(self) -> ResponseReturnValue:
        return self._script.answer(request, YEAR_SECONDS)

    def show_styles(self) -> ResponseReturnValue:
        return self._styles.answer(request, YEAR_SECONDS)

    def list_addresses(self) -> dict[str, str]:
        """For the page's template."""
        return {
            "script_url": url_for("web.show_script", v=self._script.version),
            "styles_url": url_for("web.show_styles", v=self._styles.version),
        }
