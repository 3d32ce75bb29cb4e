"""Who may write in a form: a link that was opened in time is remembered in the browser's signed cookie."""

from __future__ import annotations

from flask import session

from bot.clock import utc_now

SITTING_SECONDS = 2 * 60 * 60  # since the page was last used
MOST = 6  # forms open in one browser; a cookie has little room
_COOKIE = "forms"


def begin_sitting(key: str) -> None:
    """From now on this browser may write in the form with this key."""
    others = sorted((until, other) for other, until in _read().items() if other != key)
    kept = {other: until for until, other in others[-(MOST - 1) :]}
    session[_COOKIE] = {**kept, key: round(utc_now().timestamp() + SITTING_SECONDS, 3)}
    session.permanent = True  # until the time that is in it


def may_write(key: str) -> bool:
    """Whether this browser may; each use keeps it open for longer."""
    if key not in _read():
        return False
    begin_sitting(key)
    return True


def _read() -> dict[str, float]:
    now = utc_now().timestamp()
    found = session.get(_COOKIE) or {}
    return {key: until for key, until in found.items() if until > now}
