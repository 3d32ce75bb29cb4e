"""A shadow root for a judge that can't look into one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

_READ = """
(host) => {
  const {shadowRoot: root, lang, style} = document.querySelector(host);
  const sheet = [...root.adoptedStyleSheets].flatMap((one) => [...one.cssRules]).map((rule) => rule.cssText);
  return `<!doctype html><html lang="${lang}" style="${style.cssText}"><head><title>Copy</title>
    <style>${sheet.join("").replaceAll(":host", ":root")}</style></head><body>${root.innerHTML}</body></html>`;
}
"""
_SCHEME = "() => matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"
_FORCED = "() => matchMedia('(forced-colors: active)').matches ? 'active' : 'none'"


@contextmanager
def copy_out_of_shadow(page: Page, host: str) -> Iterator[Page]:
    """A page whose body is what the host's shadow root holds now, in the same styles, size and colours.

    HTML_CodeSniffer finds elements and their labels by the document, to which a shadow root does not belong.
    """
    size = page.viewport_size
    assert size is not None
    copy = page.context.new_page()
    copy.set_viewport_size(size)
    copy.emulate_media(color_scheme=page.evaluate(_SCHEME), forced_colors=page.evaluate(_FORCED))
    copy.set_content(page.evaluate(_READ, host))
    yield copy
    copy.close()
