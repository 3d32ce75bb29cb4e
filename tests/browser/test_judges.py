"""The judges of accessibility see what is wrong."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.judges import list_faults, require_judges

pytestmark = pytest.mark.browser


def test_the_judges_find_what_is_wrong(open_page: OpenPage) -> None:
    require_judges()
    page = open_page("about:blank")
    page.set_content("<html><body><img src='data:,'><p style='color:#ccc;background:#fff'>faint</p></body></html>")
    found = "\n".join(list_faults(page))
    assert "axe image-alt" in found and "axe color-contrast" in found
    assert "HTMLCS WCAG2AA.Principle1.Guideline1_4.1_4_3" in found
