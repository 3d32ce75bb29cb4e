"""What is remembered of a website: each address that was asked for, and where a crawl is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class CrawlKind(StrEnum):
    """What the given address turned out to be."""

    UNKNOWN = ""
    SITE = "site"  # a page: its links are followed
    SITEMAP = "sitemap"  # the pages it lists, and no others
    FEED = "feed"  # the newest pages: that one is not in it says nothing


class CrawlState(StrEnum):
    RUNNING = "running"
    COMPLETED = "completed"


class Outcome(StrEnum):
    """What became of an address in one crawl."""

    WAITING = "waiting"
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"  # the server said so (304)
    REDIRECTED = "redirected"
    SKIPPED = "skipped"
    GONE = "gone"  # 404 or 410
    FAILED = "failed"  # no answer, or one that may be another tomorrow: what is known of it is kept
    LISTED = "listed"  # it was a sitemap or a feed

    @property
    def is_alive(self) -> bool:
        """Whether a page that was known stays."""
        return self in (Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED, Outcome.FAILED)


class KnowledgeFetch(SQLModel, table=True):
    """The last answer of one address, and the page that was made of it."""

    __tablename__ = "knowledge_fetch"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    source: str = Field(index=True)  # the address whose crawl found it: only that crawl misses it
    status: int = 0  # of HTTP; 0: there was no answer
    etag: str = Field(default="", sa_column=Column(Text, nullable=False))
    last_modified: str = ""
    content_hash: str = Field(default="", index=True)  # of the bytes
    page_id: str = Field(default="", index=True)  # the entry's external_id; empty: it is no page of ours
    page_url: str = Field(default="", sa_column=Column(Text, nullable=False))  # what citizens are shown
    same_as: str = Field(default="", sa_column=Column(Text, nullable=False))  # the address this page is kept under
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))  # why it is no page, or did not answer
    note: str = Field(default="", sa_column=Column(Text, nullable=False))  # what of the page was left out
    links: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reader: str = ""  # the version that read it; another one reads it again
    failures: int = 0  # in a row
    fetched_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class KnowledgeCrawl(SQLModel, table=True):
    """The latest crawl of one source; a killed one goes on where it was."""

    __tablename__ = "knowledge_crawl"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    host: str = Field(index=True)
    kind: str = CrawlKind.UNKNOWN
    state: str = CrawlState.RUNNING
    seeded: bool = False  # the sitemaps are read
    partial: bool = False  # not all addresses were read or known: what was not found may still be there
    requests: int = 0
    received_bytes: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    left_out: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # address → reason
    notes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    holder: str = ""  # the process at work; empty: none
    held_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    completed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class KnowledgeCrawlAddress(SQLModel, table=True):
    """One address of a crawl, in the order they are asked for; `outcome` is waiting until it was."""

    __tablename__ = "knowledge_crawl_address"
    __table_args__ = (
        UniqueConstraint("crawl_id", "url"),
        Index("ix_knowledge_crawl_waiting", "crawl_id", "outcome", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    crawl_id: int = Field(
        sa_column=Column(Integer, ForeignKey("knowledge_crawl.id", ondelete="CASCADE"), nullable=False)
    )
    url: str = Field(sa_column=Column(Text, nullable=False))
    hops: int = 0  # redirects that led here
    listed: bool = False  # by a sitemap or feed, so that it is no endless calendar
    outcome: str = Outcome.WAITING
    page_id: str = ""
    page_url: str = Field(default="", sa_column=Column(Text, nullable=False))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    target: str = Field(default="", sa_column=Column(Text, nullable=False))  # of a redirect
