"""What would be found if some texts were others: an index of what is served, with them in place, thrown away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import utc_now
from bot.db import Database
from knowledge.encoders.protocol import Encoder
from knowledge.entries import NewEntry
from knowledge.index.build import Material, compose, list_served, load_passages, make_units
from knowledge.index.embedding import embed_texts, encoder_key
from knowledge.index.files import publish
from knowledge.index.snapshot import find_learned
from knowledge.index.vectors import FaissIndex
from knowledge.lessons.vectors import Shipped
from knowledge.models import EntryState, KnowledgeEntry, KnowledgePassage


@contextmanager
def open_trial_index(
    database: Database, encoder: Encoder, folder: Path, taken: Collection[str], given: Sequence[NewEntry]
) -> Iterator[Path]:
    """A folder with an index in which the entries `given` stand instead of those with the ids `taken`.

    `folder` is the served index, of which what was costly to learn is used again. The database is only read.
    """
    with database.read() as session:
        entries = {id: entry for id, entry in list_served(session).items() if entry.external_id not in taken}
        passages = [one for one in load_passages(session, encoder) if one.entry_id in entries]
        session.expunge_all()
    for number, new in enumerate(given, 1):
        row = _make_row(new, -number)
        entries[row.id] = row
        passages += _embed(encoder, new, -number, 1 + max((one.id or 0 for one in passages), default=0))
    units, owners = make_units(entries, passages)
    material = Material(passages, units, owners)
    shipped = Shipped.read() if encoder.knows_meaning else None
    made = compose(encoder, shipped, material, find_learned(folder, encoder_key(encoder)), FaissIndex.build)
    with TemporaryDirectory(prefix="trial") as temporary:
        place = Path(temporary)
        publish(place, made.writers, made.describe(encoder, material, "trial"))
        yield place


def _make_row(new: NewEntry, id: int) -> KnowledgeEntry:
    names = ("external_id", "kind", "title", "text", "url", "department", "language", "category", "checked_on")
    values = {name: getattr(new, name) for name in (*names, "content_hash")}
    values |= {"aliases": list(new.aliases), "source": "", "state": EntryState.UNCHECKED, "updated_at": utc_now()}
    return KnowledgeEntry(id=id, **values)


def _embed(encoder: Encoder, new: NewEntry, entry_id: int, first: int) -> list[KnowledgePassage]:
    """Not dated: the question is what is found once it is served."""
    made = [
        KnowledgePassage(
            id=first + number,
            entry_id=entry_id,
            role=one.role,
            position=one.position,
            text=one.text,
            content_hash=one.content_hash,
        )
        for number, one in enumerate(new.passages)
    ]
    vectors = embed_texts(encoder, made)
    for passage in made:
        passage.encoder, passage.embedding = encoder_key(encoder), vectors[passage.content_hash]
    return made
