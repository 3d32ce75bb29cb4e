"""What the city knows: entries, and the passages that are embedded. Index files are only caches of this."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class EntryKind(StrEnum):
    FAQ = "faq"
    PAGE = "page"


class PassageRole(StrEnum):
    """`QUESTION`, `ALIAS` and `HEADING` are compared with an utterance as a question, the others as its answer."""

    QUESTION = "question"
    ALIAS = "alias"  # a citizen's own wording, kept by staff
    ANSWER = "answer"
    HEADING = "heading"  # a page's title and the headings above a section
    SECTION = "section"


class EntryState(StrEnum):
    """Whether an entry is still true, as far as is known; from what is served without a word to what is not served."""

    UNCHECKED = "unchecked"  # rests on no page that is known
    CURRENT = "current"  # its page says the same
    STALE = "stale"  # its page was changed; served with a note
    WITHHELD = "withheld"  # a fee or date in it is no longer on its page: not served
    WAITING = "waiting"  # its first day has not come: not served
    EXPIRED = "expired"  # its last day has passed: not served

    @property
    def is_served(self) -> bool:
        return self not in (EntryState.WITHHELD, EntryState.WAITING, EntryState.EXPIRED)


class KnowledgeEntry(SQLModel, table=True):
    """One FAQ or one page. Taken back by `active = False`, so that what refers to it keeps its meaning."""

    __tablename__ = "knowledge_entry"

    id: int | None = Field(default=None, primary_key=True)
    external_id: str = Field(unique=True)  # the file's id of an FAQ; made of the address for a page
    kind: str
    source: str = Field(index=True)  # what it was read from: a crawl removes only its own pages
    title: str = Field(sa_column=Column(Text, nullable=False))  # an FAQ's question
    text: str = Field(sa_column=Column(Text, nullable=False))  # an FAQ's answer; a page's sections one below the other
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    url: str = ""
    department: str = ""
    language: str = "ja"
    category: str = ""
    checked_on: date | None = None  # the day the city last said that it is true
    starts_on: date | None = None  # the first day on which it is served
    expires_on: date | None = None  # the last day on which it is served
    state: str = Field(
        default=EntryState.UNCHECKED, index=True, sa_column_kwargs={"server_default": EntryState.UNCHECKED.value}
    )  # an index is made anew when it changes
    state_on: date | None = None  # the day the state began: "the page changed on …"
    content_hash: str  # of all that is imported, so that an unchanged entry is left alone
    active: bool = True
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class KnowledgePassage(SQLModel, table=True):
    """One text that is embedded. `position` numbers the aliases of an FAQ, or the sections of a page, from 0."""

    __tablename__ = "knowledge_passage"
    __table_args__ = (
        UniqueConstraint("entry_id", "role", "position"),
        Index("ix_knowledge_passage_content", "encoder", "content_hash"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(
        sa_column=Column(Integer, ForeignKey("knowledge_entry.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    role: str
    position: int = 0
    text: str = Field(sa_column=Column(Text, nullable=False))
    heading: str = ""  # of a section: the headings above it, joined by " > "
    content_hash: str  # of role and text: the vector is made again only when it changes
    encoder: str = ""  # that made the vector, with the normaliser's version; empty: not embedded yet
    embedding: bytes | None = Field(default=None, sa_column=Column(LargeBinary))  # float32, little endian
