"""Headers that no response of ours goes without."""

from __future__ import annotations

from flask import Flask, Response

ONE_YEAR = "max-age=31536000"
# For what is no page: nothing in it may load or run, should a browser take it for one.
LEAST = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def make_policy(form_action: str = "'self'") -> str:
    """Of a page that loads its own alone, and sends its forms only there."""
    return f"default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action {form_action}"


def keep_private(policy: str) -> dict[str, str]:
    """Of what one person alone is to see, and whose address is the key: neither kept, nor found, nor told to others."""
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": policy,
    }


def add_least_headers(app: Flask, *, is_secure: bool) -> None:
    """Where a view has set none of its own; `is_secure`: browsers reach us by https alone. To be called before anything
    else adds headers, since Flask asks the first last."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in LEAST.items():
            response.headers.setdefault(name, value)
        if is_secure:
            response.headers["Strict-Transport-Security"] = ONE_YEAR
        return response
