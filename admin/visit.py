"""The request that is being answered: who sends it, from where, and what they do."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response

from admin.house import AdminHouse
from bot.services.audit import Actor
from bot.services.staff.principal import SignedIn
from bot.services.staff.recording import Acting
from bot.services.staff.sessions import LONGEST, Browser

COOKIE = "madoguchi_staff"
HOME = "/admin/"


def current_staff() -> SignedIn:
    """Who is signed in; only behind a guard."""
    staff = find_staff()
    if staff is None:
        raise RuntimeError("nobody is signed in, so this address has no guard")
    return staff


def find_staff() -> SignedIn | None:
    """Who is signed in, if anybody; for pages that strangers see too."""
    found: SignedIn | None = g.get("staff")
    return found


def read_browser() -> Browser:
    """Where the request came from."""
    return Browser(request.remote_addr or "", request.user_agent.string)


def act(house: AdminHouse) -> Acting:
    """Whoever is signed in, or the system for a stranger, does something now."""
    staff = find_staff()
    actor = staff.act_as() if staff else Actor("system", "", address=request.remote_addr or "")
    return Acting(actor, house.clock())


def cookie_name(house: AdminHouse) -> str:
    """With the prefix a browser takes it from this very host alone, by https alone."""
    return f"__Host-{COOKIE}" if house.is_secure else COOKIE


def give_key(response: Response, key: str, house: AdminHouse) -> Response:
    """The browser keeps the id of its session."""
    response.set_cookie(
        cookie_name(house), key, max_age=LONGEST, path="/", secure=house.is_secure, httponly=True, samesite="Lax"
    )
    return response


def take_key(response: Response, house: AdminHouse) -> Response:
    """The browser forgets the id of its session."""
    response.delete_cookie(cookie_name(house), path="/", secure=house.is_secure, httponly=True, samesite="Lax")
    return response


def is_safe_next(address: str) -> bool:
    """Whether somebody may be sent on to this address after signing in: a page of the staff's, on this host."""
    return address.startswith(HOME) and not any(sign in address for sign in "\\\r\n\t")
