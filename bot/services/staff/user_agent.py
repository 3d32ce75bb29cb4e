"""What a browser calls itself, in words that its owner knows it by."""

from __future__ import annotations

import re

# The first that fits: most name others, too, for the sake of old sites.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\S+ )?Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows NT"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux"),
)
LONGEST = 60


def describe_user_agent(header: str) -> str:
    """`Firefox 145, Windows`; the beginning of what is sent when it is nothing that we know."""
    header = "".join(filter(str.isprintable, header))
    browser = next((f"{name} {found[1]}" for name, pattern in _BROWSERS if (found := re.search(pattern, header))), "")
    system = next((name for name, pattern in _SYSTEMS if re.search(pattern, header)), "")
    return ", ".join(filter(None, (browser, system))) if browser else header[:LONGEST]
