"""Changing a topic: by whoever has seen what holds now, and with an entry in the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from bot.city import City
from bot.db import insert_if_new
from bot.errors import MadoguchiError
from bot.models.city_setting import CitySetting
from bot.services.audit import Action, Actor, record
from bot.services.city_settings.live import stamp
from bot.services.city_settings.summary import summarise
from bot.services.city_settings.topics import Topic, lay_over


class SettingsAction(Action):
    CHANGED = "settings.changed"
    RESET = "settings.reset"  # to the city's file
    BANNER_SET = "settings.banner_set"
    BANNER_WITHDRAWN = "settings.banner_withdrawn"


class Overtaken(MadoguchiError):
    """Somebody else has changed the topic since it was looked at."""


def find_setting(session: Session, topic: Topic) -> CitySetting | None:
    """What staff made of the topic, if they ever did; its value is None where the file holds again."""
    return session.exec(select(CitySetting).where(CitySetting.key == topic)).one_or_none()


def city_of(base: City, topic: Topic, setting: CitySetting | None) -> City:
    """The city with this one topic as it is stored; the file's where that can't be used."""
    if setting is None or setting.value is None:
        return base
    try:
        return lay_over(base, topic, stamp(topic, setting.value, setting.version))
    except (ValueError, TypeError):
        return base


def change(
    session: Session,
    base: City,
    topic: Topic,
    value: dict[str, Any] | None,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Store the topic's facts, or that the file's hold again (None). `version` is the one that was looked at, 0 for
    none. To be called last in a transaction.

    Raises Overtaken when there is a newer one, and ValueError when the facts are not what the topic may say.
    """
    new = base if value is None else lay_over(base, topic, stamp(topic, value, version + 1))
    row = _take(session, topic, version, now)
    before, after = summarise(city_of(base, topic, row), topic), summarise(new, topic)
    row.value, row.version = value, version + 1
    row.changed_at, row.changed_by = now, int(actor.id) if actor.kind == "staff" else None
    session.add(row)
    action = _name_action(topic, value)
    record(session, actor, action, object_kind="city_setting", object_id=topic, old=before, new=after, now=now)


def _take(session: Session, topic: Topic, version: int, now: datetime) -> CitySetting:
    """The row of this version, locked until the transaction ends."""
    if version == 0:
        insert_if_new(session, CitySetting, {"key": topic, "value": None, "version": 0, "changed_at": now})
    statement = select(CitySetting).where(CitySetting.key == topic).with_for_update()
    row = session.exec(statement.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.version != version:
        raise Overtaken(f"{topic} was changed meanwhile")
    return row


def _name_action(topic: Topic, value: dict[str, Any] | None) -> SettingsAction:
    if topic is Topic.BANNER:
        return SettingsAction.BANNER_WITHDRAWN if value is None else SettingsAction.BANNER_SET
    return SettingsAction.RESET if value is None else SettingsAction.CHANGED
