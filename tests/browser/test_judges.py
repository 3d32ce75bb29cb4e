"""The judges of accessibility see what is wrong, in a shadow root too."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.judges import list_faults, require_judges

pytestmark = pytest.mark.browser

WRONG = "<img src='data:,'><p style='color:#ccc;background:#fff'>faint</p>"
HIDE = """
words => {
  const root = document.querySelector("madoguchi-chat").attachShadow({mode: "open"});
  root.innerHTML = words;
  root.adoptedStyleSheets = [new CSSStyleSheet()];
  root.adoptedStyleSheets[0].replaceSync(":host { color: #ccc; background: #fff } input { width: 50% }");
}
"""


def test_the_judges_find_what_is_wrong(open_page: OpenPage) -> None:
    require_judges()
    page = open_page("about:blank")
    page.set_content(f"<html><body>{WRONG}</body></html>")
    found = "\n".join(list_faults(page))
    assert "axe image-alt" in found and "axe color-contrast" in found
    assert "HTMLCS WCAG2AA.Principle1.Guideline1_4.1_4_3" in found


def test_the_judges_find_what_is_wrong_in_a_shadow_root(open_page: OpenPage) -> None:
    require_judges()
    page = open_page("about:blank")
    page.set_content("<html lang='ja'><title>t</title><body><madoguchi-chat lang='ja'></madoguchi-chat></body></html>")
    page.evaluate(HIDE, "<p>faint</p><label for='one'>right</label><input id='one'><input id='two'>")
    found = list_faults(page, "madoguchi-chat")
    assert [fault for fault in found if "axe label" in fault and "#two" in fault]
    assert [fault for fault in found if "HTMLCS" in fault and "1_4_3" in fault and "faint" in fault]
    assert [fault for fault in found if "HTMLCS" in fault and 'id="two"' in fault]
    assert not [fault for fault in found if 'id="one"' in fault or "#one" in fault]
