"""What a page is looked at in: small or wide, light or dark, with the colours of the citizen's own system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

# Done when it has been painted, as a judge reads colours.
_ENLARGE = """
text => new Promise(done => {
  document.documentElement.style.fontSize = `${text}%`;
  requestAnimationFrame(() => requestAnimationFrame(done));
})
"""


@dataclass(frozen=True)
class Look:
    """One way to look at a page; `text` is the size of its text in per cent."""

    name: str
    width: int
    height: int = 800
    text: int = 100
    scheme: Literal["light", "dark"] = "light"
    forced: bool = False

    def put_on(self, page: Page) -> None:
        """From now on the page looks so."""
        page.set_viewport_size({"width": self.width, "height": self.height})
        page.emulate_media(color_scheme=self.scheme, forced_colors="active" if self.forced else "none")
        page.evaluate(_ENLARGE, self.text)


PHONE = Look("phone, large letters", 320, 640, text=200)
DESK = Look("desk, dark", 1280, 900, scheme="dark")
FORCED = Look("forced colours", 390, forced=True)
LOOKS = (PHONE, DESK)
