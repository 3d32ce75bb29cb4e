"""Whoever changes what signs a member in shows once more who they are: a screen may have been left open."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin.factors import challenge
from admin.house import AdminHouse
from admin.page import Words
from admin.visit import current_staff
from bot.services.staff.principal import SignedIn

FRESH = timedelta(minutes=10)
CHECKING = {
    f"admin.factors.{view}" for view in ("show_check", "take_code", "take_password", "offer_passkey", "take_passkey")
}


def is_fresh(member: SignedIn, now: datetime) -> bool:
    """Whether they have just shown a password or a second factor."""
    return now - member.proved_at <= FRESH


def ask_for_proof(house: AdminHouse) -> ResponseReturnValue | None:
    """Before every page of this section. While something is awaited, the guard has asked for it already."""
    member = current_staff()
    if request.endpoint in CHECKING or member.awaits is not None or is_fresh(member, house.clock()):
        return None
    if request.is_json:
        return challenge.refuse(Words(house).text("factors.prove_first"))
    return redirect(url_for("admin.factors.show_check", next=url_for("admin.factors.show")), 303)
