"""What staff of disasters see on their first page: feeds of the weather agency that are silent."""

from __future__ import annotations

from sqlmodel import col, select

from admin.house import AdminHouse
from admin.page import Words, show_time
from handlers.disaster.models import AlertFeed


def list_warnings(house: AdminHouse) -> list[str]:
    """One sentence for each."""
    words = Words(house)
    silent = select(AlertFeed).where(col(AlertFeed.silent_since).is_not(None)).order_by(col(AlertFeed.url))
    with house.database.read() as session:
        return [
            words.text(
                "disaster.admin_silent",
                feed=feed.url.rpartition("/")[2],
                at=show_time(feed.silent_since),
                fault=feed.fault,
            )
            for feed in session.exec(silent)
        ]
