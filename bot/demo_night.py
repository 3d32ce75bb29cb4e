"""The demo's night: three citizens become friends of the counter, choose where they live, and hear what is theirs."""

from __future__ import annotations

import time

import click
from sqlmodel import select

from bot.areas import load_areas
from bot.city import City, load_city
from bot.clock import utc_now
from bot.counter import open_database
from bot.db import Database
from bot.http_client import HttpClient, NoAnswer
from bot.models.conversation import Conversation
from bot.services.segments.choosing import Choices, keep_choices
from bot.settings import Settings
from bot.signed_requests import HEADER, sign
from bot.simulator.agency import SimulatedAgency
from bot.simulator.line import SimulatedLine
from bot.simulator.night import Citizen, Night, NightPlayer
from bot.simulator.stage import Tell
from bot.texts import load_texts
from handlers.disaster.alerts.office import find_office
from handlers.disaster.sources.polling import FeedReader

START_SECONDS = 300.0  # the server listens before it can answer
FOLLOW_SECONDS = 30.0
STEP_SECONDS = 8.0
TOPICS = ("disaster",)


def play_night(settings: Settings, line: SimulatedLine, tell: Tell, step_seconds: float = STEP_SECONDS) -> None:
    """Plays the night against the running server; called in a thread of its own. `tell` hears of each step."""
    try:
        HttpClient(START_SECONDS).ask("GET", f"{settings.public_url}/healthz")
    except NoAnswer:
        return  # it did not start, or was stopped, and has said so
    city, database = load_city(settings.city), open_database(settings)
    try:
        night = Night(city)
        for citizen in night.citizens:
            befriend(settings, database, line, citizen)
        make_player(settings, database, city, night, tell).play(step_seconds)
    finally:
        database.close()


def befriend(settings: Settings, database: Database, line: SimulatedLine, citizen: Citizen) -> None:
    """One of the demo's citizens adds the counter as a friend, and has said where they live and how they read."""
    user_id = next(id for id, one in line.citizens.items() if one.name == citizen.name)
    if line.citizens[user_id].blocked:  # no friend yet
        line.follow(user_id)
    fingerprint = database.vault.fingerprint(f"line:{user_id}")
    wanted = select(Conversation.id).where(Conversation.address_fingerprint == fingerprint)
    end = time.monotonic() + FOLLOW_SECONDS
    conversation_id = None
    while conversation_id is None and time.monotonic() < end:
        time.sleep(0.2)
        with database.read() as session:
            conversation_id = session.exec(wanted).first()
    if conversation_id is None:
        click.echo(f"{citizen.name} did not become a friend of the counter", err=True)
        return
    choices = Choices(TOPICS, citizen.areas, citizen.language)
    with database.write() as session:
        session.get_one(Conversation, conversation_id).language = citizen.language
        keep_choices(
            session, database.vault, load_areas(settings.city), conversation_id, choices, TOPICS, utc_now()
        )  # fmt: skip


def make_player(settings: Settings, database: Database, city: City, night: Night, tell: Tell) -> NightPlayer:
    """By the feed and the webhook over HTTP, as in life."""
    office = find_office(city, load_texts(city=settings.city))
    assert office is not None, "the demo city has an area code"
    agency = SimulatedAgency(settings.var / "agency")
    reader = FeedReader(database, office, settings.alert_feed_list)

    def send(message: bytes) -> None:
        signature = sign(settings.alert_webhook_secret, message, utc_now())
        HttpClient(10.0, {HEADER: signature}).ask("POST", f"{settings.public_url}/alerts/webhook", message)

    return NightPlayer(
        night,
        publish=agency.publish,
        send=send,
        poll=lambda: reader.poll(utc_now()),
        clock=utc_now,
        tell=tell,
    )
