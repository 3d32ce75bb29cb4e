"""Asks the feeds, fetches each new telegram once, and hands over all that came together.

A telegram that can't be fetched is tried again with the next polls, and given up after some. A feed that was silent is
read in its long form, too, when it speaks again: the short one has no more than some minutes.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.clients.feeds import FeedClient
from bot.db import Database, insert_if_new
from bot.errors import TemporaryFault
from handlers.disaster.alerts.ingesting import Arrival, Ingested
from handlers.disaster.alerts.office import AlertOffice
from handlers.disaster.models import AlertEntry, AlertFeed
from handlers.disaster.sources.atom import Entry, read_feed
from handlers.disaster.telegrams import MOST_BYTES, UnreadableTelegram, parse

log = logging.getLogger(__name__)

WAIT_SECONDS = 10.0
SILENT_AFTER = timedelta(minutes=10)
MOST_TRIES = 5
MOST_AT_ONCE = 300  # telegrams of one poll
ORIGIN = "feed"
LONG = "_l.xml"  # eqvol_l.xml is the long form of eqvol.xml
SHORT = ".xml"


@dataclass
class FeedReader:
    """One reader polls; several do no harm: whoever stores a telegram first has it."""

    database: Database
    office: AlertOffice
    urls: Sequence[str]
    client: FeedClient = field(default_factory=lambda: FeedClient(WAIT_SECONDS, MOST_BYTES))

    def poll(self, now: datetime) -> list[Ingested]:
        """What became of the telegrams that were new; the caller wakes who sends."""
        arrivals: list[Arrival] = []
        for url in self.urls:
            arrivals += self._read(url, now)
        if not arrivals:
            return []
        with self.database.write() as session:
            return self.office.take_all(session, arrivals, now)

    def _read(self, url: str, now: datetime) -> list[Arrival]:
        with self.database.write() as session:
            insert_if_new(session, AlertFeed, {"url": url, "etag": "", "last_modified": "", "fault": ""})
            feed = session.exec(select(AlertFeed).where(AlertFeed.url == url)).one()
            was_silent = feed.spoke_at is None or now - feed.spoke_at > SILENT_AFTER
        try:
            fetched = self.client.get(url, feed.etag, feed.last_modified)
            entries = read_feed(fetched.content, url, self.office.city.area_code) if fetched.is_changed else []
            if was_silent and url.endswith(SHORT) and not url.endswith(LONG):
                entries = self._read_long(url) + entries
        except (TemporaryFault, UnreadableTelegram) as fault:
            self._note_fault(url, str(fault), now)
            return []
        arrivals, is_whole = self._fetch(entries, now)
        with self.database.write() as session:
            feed = session.exec(select(AlertFeed).where(AlertFeed.url == url).with_for_update()).one()
            if feed.silent_since is not None:
                log.warning("feed %s speaks again", url)
            feed.spoke_at, feed.polled_at, feed.fault, feed.silent_since = now, now, "", None
            if fetched.is_changed:  # what is missing of it is asked for again
                feed.etag, feed.last_modified = (fetched.etag, fetched.last_modified) if is_whole else ("", "")
            session.add(feed)
        return arrivals

    def _read_long(self, url: str) -> list[Entry]:
        """The long form has more than the short one; it is no fault where there is none."""
        long_url = url.removesuffix(SHORT) + LONG
        try:
            return read_feed(self.client.get(long_url).content, long_url, self.office.city.area_code)
        except (TemporaryFault, UnreadableTelegram) as fault:
            log.warning("feed %s: %s", long_url, fault)
            return []

    def _fetch(self, entries: Sequence[Entry], now: datetime) -> tuple[list[Arrival], bool]:
        """The telegrams that are new, and whether that are all."""
        with self.database.read() as session:
            known = _find_known(session, [entry.url for entry in entries])
        arrivals: list[Arrival] = []
        is_whole = True
        for entry in list({entry.url: entry for entry in entries if entry.url not in known}.values())[:MOST_AT_ONCE]:
            try:
                content = self.client.get(entry.url).content
                arrivals.append(Arrival(parse(content, entry.url), content, ORIGIN))
                is_read = True
            except TemporaryFault as fault:
                log.warning("telegram %s: %s", entry.url, fault)
                is_read = is_whole = False
            except UnreadableTelegram as fault:
                log.warning("telegram %s: %s", entry.url, fault)
                is_read = True  # it gets no better
            with self.database.write() as session:
                _note(session, entry.url, now, is_read=is_read)
        return arrivals, is_whole

    def _note_fault(self, url: str, fault: str, now: datetime) -> None:
        """Silent for ten minutes: staff are told once."""
        with self.database.write() as session:
            feed = session.exec(select(AlertFeed).where(AlertFeed.url == url).with_for_update()).one()
            if feed.spoke_at is None:
                feed.spoke_at = feed.polled_at or now  # it never spoke: silence counts from the first try
            feed.polled_at, feed.fault = now, fault[:200]
            if feed.silent_since is None and now - feed.spoke_at > SILENT_AFTER:
                feed.silent_since = feed.spoke_at
                log.error("feed %s is silent since %s: %s", url, feed.spoke_at.isoformat(), fault)
            session.add(feed)


def _find_known(session: Session, urls: Sequence[str]) -> set[str]:
    rows = select(AlertEntry.url).where(
        col(AlertEntry.url).in_(urls), col(AlertEntry.is_read).is_(True) | (col(AlertEntry.tries) >= MOST_TRIES)
    )
    return set(session.exec(rows).all())


def _note(session: Session, url: str, now: datetime, *, is_read: bool) -> None:
    insert_if_new(session, AlertEntry, {"url": url, "seen_at": now, "is_read": False, "tries": 0})
    entry = session.exec(select(AlertEntry).where(AlertEntry.url == url).with_for_update()).one()
    entry.is_read, entry.tries = is_read or entry.is_read, entry.tries + 1
    session.add(entry)
