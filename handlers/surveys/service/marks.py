"""Who answers, without who they are: a mark by which nobody answers twice, and the signed link that carries it.

A mark is one-way and of one survey alone. It needs the counter's secret key and the survey's own, which is thrown away
when the survey closes, as are the marks: from then on nobody can find out who has answered, with all keys and all data.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session, select

from bot.areas import Areas
from bot.models.subscriptions import Subscription
from handlers.surveys.models import Survey, Via

_SALT = "survey-answerer"


@dataclass(frozen=True)
class Answerer:
    """Somebody who may answer one survey; `area` is a district's id, or empty."""

    mark: str
    via: Via
    language: str
    area: str = ""


def make_mark(secret_key: str, survey: Survey, who: str) -> str:
    """64 hex digits."""
    return hmac.new(secret_key.encode(), f"survey:{survey.key}:{who}".encode(), hashlib.sha256).hexdigest()


def mark_conversation(
    session: Session, secret_key: str, areas: Areas, survey: Survey, conversation_id: int, via: Via, language: str
) -> Answerer:
    """Of who speaks with us in a chat."""
    area = find_district(session, areas, conversation_id)
    return Answerer(make_mark(secret_key, survey, f"conversation {conversation_id}"), via, language, area)


def mark_browser(secret_key: str, survey: Survey, browser: str, language: str) -> Answerer:
    """Of who came by themselves; `browser` is what its cookie says."""
    return Answerer(make_mark(secret_key, survey, f"browser {browser}"), Via.PAGE, language)


def sign_answerer(secret_key: str, survey: Survey, answerer: Answerer) -> str:
    """For the link: nothing in it leads back to the conversation."""
    said = [survey.id, answerer.mark, answerer.via, answerer.language, answerer.area]
    return str(URLSafeSerializer(secret_key, salt=_SALT).dumps(said))


def read_answerer(secret_key: str, survey: Survey, token: str) -> Answerer | None:
    """None for what is forged, or another survey's."""
    try:
        survey_id, mark, via, language, area = URLSafeSerializer(secret_key, salt=_SALT).loads(token)
    except (BadSignature, ValueError):
        return None
    return Answerer(mark, Via(via), language, area) if survey_id == survey.id else None


def find_district(session: Session, areas: Areas, conversation_id: int) -> str:
    """Where all areas that they have chosen lie in one district: that one. Else nothing is known."""
    own = select(Subscription.areas).where(Subscription.conversation_id == conversation_id)
    chosen = [area for id in session.exec(own).first() or () if (area := areas.find(id))]
    districts = {area.id if area.kind == "district" else str(area.parent) for area in chosen}
    return districts.pop() if len(districts) == 1 else ""
