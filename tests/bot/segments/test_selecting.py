"""Who a rule finds, on both databases; and that the database file doesn't tell who needs help."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import col, delete, select

from bot.areas import Areas
from bot.db import Database
from bot.models.subscriptions import Subscription, SubscriptionTag
from bot.models.vault import Vault
from bot.services.segments import count, parse, sample, select_recipients
from bot.services.segments.choosing import Choices, keep_choices, read_choices
from bot.services.segments.renewing import renew_tags
from tests.bot.segments.conftest import NOW, TOPICS, Add

ALL = ("disaster", "children")


def find(database: Database, rule: Any, now: datetime = NOW) -> set[int]:
    with database.read() as session:
        ids = list(session.scalars(select_recipients(parse(rule), now)))
    assert len(ids) == len(set(ids)), "somebody would get it twice"
    return set(ids)


def test_who_can_be_written_to(database: Database, add: Add) -> None:
    never_chose, web = add(), add(channel="web")
    add(is_blocked=True)
    add(erased_at=NOW)
    add(Choices(ALL, is_stopped=True))
    assert find(database, {"everyone": True}) == {never_chose, web}
    assert find(database, {"channel": "web"}) == {web}
    assert find(database, {"not": {"channel": "web"}}) == {never_chose}


def test_what_is_urgent_goes_to_who_stopped_everything_but_by_no_topic(database: Database, add: Add) -> None:
    stopped = add(Choices(ALL, ("chuo-1",), is_stopped=True))
    add(Choices(ALL, ("chuo-1",), is_stopped=True), is_blocked=True)
    for rule, found in (
        ({"everyone": True}, {stopped}),
        ({"area": ["central"]}, {stopped}),
        ({"topic": "disaster"}, set()),
        ({"topic": "children"}, set()),
    ):
        with database.read() as session:
            assert set(session.scalars(select_recipients(parse(rule), NOW, is_urgent=True))) == found
        assert find(database, rule) == set()


def test_the_standing_topic_reaches_who_never_chose_and_not_who_said_no(database: Database, add: Add) -> None:
    never_chose, both, children = add(), add(Choices(ALL)), add(Choices(("children",)))
    assert find(database, {"topic": "disaster"}) == {never_chose, both}
    assert find(database, {"topic": "children"}) == {both, children}
    assert find(database, {"topic": "disaster_heat"}) == {never_chose, both, children}, "a new one, nobody said no"
    assert find(database, {"topic": "waste"}) == set()


def test_a_district_is_its_towns_and_who_knows_only_the_district_is_in_each(database: Database, add: Add) -> None:
    town, other = add(Choices(ALL, ("chuo-1",))), add(Choices(ALL, ("chuo-2",)))
    district, east, unknown = add(Choices(ALL, ("central",))), add(Choices(ALL, ("higashi",))), add()
    assert find(database, {"area": ["chuo-1"]}) == {town, district}
    assert find(database, {"area": ["central"]}) == {town, other, district}
    assert find(database, {"area": ["chuo-1", "east"]}) == {town, district, east}
    assert find(database, {"area": ["chuo-1"], "or_unknown": True}) == {town, district, unknown}
    assert find(database, {"not": {"area": ["central"]}}) == {east, unknown}


def test_the_language_chosen_then_spoken_then_the_channels(database: Database, add: Add) -> None:
    chosen = add(Choices(ALL, language="vi"), language="ja")
    spoken, channels, none = add(language="vi", locale="ja"), add(locale="vi-VN"), add(locale="xx")
    easy = add(language="ja-easy")
    assert find(database, {"language": ["vi"]}) == {chosen, spoken, channels}
    assert find(database, {"language": ["ja"]}) == {none}
    assert find(database, {"language": ["ja-easy", "ja"]}) == {none, easy}


def test_childrens_ages_go_by_full_years(database: Database, add: Add) -> None:
    two = add(Choices(ALL, children=("2024-01",)))
    three = add(Choices(ALL, children=("2023-11", "2010-01")))
    add()
    assert find(database, {"child_age": {"from": 0, "to": 2}}) == {two}
    assert find(database, {"child_age": {"from": 3, "to": 6}}) == {three}
    a_year_later = datetime(2027, 11, 30, 3, 0, tzinfo=UTC)
    assert find(database, {"child_age": {"from": 3, "to": 3}}, a_year_later) == {two}
    last_minutes = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)  # December in Tokyo
    assert find(database, {"child_age": {"from": 2, "to": 2}}, last_minutes) == {two}


def test_and_or_not_of_everything(database: Database, add: Add) -> None:
    wheelchair = add(Choices(ALL, ("chuo-1",), needs=("wheelchair", "flee")))
    deaf = add(Choices(ALL, ("higashi",), language="en", needs=("deaf",)))
    other = add(Choices(ALL, ("chuo-1",)))
    assert find(database, {"need": "wheelchair"}) == {wheelchair}
    any_need = {"any": [{"need": "flee"}, {"need": "deaf"}]}
    assert find(database, any_need) == {wheelchair, deaf}
    assert find(database, {"all": [{"area": ["central"]}, any_need]}) == {wheelchair}
    assert find(database, {"all": [{"topic": "disaster"}, {"not": any_need}]}) == {other}
    assert find(database, {"any": [{"language": ["en"]}, {"all": [{"area": ["chuo-1"]}, {"not": any_need}]}]}) == {
        deaf,
        other,
    }


def test_what_is_chosen_anew_counts_alone(database: Database, areas: Areas, add: Add) -> None:
    id = add(Choices(ALL, ("chuo-1",), needs=("deaf",), children=("2024-01",)))
    anew = Choices(("children", "waste"), ("higashi",), "en", (1320, 390), needs=("blind",))
    with database.write() as session:
        keep_choices(session, database.vault, areas, id, anew, TOPICS, NOW)
    assert not find(database, {"any": [{"need": "deaf"}, {"area": ["central"]}, {"topic": "disaster"}]})
    assert find(database, {"all": [{"need": "blind"}, {"area": ["east"]}, {"topic": "waste"}]}) == {id}
    with database.read() as session:
        assert read_choices(session, id, TOPICS) == anew


def test_a_new_secret_key_finds_what_the_former_one_marked_and_marks_it_anew(
    database: Database, areas: Areas, add: Add
) -> None:
    id, key = add(), Fernet.generate_key().decode()
    vaults = (Vault([key], "one"), Vault([key], "two", ("one",)), Vault([key], "two"))
    first, between, last = (Database(database.url, vault) for vault in vaults)
    with first.write() as session:
        keep_choices(session, first.vault, areas, id, Choices(ALL, needs=("deaf",)), TOPICS, NOW)
    assert (find(between, {"need": "deaf"}), find(last, {"need": "deaf"})) == ({id}, set())
    assert (renew_tags(between), renew_tags(between)) == (1, 0)
    assert find(last, {"all": [{"need": "deaf"}, {"topic": "children"}]}) == {id}
    for one in (first, between, last):
        one.close()


def test_equal_needs_look_different_in_the_database(database: Database, add: Add) -> None:
    for _ in range(20):
        add(Choices(ALL, needs=("wheelchair",), children=("2024-01",)))
    with database.read() as session:
        raw = session.execute(text("SELECT tag, count(*) FROM subscription_tag GROUP BY tag")).all()
        personal = session.execute(text("SELECT personal FROM subscription")).scalars().all()
    blind = [number for tag, number in raw if ":" not in tag]
    assert len(blind) == 40 and set(blind) == {1}
    assert not any(b"wheelchair" in bytes(one) or b"2024" in bytes(one) for one in personal)
    assert not any("wheelchair" in tag or "2024" in tag for tag, _ in raw)


def test_with_the_conversation_the_choices_and_their_tags_go(database: Database, add: Add) -> None:
    id = add(Choices(ALL, ("chuo-1",)))
    with database.write() as session:
        session.execute(delete(Subscription).where(col(Subscription.conversation_id) == id))
        assert session.exec(select(SubscriptionTag)).all() == []


def test_the_count_says_channels_and_languages(database: Database, add: Add) -> None:
    add(Choices(ALL, language="vi"))
    add(channel="web", language="vi")
    add()
    with database.read() as session:
        found = count(session, parse({"topic": "disaster"}), NOW)
        none = count(session, parse({"need": "deaf"}), NOW)
    assert (found.total, found.by_channel, found.by_language) == (3, {"line": 2, "web": 1}, {"vi": 2, "ja": 1})
    assert (none.total, none.by_channel, none.by_language) == (0, {}, {})


def test_a_sample_names_nobody(database: Database, add: Add) -> None:
    ids = {add(Choices(ALL, ("chuo-1",), language="vi")) for _ in range(5)}
    with database.read() as session:
        drawn = sample(session, parse({"everyone": True}), NOW, most=3)
    assert len(drawn) == 3 and {one.conversation_id for one in drawn} <= ids
    assert {(one.channel, one.language, one.areas) for one in drawn} == {("line", "vi", ("chuo-1",))}
