"""Headers of pages that hold what is personal."""

from __future__ import annotations

from bot.channels.forms.liff import Liff


def make_headers(liff: Liff | None) -> dict[str, str]:
    """Nothing is kept by a cache, framed, indexed, or told to the next page. LIFF's SDK may run where there is LIFF."""
    policy = {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    if liff is not None:
        policy["script-src"] = f"'self' {liff.script_origin}"
        policy["connect-src"] = f"'self' {liff.origins_asked}"
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
