"""A citizen with nothing but a keyboard, a screen 320 px wide, and text twice as large."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bot.texts import Texts

SMALL = {"width": 320, "height": 640}
MOST_STOPS = 60

_ENLARGE = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '%s'; });"
# What has the focus, in shadow roots too: its name, and whether it can be seen to have it.
_FOCUS = """
() => {
  let one = document.activeElement;
  while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const words = one.cloneNode(true);
  words.querySelectorAll("[aria-hidden=true]").forEach((part) => part.remove());
  const name = one.ariaLabel || words.textContent.trim() || one.labels?.[0]?.innerText.trim() || one.id;
  if (one === document.body) return {name: "", id: "", isSeen: true};
  const box = one.getBoundingClientRect();
  const {outlineStyle, outlineWidth} = getComputedStyle(one);
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
  const top = one.getRootNode().elementFromPoint(x, y);
  const isShown = one.contains(top) || [...(one.labels ?? [])].some((label) => label.contains(top));
  const isRinged = one.tabIndex < 0 || outlineStyle !== "none" && parseFloat(outlineWidth) > 0; // or only read out
  return {name, isSeen: isShown && isRinged, id: one.id, box: box.toJSON(), over: top?.outerHTML, isRinged};
}
"""
_CUT_OFF = """
() => {
  const roots = [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
  const all = roots.flatMap((root) => [...root.querySelectorAll("body *, .panel[open] *")]);
  return all.filter((one) => !one.closest(".unseen, .hidden, .skip, .carousel, .table-box, template, svg"))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.right > innerWidth + 1 || box.left < -1))
    .filter(([one]) => one.checkVisibility({visibilityProperty: true}))
    .map(([one]) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`);
}
"""


class Walker:
    """Walks over pages in one language. `size` is twice what the pages give their root."""

    def __init__(self, page: Page, texts: Texts, language: str, size: str = "200%") -> None:
        self.page = page
        self.language = language
        self._texts = texts
        page.context.add_init_script(_ENLARGE % size)  # of pages that open from this one, too

    def says(self, key: str, **values: object) -> str:
        """The wording of a text key."""
        return self._texts.get(self.language, key, **values)

    def goes_to(self, url: str) -> None:
        self.page.goto(url)
        self.fits()

    def fits(self) -> None:
        """Nothing is cut off at the side, and nothing scrolls sideways."""
        self.page.wait_for_load_state()  # its styles, without which nothing is where it belongs
        assert self.page.evaluate(_CUT_OFF) == []
        # Once its fonts are there, which a busy machine takes a while for.
        self.page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")

    def reaches(self, wanted: str, key: str = "Tab") -> None:
        """Presses Tab until what is named so, or has this id, has the focus, which every stop must be seen to have.

        Where it was before may be out of sight: a long answer is shown from its top, and the field stays below.
        """
        passed: list[str] = []
        while len(passed) < MOST_STOPS:
            focus = self.page.evaluate(_FOCUS)
            assert focus["isSeen"] or not passed, f"the focus is not to be seen: {focus}"
            if focus["name"].startswith(wanted) or focus["id"] == wanted:
                return
            passed.append(focus["name"])
            self.page.keyboard.press(key)
        raise AssertionError(f"{wanted} is not reached by {key}: {passed}")

    def presses(self, wanted: str, key: str = "Tab") -> None:
        self.reaches(wanted, key)
        self.page.keyboard.press("Enter")

    def writes(self, wanted: str, words: str) -> None:
        """Into the field that is named so, or has this id."""
        self.reaches(wanted)
        self.page.keyboard.insert_text(words)

    def asks(self, words: str) -> None:
        """In the chat, whose field has the focus or is reached."""
        self.reaches("text")
        self.page.keyboard.insert_text(words)
        self.page.keyboard.press("Enter")

    def hears(self, count: int, words: str = "") -> None:
        """As many answers as that are in the log now, these words in the last."""
        answers = self.page.locator("#log .entry-bot")
        expect(answers).to_have_count(count)
        expect(answers.last).to_contain_text(words)
        self.fits()

    def focused(self) -> str:
        """The id or the name of what has the focus."""
        focus = self.page.evaluate(_FOCUS)
        return str(focus["id"] or focus["name"])
