"""What is issued: its recipients are settled with it, in batches that LINE takes."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.db import Database
from bot.messages import Channel, Text
from bot.models.broadcasts import Broadcast
from bot.services.broadcasts import freezing
from bot.services.quota import find_quota, may_push, refresh
from tests.bot.broadcasts.people import NOON, issue, join, line_id, list_batches, list_recipients


def test_everyone_is_who_can_be_told_now(database: Database) -> None:
    join(database, 1, 2)
    join(database, 3, is_blocked=True)
    join(database, 4, erased_at=NOON)
    join(database, 5, channel="phone")
    with database.write() as session:
        broadcast = issue(session)
        assert broadcast.total == 2
    join(database, 6)
    with database.read() as session:
        assert list_recipients(session, broadcast) == [(line_id(1), "ja"), (line_id(2), "ja")]


def test_batches_have_one_channel_and_one_language_and_a_retry_key_each(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "BATCH_SIZE", 2)
    join(database, 1, 2, 3)
    join(database, 4, language="vi")  # reads English instead
    join(database, 5, language="")  # has said nothing yet
    join(database, 6, channel=Channel.WEB, language="en")
    with database.write() as session:
        broadcast = issue(session)
    with database.read() as session:
        batches = list_batches(session, broadcast)
        assert [(one.channel, one.language, one.size) for one in batches] == [
            ("line", "ja", 2),
            ("line", "ja", 2),
            ("line", "en", 1),
            ("web", "en", 1),
        ]
        assert len({one.retry_key for one in batches}) == 4


def test_the_same_key_again_sends_nothing(database: Database) -> None:
    join(database, 1)
    with database.write() as session:
        first = issue(session)
    join(database, 2)
    with database.write() as session:
        again = issue(session, content={"ja": [Text("別の文です。")]})
        assert again.id == first.id
        assert len(list_recipients(session, again)) == 1
        assert len(session.exec(select(Broadcast)).all()) == 1


def test_what_is_settled_is_kept_of_the_quota(database: Database) -> None:
    refresh(database, lambda: (100, 50), NOON)
    join(database, *range(1, 41))
    join(database, 50, channel=Channel.WEB)
    with database.write() as session:
        issue(session)
    with database.read() as session:
        quota = find_quota(session, NOON.date().replace(day=1))
        assert quota is not None
        assert (quota.used, quota.reserved, quota.left) == (50, 40, 10)
        assert may_push(session, NOON, must_arrive=False, recipients=5)
        assert not may_push(session, NOON, must_arrive=False, recipients=6)


@pytest.mark.parametrize("content", [{}, {"ja": []}, {"ja": [Text("一")] * 5}])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_says_nothing_or_too_much_is_refused(database: Database, content: dict[str, list[Text]]) -> None:
    with database.write() as session, pytest.raises(ValueError):
        issue(session, content=content)
