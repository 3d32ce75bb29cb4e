"""Tracker events: what is stored means the same when it is read again."""

from __future__ import annotations

import json

import pytest

from bot.dialogue.tracker import (
    EVENTS,
    ActedFor,
    BotUttered,
    ClarificationAsked,
    FloodTold,
    HandedBack,
    HandedOff,
    HandlerEnded,
    HandlerStarted,
    LanguageAsked,
    LanguageChosen,
    Missed,
    SessionStarted,
    SlotAsked,
    SlotMissed,
    SlotNarrowed,
    SlotSet,
    TrackerEvent,
    UserUttered,
    Wish,
    WishEnded,
    WishesOffered,
    WishNoted,
    event_from_json,
    rebuild,
)

ALL: list[TrackerEvent] = [
    SessionStarted("ja"),
    UserUttered("text", "住民票がほしい、あと意見も", "order_copies", 0.9),
    BotUttered(1),
    LanguageChosen("en"),
    LanguageAsked("first", ["ja", "en"]),
    HandlerStarted("copies", {"kind": "tax"}),
    WishNoted("memo", {}, {}),
    WishNoted("copies", {"kind": "resident"}, {"moment": ["2099-03-05T15:00", "2099-03-05T03:00"]}),
    SlotAsked("number"),
    SlotNarrowed("number", [1, 2]),
    SlotMissed("number"),
    SlotSet("number", 2),
    WishesOffered(),
    HandlerEnded("copies"),
    WishEnded("memo", {}, "dropped"),
    ClarificationAsked(["copies", "memo"]),
    Missed(),
    FloodTold(),
    ActedFor(1, "母"),
    HandedOff("asked"),
    HandedBack("citizen"),
]


def stored(event: TrackerEvent) -> TrackerEvent:
    return event_from_json(event.name, json.loads(json.dumps(event.to_json())))


def test_every_event_is_tried() -> None:
    assert {event.name for event in ALL} == set(EVENTS)


@pytest.mark.parametrize("count", range(len(ALL) + 1))
def test_the_state_is_the_same_after_it_was_stored(count: int) -> None:
    events = ALL[:count]
    assert rebuild(stored(event) for event in events) == rebuild(events)


def test_what_waits_ends_one_by_one_and_follows_again_after_one_has_started() -> None:
    noted = [WishNoted("memo"), WishNoted("copies", {"kind": "tax"}), WishNoted("copies", {"kind": "resident"})]
    offered = rebuild([*noted, WishesOffered()])
    assert all(wish.is_offered for wish in offered.wishes)
    dropped = WishEnded("copies", {"kind": "tax"}, "dropped").apply(offered)
    assert dropped.wishes == (Wish("memo", is_offered=True), Wish("copies", {"kind": "resident"}, is_offered=True))
    assert WishEnded("memo").apply(dropped).wishes == (Wish("copies", {"kind": "resident"}),)
    assert WishEnded("nobody").apply(dropped).wishes == (Wish("memo"), Wish("copies", {"kind": "resident"}))


def test_an_emptied_wish_and_a_new_session_leave_nothing_waiting() -> None:
    assert rebuild([WishNoted("")]).wishes == ()
    assert rebuild([WishNoted("memo"), SessionStarted("ja")]).wishes == ()


def test_a_value_settles_what_was_narrowed() -> None:
    tracker = rebuild([HandlerStarted("visits"), SlotNarrowed("moment", ["T15:00"]), SlotSet("moment", "x")])
    assert tracker.active is not None
    assert dict(tracker.active.among) == {}
