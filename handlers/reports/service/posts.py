"""What posts of other networks become: judged, placed, and gathered in incidents for staff to look at.

Nothing of them is ever published.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import Database
from handlers.reports.models import DamageIncident, DamagePost
from handlers.reports.service.catalogue import Catalogue
from handlers.reports.service.classifying import NONE, Judged, classify
from handlers.reports.service.feeding import FedPost
from handlers.reports.service.incidents import add_to, choose_same, list_open, open_incident
from handlers.reports.service.places import Gazetteer, Place
from nlu.labelled import Labeller

BATCH = 500  # posts of one transaction
_PASSED_ON = re.compile(r"^(?:rt @\S+:?\s*)+|https?://\S+|@[\w.]+", re.IGNORECASE)

Advance = Callable[[int], None]
Around = dict[str, list[DamageIncident]]  # open ones, by kind


@dataclass(frozen=True)
class Taken:
    """How many were new, how many of these are of a disaster, and how many incidents were opened."""

    new: int = 0
    disasters: int = 0
    incidents: int = 0

    def add(self, other: Taken) -> Taken:
        return Taken(self.new + other.new, self.disasters + other.disasters, self.incidents + other.incidents)


@dataclass(frozen=True)
class PostDesk:
    """Takes posts. `labeller` is what was learned of labelled ones; None: the rules alone."""

    database: Database
    catalogue: Catalogue
    gazetteer: Gazetteer
    labeller: Labeller | None = None

    def take(self, posts: Sequence[FedPost], advance: Advance = lambda _: None) -> Taken:
        """Each once, however often it comes. Judged outside of any transaction."""
        taken, known_words = Taken(), dict[str, Judged]()
        for start in range(0, len(posts), BATCH):
            batch = self._leave_known(posts[start : start + BATCH])
            judged = judge_all([post.words for post in batch], self.labeller, known_words)
            with self.database.write() as session:
                known = _list_known(session, [post.fingerprint for post in batch])  # somebody may have been first
                new = [pair for pair in zip(batch, judged, strict=True) if pair[0].fingerprint not in known]
                around = self._list_around(session, new)
                for post, found in new:
                    taken = taken.add(self._keep(session, around, post, found))
            advance(len(posts[start : start + BATCH]))
        return taken

    def _leave_known(self, posts: Sequence[FedPost]) -> list[FedPost]:
        with self.database.read() as session:
            known = _list_known(session, [post.fingerprint for post in posts])
        return [post for post in posts if post.fingerprint not in known]

    def _list_around(self, session: Session, new: Sequence[tuple[FedPost, Judged]]) -> Around:
        """Read once for all posts of a transaction: a query for each takes longer than judging it."""
        moments = [post.posted_at for post, _ in new]
        kinds = {judged.kind for _, judged in new} - {NONE}
        return {kind: list_open(session, self.catalogue, kind, min(moments), max(moments)) for kind in kinds}

    def _keep(self, session: Session, around: Around, post: FedPost, judged: Judged) -> Taken:
        place, opened = self._find_place(post), 0
        incident = None
        if judged.kind != NONE and place.area:
            incident, opened = self._join(session, around[judged.kind], judged, place, post.posted_at)
        session.add(
            DamagePost(
                fingerprint=post.fingerprint,
                source=post.source,
                text=post.words,
                kind=judged.kind,
                severity=judged.severity,
                confidence=judged.confidence,
                places=list(place.candidates),
                incident_id=incident.id if incident else None,
                posted_at=post.posted_at,
            )
        )
        return Taken(1, int(judged.kind != NONE), opened)

    def _find_place(self, post: FedPost) -> Place:
        """The point that came with it, else the towns it names; outside of the city it has none."""
        if post.latitude is not None and post.longitude is not None:
            return self.gazetteer.point(post.latitude, post.longitude)
        return self.gazetteer.locate(post.words)

    def _join(
        self, session: Session, around: list[DamageIncident], judged: Judged, place: Place, at: datetime
    ) -> tuple[DamageIncident, int]:
        incident = choose_same(around, self.catalogue, judged.kind, place, at, knows_town=True)
        is_new = incident is None
        incident = incident or open_incident(self.catalogue, judged.kind, judged.severity, place, at)
        add_to(incident, judged.severity, place, at, reports=0, posts=1)
        if is_new:
            session.add(incident)
            session.flush()  # for its id
            around.append(incident)
        return incident, int(is_new)


def judge_all(texts: Sequence[str], labeller: Labeller | None, known: dict[str, Judged]) -> list[Judged]:
    """What is passed on again and again is judged once, and goes to `known`; the rest on all processors, as the encoder
    uses one of them."""
    folded = [fold(text) for text in texts]
    distinct = [text for text in dict.fromkeys(folded) if text not in known]
    if labeller is None:
        found: Iterable[Judged] = [classify(text, None) for text in distinct]
    else:
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            found = list(pool.map(lambda text: classify(text, labeller), distinct))
    known.update(zip(distinct, found, strict=True))
    return [known[text] for text in folded]


def fold(text: str) -> str:
    """Without who passed it on, whom it names and what it links to, by which the same words differ."""
    return " ".join(_PASSED_ON.sub(" ", text).split()) or text


def _list_known(session: Session, fingerprints: Sequence[str]) -> set[str]:
    wanted = col(DamagePost.fingerprint).in_(fingerprints)
    return set(session.exec(select(DamagePost.fingerprint).where(wanted)))
