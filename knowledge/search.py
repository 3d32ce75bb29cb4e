"""The knowledge as the counter asks it: an utterance in, hits with their source and a band out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.clock import tokyo_today
from bot.db import Database
from bot.errors import SetupError
from knowledge.encoders.normalize import normalize
from knowledge.encoders.protocol import Encoder, Vectors
from knowledge.index.build import write_index
from knowledge.index.embedding import encoder_key
from knowledge.index.files import IndexDamaged, manifest_mark
from knowledge.index.snapshot import Snapshot, Unit, load_snapshot
from knowledge.ranking.elsewhere import find_elsewhere
from knowledge.ranking.fusion import Ranking, in_language, rank
from knowledge.ranking.own import OwnCorrection
from knowledge.ranking.probability import NEXT, Calibration, Correction, load_calibration

log = logging.getLogger(__name__)

ANSWER_FROM = 0.7  # probability; with ties left out, nine in ten of what reaches it are right
CANDIDATES_FROM = 0.3
SAME_WORDS = 0.995  # cosine: the utterance is a question of the knowledge, letter for letter or nearly
SURE = 0.95
TIED = 0.96  # of the first hit's score
ELSEWHERE = 0.1  # how much is left of a probability when the question is of another city: never enough for candidates
DAYS = ("checked_on", "state_on")


class Band(StrEnum):
    """What the counter may do with the hits."""

    ANSWER = "answer"  # say the first
    CANDIDATES = "candidates"  # show three and "none of these"
    DECLINE = "decline"  # say so and offer a person


@dataclass(frozen=True)
class Hit:
    """One FAQ, or one section of a page (`heading` says which). `score` is 0–1 within this search only."""

    id: str
    kind: str  # "faq" or "page"
    title: str
    text: str
    url: str
    department: str
    checked_on: date | None
    score: float
    language: str
    heading: str = ""
    category: str = ""
    source: str = ""  # of an FAQ: the file it was read from
    state: str = ""  # EntryState: what is known of its being still true
    state_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        data = {name: getattr(self, name) for name in self.__dataclass_fields__}
        days = {name: value.isoformat() if value else None for name in DAYS for value in [data[name]]}
        return {**data, **days}


@dataclass(frozen=True)
class SearchResult:
    """`probability` is that the first hit answers the utterance; `hits` are best first.

    `elsewhere` is the city or prefecture of which the question is when it is not ours: the band is then DECLINE.
    """

    query: str
    band: Band
    probability: float
    hits: tuple[Hit, ...]
    elsewhere: str = ""

    def to_json(self) -> dict[str, Any]:
        hits = [hit.to_json() for hit in self.hits]
        place = {"elsewhere": self.elsewhere} if self.elsewhere else {}
        return {
            "query": self.query,
            "band": self.band,
            "probability": round(self.probability, 4),
            **place,
            "hits": hits,
        }


@dataclass(frozen=True)
class Looked:
    """A result with the normalised query and how it came about; without a ranking where nothing was compared."""

    result: SearchResult
    query: str
    snapshot: Snapshot | None = None
    ranking: Ranking | None = None


class Knowledge:
    """The index in `folder`, held in memory and safe in threads.

    Opened at the first use, which therefore belongs behind a fork (`refresh` opens it at a chosen moment). A newer
    index, published by this or another process, is taken over by the next search. The database is asked to mend broken
    files, and every few minutes for the city's own correction of the probability.
    """

    def __init__(
        self,
        database: Database,
        encoder: Encoder,
        folder: Path,
        calibration: Calibration | None = None,
        vectors: str = "faiss",
        home: Sequence[str] = (),
        correction: Correction | None = None,
        today: Callable[[], date] = tokyo_today,
    ) -> None:
        """`home` are the city's and its prefecture's names: what is asked of other places is not answered.

        `correction` of the probability; None: the city's own, where it has one. `today` is
        the city's date: an FAQ is served from its first day to its last.
        """
        self._database = database
        self._encoder = encoder
        self._folder = folder
        self._vectors = vectors
        self._home = tuple(home)
        self._calibration = calibration or load_calibration(encoder.name)
        if self._calibration.encoder != encoder.name:
            log.warning("no calibration for %s: fit one with `python -m knowledge.ranking.calibrate`", encoder.name)
        self._given = correction
        self._today = today
        self._own = OwnCorrection(database, encoder_key(encoder), self._calibration)
        self._snapshot: Snapshot | None = None
        self._mark: tuple[int, int, int] | None = None  # of the manifest that was last looked at
        self._opening = threading.Lock()

    def search(self, text: str, k: int = 10, language: str = "ja") -> SearchResult:
        """At most `k` hits, one for each FAQ or page; none for an empty text or before an index is built.

        Raises SetupError when there is only an index of another encoder.
        """
        return self.look(text, k, language).result

    def look(self, text: str, k: int = 10, language: str = "ja") -> Looked:
        """As `search`, with what led to it."""
        self.refresh()
        snapshot, query = self._snapshot, normalize(text)
        if snapshot is None or not snapshot.units or not query or k < 1:
            return Looked(SearchResult(text, Band.DECLINE, 0.0, ()), query)
        vector = self._encoder.encode_query([query])[0]
        try:
            ranking = self._rank(snapshot, vector, query, language, k)
        except IndexDamaged as fault:
            snapshot = self._replace(snapshot, fault)
            ranking = self._rank(snapshot, vector, query, language, k)
        if not ranking.places:
            return Looked(SearchResult(text, Band.DECLINE, 0.0, ()), query)
        correction = self._given or self._own.get()
        probability = correction.probability(self._calibration.logits(ranking, vector))
        same = bool(ranking.questions[ranking.places[0].found] >= SAME_WORDS)
        if same:
            probability = max(probability, SURE)
        elsewhere = find_elsewhere(query, snapshot.units, ranking, self._home) or ""
        if elsewhere:
            probability *= ELSEWHERE
        hits = tuple(
            _hit(snapshot.units[place.shown], float(ranking.fused[place.found])) for place in ranking.places[:k]
        )
        band = _band(probability)
        if band is Band.ANSWER and not same and _is_tied(ranking):
            band = Band.CANDIDATES
        return Looked(SearchResult(text, band, probability, hits, elsewhere), query, snapshot, ranking)

    def find_hit(self, hit_id: str, language: str = "ja") -> Hit | None:
        """The FAQ or section with an id of an earlier search, in the citizen's language where there is one."""
        self.refresh()
        snapshot = self._snapshot
        place = snapshot.places.get(hit_id) if snapshot else None
        if snapshot is None or place is None:
            return None
        hidden = snapshot.list_hidden(self._today().isoformat())
        return None if place in hidden else _hit(snapshot.units[in_language(snapshot, place, language, hidden)], 1.0)

    def _rank(self, snapshot: Snapshot, vector: Vectors, query: str, language: str, k: int) -> Ranking:
        """Without what is not served today, whenever the index was made."""
        hidden = snapshot.list_hidden(self._today().isoformat())
        return rank(snapshot, vector, query, language, max(k, NEXT + 1), hidden)

    def is_ready(self) -> bool:
        """True once an index is open; an empty one counts. A fault of it is logged, not raised."""
        try:
            self.refresh()
        except (IndexDamaged, SetupError) as fault:
            log.error("%s", fault)
        return self._snapshot is not None

    def refresh(self) -> bool:
        """Take over a newer index. Returns whether there was one; costs one look at the manifest when there is not.

        While one thread opens it the others go on with what they have. Raises SetupError when the index on disk was
        made by another encoder and nothing is open that could keep serving.
        """
        if self._snapshot is not None and manifest_mark(self._folder) == self._mark:
            return False
        if not self._opening.acquire(blocking=self._snapshot is None):
            return False
        try:
            return self._open()
        finally:
            self._opening.release()

    def _open(self) -> bool:
        mark = manifest_mark(self._folder)
        if self._snapshot is not None and mark == self._mark:  # another thread was first
            return False
        try:
            opened = self._load()
        except (IndexDamaged, SetupError) as fault:
            if self._snapshot is None:
                raise
            log.error("the new index is refused, the old one keeps serving: %s", fault)
            opened = None
        self._mark = mark
        if opened is None:
            return False
        self._snapshot = opened
        self._own.expire()
        return True

    def _replace(self, gone: Snapshot, fault: IndexDamaged) -> Snapshot:
        """A whole index for one whose vectors another machine removed, since it knew something newer."""
        with self._opening:
            if self._snapshot is gone:
                log.warning("the index is opened anew: %s", fault)
                self._snapshot = None
                self._open()
            if self._snapshot is None:
                raise fault
            return self._snapshot

    def _load(self) -> Snapshot | None:
        try:
            snapshot = load_snapshot(self._folder, self._database)
        except IndexDamaged as fault:
            if self._snapshot is not None:
                raise
            log.warning("the index is written anew from the database: %s", fault)
            write_index(self._database, self._encoder, self._folder, self._vectors)
            snapshot = load_snapshot(self._folder, self._database)
        if snapshot is not None and snapshot.manifest.encoder != encoder_key(self._encoder):
            raise SetupError(
                f"the knowledge index was made by the encoder {snapshot.manifest.encoder}, the settings say"
                f" {encoder_key(self._encoder)}: run `madoguchi knowledge index`"
            )
        return snapshot


def _is_tied(ranking: Ranking) -> bool:
    """Whether nothing sets the first apart from the second: one word, perhaps, that is the subject of many."""
    scores = [ranking.fused[place.found] for place in ranking.places[:2]]
    return len(scores) == 2 and scores[1] >= TIED * scores[0]


def _band(probability: float) -> Band:
    if probability >= ANSWER_FROM:
        return Band.ANSWER
    return Band.CANDIDATES if probability >= CANDIDATES_FROM else Band.DECLINE


def _hit(unit: Unit, score: float) -> Hit:
    return Hit(
        id=unit.id,
        kind=unit.kind,
        title=unit.title,
        text=unit.text,
        url=unit.url,
        department=unit.department,
        checked_on=date.fromisoformat(unit.checked_on) if unit.checked_on else None,
        score=round(score, 4),
        language=unit.language,
        heading=unit.heading,
        category=unit.category,
        source=unit.source,
        state=unit.state,
        state_on=date.fromisoformat(unit.state_on) if unit.state_on else None,
    )
