"""axe-core and HTML_CodeSniffer: two judges of accessibility, as each misses what the other finds.

They come from npm (`npm ci` in this folder), so they run where that was done; REQUIRE_JUDGES=1 makes it a must.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.judges.looks import LOOKS, Look
from tests.browser.judges.shadows import copy_out_of_shadow

_MODULES = Path(__file__).parent / "node_modules"
_AXE = _MODULES / "axe-core/axe.min.js"
_SNIFFER = _MODULES / "html_codesniffer/build/HTMLCS.js"

_RUN_AXE = """
async (within) => {
  const found = await axe.run(within || document, {resultTypes: ["violations"]});
  return found.violations.flatMap((fault) => fault.nodes.map((node) =>
    `axe ${fault.id}: ${fault.help}: ${node.target.join(" ")}: ${node.failureSummary}`));
}
"""
# 1 is an error; warnings and notices ask a person to look.
_RUN_SNIFFER = """
() => new Promise((resolve, reject) => HTMLCS.process("WCAG2AA", document, () => resolve(
  HTMLCS.getMessages().filter((message) => message.type === 1).map((message) =>
    `HTMLCS ${message.code}: ${message.msg}: ${message.element.outerHTML?.slice(0, 200)}`)), reject))
"""


def require_judges() -> None:
    """Skip the test where the judges are not installed, or fail where they must be."""
    if _AXE.exists() and _SNIFFER.exists():
        return
    if os.environ.get("REQUIRE_JUDGES"):
        pytest.fail("REQUIRE_JUDGES is set, and `npm ci` was not run in tests/browser/judges")
    pytest.skip("axe-core and HTML_CodeSniffer are not here: run `npm ci` in tests/browser/judges")


def expect_no_faults(page: Page, *more: Look, host: str = "") -> None:
    """Neither judge finds a violation in the page as it is now, on a phone with large letters, on a dark desk, and in
    `more` looks. `host` is the element with a shadow root that is judged, alone."""
    faults: list[str] = []
    for look in (*LOOKS, *more):
        look.put_on(page)
        faults += [f"{look.name}: {fault}" for fault in list_faults(page, host)]
    assert faults == [], "\n".join(["", *faults])


def list_faults(page: Page, host: str = "") -> list[str]:
    """What either judge calls a violation in the page as it is now, or in the element `host` and its shadow root."""
    found = _judge(page, _AXE, _RUN_AXE, host)
    if not host:
        return found + _judge(page, _SNIFFER, _RUN_SNIFFER)
    with copy_out_of_shadow(page, host) as copy:
        return found + _judge(copy, _SNIFFER, _RUN_SNIFFER)


def _judge(page: Page, judge: Path, run: str, *given: str) -> list[str]:
    # Evaluated, not added as a tag: the page's own policy lets no foreign script in.
    name = "axe" if judge is _AXE else "HTMLCS"
    if not page.evaluate(f"'{name}' in globalThis"):
        page.evaluate(judge.read_text("utf-8"))
    found: list[Any] = page.evaluate(run, *given)
    return [str(fault) for fault in found]
