"""What the quota leaves room for: by LINE's last word, and by the ledger since then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.db import Database
from bot.errors import TemporaryFault
from bot.services.ledger import count_sent
from bot.services.quota import Quota, claim_warning, find_quota, may_push, refresh

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
NOW = datetime(2026, 11, 15, 15, 0, tzinfo=UTC)  # midnight in Tokyo: half of November is over


def tell(database: Database, limit: int | None, used: int, now: datetime = NOW) -> None:
    refresh(database, lambda: (limit, used), now)


def push(database: Database, recipients: int, now: datetime = NOW) -> None:
    with database.write() as session:
        count_sent(session, "faq", "push", now, recipients)


def find(database: Database, month: date = NOVEMBER) -> Quota:
    with database.read() as session:
        found = find_quota(session, month)
    assert found is not None
    return found


def is_allowed(database: Database, now: datetime = NOW, must_arrive: bool = False, recipients: int = 1) -> bool:
    with database.read() as session:
        return may_push(session, now, must_arrive=must_arrive, recipients=recipients)


def test_without_lines_word_everything_may_be_pushed(database: Database) -> None:
    with database.read() as session:
        assert find_quota(session, NOVEMBER) is None
    assert is_allowed(database)


def test_pushes_since_line_was_asked_count_and_those_before_are_in_its_word(database: Database) -> None:
    push(database, 30)
    tell(database, 200, 100)  # 70 of them were sent by other programs
    assert (find(database).used, find(database).left, find(database).percent) == (100, 100, 50)
    push(database, 11)
    assert (find(database).used, find(database).left, find(database).percent) == (111, 89, 55)


@pytest.mark.parametrize(("used", "ordinary"), [(188, True), (189, True), (190, False), (200, False), (210, False)])
def test_from_95_percent_only_what_must_arrive_is_pushed(database: Database, used: int, ordinary: bool) -> None:
    tell(database, 200, used)
    assert is_allowed(database) is ordinary
    assert is_allowed(database, must_arrive=True)


def test_many_recipients_must_all_fit(database: Database) -> None:
    tell(database, 1000, 900)
    assert is_allowed(database, recipients=50)
    assert not is_allowed(database, recipients=51)


def test_no_limit_leaves_room_for_everything(database: Database) -> None:
    tell(database, None, 10**6)
    assert is_allowed(database)
    assert (find(database).left, find(database).percent, find(database).needs_warning) == (None, None, False)


def test_a_quota_of_nothing_is_used_up(database: Database) -> None:
    tell(database, 0, 0)
    assert not is_allowed(database)
    assert (find(database).left, find(database).percent) == (0, 100)


def test_a_fresh_answer_is_not_asked_for_again(database: Database) -> None:
    tell(database, 200, 100)
    tell(database, 200, 150, NOW + timedelta(minutes=4))
    assert find(database).used == 100
    tell(database, 300, 150, NOW + timedelta(minutes=5))
    assert (find(database).limit, find(database).used) == (300, 150)


def test_when_line_does_not_answer_the_last_word_stays(database: Database) -> None:
    tell(database, 200, 100)

    def fail() -> tuple[int | None, int]:
        raise TemporaryFault("LINE does not answer")

    with pytest.raises(TemporaryFault):
        refresh(database, fail, NOW + timedelta(hours=1))
    push(database, 5)
    assert (find(database).used, find(database).asked_at) == (105, NOW)


def test_a_new_month_begins_with_nothing_used_and_the_limit_of_the_last(database: Database) -> None:
    tell(database, 200, 195)
    december = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
    assert is_allowed(database, december)
    push(database, 190, december)
    assert not is_allowed(database, december)
    tell(database, 1000, 190, december)  # asked at once: the answer is of another month
    assert (find(database, DECEMBER).limit, find(database, DECEMBER).used) == (1000, 190)
    assert (find(database).limit, find(database).used) == (200, 195)


@pytest.mark.parametrize(("used", "warns"), [(799, False), (800, True), (950, True)])
def test_a_warning_from_80_percent_on(database: Database, used: int, warns: bool) -> None:
    tell(database, 1000, used)
    assert find(database).needs_warning is warns


def test_the_warning_is_given_once_a_month(database: Database) -> None:
    tell(database, 100, 90)
    tell(database, 100, 90, datetime(2026, 12, 20, tzinfo=UTC))
    claimed = []
    for month in (NOVEMBER, NOVEMBER, DECEMBER, DECEMBER):
        with database.write() as session:
            claimed.append(claim_warning(session, month, NOW))
    assert claimed == [True, False, True, False]


@pytest.mark.parametrize(
    ("now", "forecast"),
    [
        (NOW, 200),
        (datetime(2026, 10, 31, 15, 30, tzinfo=UTC), 3000),  # half an hour into the month says nothing: taken as a day
        (datetime(2027, 3, 1, tzinfo=UTC), 100),
    ],
)
def test_the_forecast_goes_on_as_before(now: datetime, forecast: int) -> None:
    assert Quota(NOVEMBER, 1000, 100, NOW).forecast(now) == forecast
