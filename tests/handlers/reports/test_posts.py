"""Posts of other networks: read with care, judged as labelled ones were, gathered, and never told to anybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import col, select

from bot.areas import load_areas
from bot.city import FixedCity, load_city
from bot.db import Database
from bot.dialogue.turn import House
from bot.errors import InputFileError
from bot.models.outbox import OutboxRow
from bot.settings import DEMO_CITY
from bot.signed_requests import HEADER, sign
from bot.texts import load_texts
from handlers.reports.commands import LABELLED
from handlers.reports.models import DamageIncident, DamagePost, State
from handlers.reports.public_posts import PostsWebhook
from handlers.reports.service.catalogue import find_catalogue
from handlers.reports.service.classifying import NONE, Judged, classify
from handlers.reports.service.feeding import read_posts
from handlers.reports.service.kinds import IN_DISASTERS
from handlers.reports.service.places import Gazetteer
from handlers.reports.service.posts import PostDesk, Taken, judge_all
from nlu.labelled import Line, read_lines

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
KEEP = timedelta(days=365)
GAZETTEER = Gazetteer(load_areas(DEMO_CITY))
CITY = load_city(DEMO_CITY)


def make(text: str, id: str = "1", minutes: int = 0, **more: Any) -> dict[str, Any]:
    at = NOW - timedelta(minutes=60 - minutes)
    return {"id": id, "source": "sns", "text": text, "posted_at": at.isoformat(), **more}


def take(database: Database, *posts: dict[str, Any]) -> Taken:
    catalogue = find_catalogue(CITY)
    assert catalogue is not None
    read = read_posts(json.dumps({"posts": posts}).encode(), NOW, KEEP)
    return PostDesk(database, catalogue, GAZETTEER).take(read.posts)


def read(database: Database, what: type[Any]) -> list[Any]:
    with database.read() as session:
        found = list(session.exec(select(what).order_by(col(what.id))))
        session.expunge_all()
    return found


def list_labelled(name: str) -> list[Line]:
    return list(read_lines([LABELLED / f"{name}.tsv"]))


def test_the_labelled_posts_are_whole() -> None:
    tuned, apart = list_labelled("posts"), list_labelled("posts_apart")
    assert len(tuned) + len(apart) >= 400 and len(apart) * 3 >= len(tuned)
    assert {line.label for line in (*tuned, *apart)} == {*IN_DISASTERS, NONE}
    assert not {line.text for line in tuned} & {line.text for line in apart}


def test_the_rules_alone_judge_what_was_kept_apart_as_the_docs_say() -> None:
    """The bars are a little below what was measured, so that a worse rule is seen."""
    pairs = [(line.label, classify(line.text, None).kind) for line in list_labelled("posts_apart")]
    found = [(label, kind) for label, kind in pairs if label != NONE and kind != NONE]
    missed = sum(label != NONE and kind == NONE for label, kind in pairs)
    false = sum(label == NONE and kind != NONE for label, kind in pairs)
    assert len(found) / (len(found) + missed) >= 0.74
    assert len(found) / (len(found) + false) >= 0.82
    assert sum(label == kind for label, kind in found) / len(found) >= 0.85


def test_what_was_learned_is_heard_beside_the_rules() -> None:
    assert classify("なんだか変な感じ", lambda _: {"landslide": 0.9, "none": 0.1}).kind == "landslide"
    assert classify("川が氾濫した夢を見た", lambda _: {"river": 0.2, "none": 0.8}).kind == NONE
    assert classify("【訓練】川辺で堤防が決壊", None).kind == NONE


def test_posts_of_the_same_thing_are_one_incident(database: Database) -> None:
    taken = take(
        database,
        make("川辺で道路が冠水しています", "1"),
        make("川辺、膝まで水きてる", "2", 30),
        make("川辺で火事、黒煙が上がってる", "3"),
        make("岩倉で土砂崩れ、道が埋まった", "4"),
        make("今日のライブ最高だった", "5"),
        make("どこかの町で冠水", "6"),
    )
    assert (taken.new, taken.disasters, taken.incidents) == (6, 5, 3)
    flood, fire, slide = read(database, DamageIncident)
    assert (flood.kind, flood.area, flood.state) == ("flood", "kawabe", State.RECEIVED)
    assert (flood.posts, flood.reports) == (2, 0)
    assert (fire.kind, slide.kind, slide.area) == ("fire", "landslide", "iwakura")
    assert 0 < slide.confidence < flood.confidence < 0.5
    (placeless,) = (post for post in read(database, DamagePost) if "どこかの町" in post.text)
    assert (placeless.incident_id, placeless.places) == (None, [])
    assert read(database, OutboxRow) == []


def test_the_same_post_again_changes_nothing(database: Database) -> None:
    post = make("川辺で道路が冠水しています")
    take(database, post)
    assert take(database, post, post).new == 0
    assert read(database, DamageIncident)[0].posts == 1


def test_what_is_passed_on_is_judged_once() -> None:
    asked: list[str] = []

    def labeller(text: str) -> dict[str, float]:
        asked.append(text)
        return {"flood": 0.9}

    known: dict[str, Judged] = {}
    first = judge_all(
        ["川の近く、なんか変", "RT @a: 川の近く、なんか変", "RT @b: RT @a: 川の近く、なんか変"], labeller, known
    )
    again = judge_all(["川の近く、なんか変 https://sns.example/1"], labeller, known)
    assert asked == ["川の近く、なんか変"] and {one.kind for one in (*first, *again)} == {"flood"}


def test_hours_later_it_is_another_incident(database: Database) -> None:
    late = make("川辺でまた冠水", "2", minutes=60)
    take(database, make("川辺で冠水", "1", minutes=-12 * 60), late)
    assert len(read(database, DamageIncident)) == 2


def test_a_point_is_better_than_a_name_and_one_outside_is_no_incident_of_ours(database: Database) -> None:
    take(
        database,
        make("このあたり冠水", "1", latitude=36.6485, longitude=138.1942),
        make("この先も冠水", "2", latitude=36.6486, longitude=138.1943),
        make("ここも冠水", "3", latitude=35.68, longitude=139.76),
    )
    (incident,) = read(database, DamageIncident)
    assert (incident.area, incident.precision, incident.posts) == ("chuo-1", "point", 2)


def test_all_places_that_may_be_meant_are_kept(database: Database) -> None:
    take(database, make("川辺から新田にかけて停電しています"))
    assert read(database, DamagePost)[0].places == ["kawabe", "shinden"]


def test_posts_are_delivered_signed_and_a_repetition_changes_nothing(database: Database) -> None:
    house = House(*(FixedCity(CITY), load_texts(), None, None, "", "k" * 32), posts_webhook_secret="s")  # type: ignore[arg-type]
    app = Flask("tests", static_folder=None)
    receive = PostsWebhook(database, house, lambda: NOW).receive
    app.add_url_rule("/reports/posts", view_func=receive, methods=["POST"])
    body = json.dumps([make("川辺で道路が冠水しています")]).encode()

    def deliver(signature: str, content: bytes = body) -> tuple[int, Any]:
        answer = app.test_client().post("/reports/posts", data=content, headers={HEADER: signature})
        return answer.status_code, answer.json

    good = sign("s", body, NOW)
    assert deliver(good) == (200, {"new": 1, "disasters": 1, "incidents": 1, "faults": [], "refused": 0})
    assert deliver(good)[1]["new"] == 0
    assert deliver(sign("other", body, NOW))[0] == deliver("")[0] == deliver(good, body + b" ")[0] == 400
    assert deliver(sign("s", body, NOW - timedelta(minutes=6)))[0] == 400
    assert deliver(sign("s", b"<x>", NOW), b"<x>")[0] == 422
    assert len(read(database, DamagePost)) == 1


BROKEN = (
    {},
    {"posted_at": "2026-09-01T12:00:00"},
    {"posted_at": "2027-09-01T12:00:00Z"},
    {"posted_at": "1926-09-01T12:00:00Z"},
    {"text": "\u200b"},
    {"text": ["a"]},
    {"latitude": 123},
    {"source": "X Y"},
)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_post_that_is_wrong_is_named_and_the_others_are_taken(broken: dict[str, Any]) -> None:
    wrong = {**make("川辺で冠水", "2"), **broken} if broken else "no post"
    read = read_posts(json.dumps([make("川辺で冠水"), wrong]).encode(), NOW, KEEP)
    assert [post.id for post in read.posts] == ["1"]
    assert len(read.faults) == 1 and read.faults[0].startswith("post 2: ")


def test_lines_and_a_single_post_are_forms_too() -> None:
    lines = "\n".join(json.dumps(make("冠水", str(number))) for number in range(3))
    assert len(read_posts(f"\ufeff{lines}\n".encode(), NOW, KEEP).posts) == 3
    assert len(read_posts(f"{lines}\n{{broken".encode(), NOW, KEEP).faults) == 1
    assert len(read_posts(json.dumps(make("冠水")).encode(), NOW, KEEP).posts) == 1


@pytest.mark.parametrize("data", [b"", b"<html>", b"12", b'"posts"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_posts_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(InputFileError):
        read_posts(data, NOW, KEEP)
