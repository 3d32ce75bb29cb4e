"""What somebody said that they like, which is all that recommendations and news are made of."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import insert_if_new
from handlers.lectures.models import Lecture, LectureInterest
from handlers.lectures.service.catalogue import Offer

KINDS = ("only_online", "for_women", "with_children")
TOPIC, KIND, HALL = "topic", "kind", "hall"  # before the colon of an interest
MOST_TOPICS, MOST_HALLS = 5, 2
BETWEEN_NEWS = timedelta(days=7)
BATCH = 200


def make_key(interest: str) -> str:
    """What a button calls it."""
    return hashlib.sha256(interest.encode()).hexdigest()[:8]


def list_offered(offers: Iterable[Offer]) -> list[str]:
    """What can be chosen of lectures to come: their topics, kinds and places, the most frequent ones."""
    found = Counter[str]()
    for offer in offers:
        found.update(list_traits(offer))
    by_count = [interest for interest, _ in found.most_common()]
    topics, halls = ([one for one in by_count if one.startswith(f"{kind}:")] for kind in (TOPIC, HALL))
    kinds = [f"{KIND}:{kind}" for kind in KINDS if f"{KIND}:{kind}" in found]
    return [*topics[:MOST_TOPICS], *kinds, *halls[:MOST_HALLS]]


def list_traits(offer: Offer) -> list[str]:
    """What may be liked of a lecture."""
    lecture, online = offer.lecture, [place.hall.is_online for place in offer.places]
    has = {"only_online": any(online), "for_women": lecture.for_women, "with_children": lecture.with_children}
    topic = [f"{TOPIC}:{lecture.topic}"] if lecture.topic else []
    halls = [f"{HALL}:{place.hall.name}" for place in offer.places if not place.hall.is_online]
    return [*topic, *(f"{KIND}:{kind}" for kind in KINDS if has[kind]), *halls]


def recommend(offers: Iterable[Offer], chosen: Sequence[str]) -> list[tuple[Offer, list[str]]]:
    """Those that are anything that was chosen, with what; who fits most comes first, then the soonest."""
    fitting = [(offer, [one for one in chosen if one in list_traits(offer)]) for offer in offers]
    found = [(offer, why) for offer, why in fitting if why]
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].starts_at, pair[0].id))


def find_interest(session: Session, conversation_id: int) -> LectureInterest | None:
    own = select(LectureInterest).where(LectureInterest.conversation_id == conversation_id)
    return session.exec(own).first()


def choose(session: Session, conversation_id: int, interest: str, language: str, now: datetime) -> LectureInterest:
    """One more."""
    found = _enter(session, conversation_id, language, now)
    if interest not in found.chosen:
        found.chosen = [*found.chosen, interest]
    return _keep(session, found, now)


def forget(session: Session, conversation_id: int) -> None:
    """Everything that was chosen, and that news are wanted."""
    found = find_interest(session, conversation_id)
    if found is not None:
        session.delete(found)
        session.flush()


def want_news(session: Session, conversation_id: int, language: str, now: datetime, *, wants: bool) -> LectureInterest:
    """Of lectures that are new from now on, or of none any more."""
    found = _enter(session, conversation_id, language, now)
    if wants and not found.wants_news:
        found.known_id = find_newest(session)
    found.wants_news, found.language = wants, language
    return _keep(session, found, now)


def find_newest(session: Session) -> int:
    """The id of the lecture that was entered last."""
    return session.exec(select(func.max(Lecture.id))).one() or 0


def list_to_tell(now: datetime) -> SelectOfScalar[Any]:
    """Who wants news, had none for a week, and for whom there may be some."""
    newest = select(func.max(Lecture.id)).scalar_subquery()
    is_due = col(LectureInterest.told_at).is_(None) | (col(LectureInterest.told_at) <= now - BETWEEN_NEWS)
    due = select(LectureInterest.id).where(col(LectureInterest.wants_news), is_due, LectureInterest.known_id < newest)
    return due.order_by(col(LectureInterest.id)).limit(BATCH)


def _enter(session: Session, conversation_id: int, language: str, now: datetime) -> LectureInterest:
    """The row, new or as it is now, locked."""
    values = {"conversation_id": conversation_id, "chosen": [], "wants_news": False, "known_id": 0}
    insert_if_new(session, LectureInterest, {**values, "language": language, "changed_at": now})
    own = select(LectureInterest).where(LectureInterest.conversation_id == conversation_id).with_for_update()
    return session.exec(own, execution_options={"populate_existing": True}).one()


def _keep(session: Session, found: LectureInterest, now: datetime) -> LectureInterest:
    found.changed_at = now
    session.add(found)
    session.flush()
    return found
