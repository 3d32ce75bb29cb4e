"""What leaves arrives once, whatever LINE answers."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from bot.broadcasting import people
from bot.messages import Channel
from bot.models.broadcasts import Broadcast, BroadcastRecipient
from bot.models.conversation import Conversation
from bot.models.ledger import LedgerEntry, QuotaReservation
from bot.services.broadcasts import freezing
from bot.services.transcript import list_entries
from tests.bot.broadcasts.conftest import Office
from tests.bot.broadcasts.people import issue, join, list_batches

RAIN, RAIN_EN = "大雨です。", "Heavy rain."

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def issue_to_all(office: Office, **more: object) -> Broadcast:
    with office.database.write() as session:
        return issue(session, **more)


def reload(office: Office, broadcast: Broadcast) -> Broadcast:
    with office.database.read() as session:
        return session.get_one(Broadcast, broadcast.id)


def find_statuses(office: Office, broadcast: Broadcast) -> dict[str, int]:
    with office.database.read() as session:
        found = [batch.status for batch in list_batches(session, broadcast)]
    return {status: found.count(status) for status in found}


def test_everyone_gets_it_once_in_their_language(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "BATCH_SIZE", 3)
    office.befriend(*range(1, 8))
    office.befriend(*range(8, 11), language="vi")
    broadcast = issue_to_all(office)
    office.run()
    assert [office.texts_of(number) for number in range(1, 11)] == [[RAIN]] * 7 + [[RAIN_EN]] * 3
    assert office.multicasts() == 4
    ended = reload(office, broadcast)
    assert (ended.status, ended.total) == ("sent", 10)
    assert ended.started_at is not None and ended.ended_at is not None
    with office.database.read() as session:
        assert session.exec(select(LedgerEntry.service, LedgerEntry.kind, LedgerEntry.count)).all() == [
            ("alerts", "push", 10)
        ]
        assert session.exec(select(QuotaReservation)).all() == []


@on_sqlite
@pytest.mark.parametrize("fault", ["accepted-error", "accepted-cut", "error", "rate"])
def test_trouble_delays_and_never_doubles(office: Office, fault: str) -> None:
    office.befriend(1, 2)
    broadcast = issue_to_all(office)
    office.line.faults.add("multicast", fault)
    office.run()
    assert reload(office, broadcast).status == "sending"
    office.clock.pass_time(seconds=2)
    office.run()
    assert office.texts_of(1) == office.texts_of(2) == [RAIN]
    assert reload(office, broadcast).status == "sent"
    with office.database.read() as session:
        assert session.exec(select(LedgerEntry.count)).one() == 2


@on_sqlite
def test_after_a_day_without_an_answer_it_is_not_tried_again(office: Office) -> None:
    office.befriend(1)
    broadcast = issue_to_all(office)
    office.line.faults.add("multicast", "accepted-error", times=9)
    office.run()
    office.clock.pass_time(hours=24)
    office.run()
    assert find_statuses(office, broadcast) == {"unknown": 1}
    assert reload(office, broadcast).status == "sent"
    assert (office.multicasts(), office.texts_of(1)) == (1, [RAIN])


@on_sqlite
def test_who_was_surely_not_reached_for_a_day_gets_it_under_a_new_key(office: Office) -> None:
    office.befriend(1)
    issue_to_all(office)
    office.line.faults.add("multicast", "rate")
    office.run()
    office.clock.pass_time(hours=24)
    office.run()
    first, second = (one for one in office.line.requests if one.operation == "multicast")
    assert first.headers["x-line-retry-key"] != second.headers["x-line-retry-key"]
    assert office.texts_of(1) == [RAIN]


@on_sqlite
def test_an_address_that_line_refuses_keeps_nobody_else_from_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "_USER_ID", people.re.compile(".*"))
    office.befriend(*range(1, 9))
    with office.database.write() as session:
        broken = session.exec(select(Conversation).order_by(col(Conversation.id)).offset(2)).first()
        assert broken is not None
        broken.address = "no address"
        session.add(broken)
    broadcast = issue_to_all(office)
    office.run()
    assert [office.texts_of(number) for number in range(1, 9)] == [[RAIN]] * 2 + [[]] + [[RAIN]] * 5
    with office.database.read() as session:
        refused = select(BroadcastRecipient.conversation_id).where(BroadcastRecipient.status == "refused")
        assert session.exec(refused).all() == [broken.id]
    assert reload(office, broadcast).status == "sent"


@on_sqlite
def test_what_is_no_address_never_leaves(office: Office) -> None:
    office.befriend(1)
    with office.database.write() as session:
        session.add(Conversation(channel="line", address_fingerprint="x", address="x", created_at=office.clock()))
    issue_to_all(office)
    office.run()
    assert (office.texts_of(1), office.multicasts()) == ([RAIN], 1)


@on_sqlite
def test_messages_that_line_refuses_are_not_tried_on_everybody(office: Office, one_by_one: None) -> None:
    office.befriend(1, 2, 3)
    broadcast = issue_to_all(office)
    office.sender._letters._made[broadcast.id or 0, "ja"] = [{"type": "text", "text": ""}]
    office.run()
    assert find_statuses(office, broadcast) == {"failed": 3}
    assert reload(office, broadcast).status == "failed"
    with office.database.read() as session:
        assert {batch.reason for batch in list_batches(session, broadcast)} == {"content"}


@on_sqlite
def test_who_blocks_us_in_between_gets_nothing(office: Office) -> None:
    office.befriend(1, 2)
    broadcast = issue_to_all(office)
    with office.database.write() as session:
        left = session.exec(select(Conversation).order_by(col(Conversation.id))).first()
        assert left is not None
        left.is_blocked = True
        session.add(left)
    office.run()
    assert (office.texts_of(1), office.texts_of(2)) == ([], [RAIN])
    with office.database.read() as session:
        assert [batch.reached for batch in list_batches(session, broadcast)] == [1]


@on_sqlite
def test_what_is_urgent_overtakes(office: Office, one_by_one: None) -> None:
    office.befriend(*range(1, 81))
    issue_to_all(office, key="news", is_urgent=False)
    office.run_until(lambda: office.multicasts() > 0)
    issue_to_all(office, key="tsunami", content={"ja": [people_text("津波です。")]})
    office.run()
    said = [one.body["messages"][0]["text"] for one in office.line.requests if one.operation == "multicast"]
    assert said.count("津波です。") == 80
    assert said[-1] == RAIN
    assert all(office.texts_of(number).count("津波です。") == 1 for number in range(1, 81))


def test_the_web_page_shows_it(office: Office) -> None:
    join(office.database, 1, channel=Channel.WEB, language="en")
    with office.database.write() as session:
        web = session.exec(select(Conversation.id)).one()
        issue(session, drill=True)
    office.run()
    (entry,) = list_entries(office.database, web or 0)
    assert [getattr(message, "text", "") for message in entry.messages] == [
        "This is a drill. There is no real emergency.",
        "[DRILL]\nHeavy rain.\n[DRILL]",
    ]


@on_sqlite
def test_a_drill_says_so_in_line(office: Office) -> None:
    office.befriend(1)
    issue_to_all(office, kind="drill")
    office.run()
    assert office.texts_of(1) == ["これは訓練です。実際の災害ではありません。", "【訓練】\n大雨です。\n【訓練】"]


def people_text(words: str) -> object:
    from bot.messages import Text

    return Text(words)
