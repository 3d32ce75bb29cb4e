"""Which columns the file for the resident-record system has, as the city's staff say: a setting of the city."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session, select

from bot.db import insert_if_new
from bot.models.city_setting import CitySetting
from bot.services.audit import Actor, record
from bot.services.city_settings.changing import Overtaken
from handlers.certificates.service.actions import CertificateAction
from handlers.certificates.service.fields import FIELDS, PHOTO

SETTING = "certificates.columns"
MOST = 40  # columns
# What a column can be filled with: of the order, then of the form.
OF_ORDER = (
    *("number", "kind", "kind_id", "copies", "delivery", "counter", "purpose", "language"),
    *("received_on", "due_on", "issued_on", "tracking"),
)
OF_FORM = tuple(field for field in FIELDS if field != PHOTO)
SOURCES = (*OF_ORDER, *OF_FORM)


class Encoding(StrEnum):
    UTF_8 = "utf-8"  # with the mark by which Excel knows it
    SHIFT_JIS = "cp932"


class Calendar(StrEnum):
    WESTERN = "western"  # 2026-11-29
    ERA = "era"  # 令和8年11月29日


class Column(BaseModel):
    """`header` is the name in the first row; empty: the source's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(pattern=f"^({'|'.join(SOURCES)})$")
    header: str = Field(default="", max_length=60)


class Columns(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[Column, ...] = Field(min_length=1, max_length=MOST)
    encoding: Encoding = Encoding.UTF_8
    calendar: Calendar = Calendar.WESTERN


USUAL = Columns(columns=tuple(Column(source=one) for one in ("number", "kind", "copies", *OF_FORM)))


def get_columns(session: Session) -> tuple[Columns, int]:
    """What holds, and its version; the usual ones (0) where nobody has said, or it can't be read any more."""
    row = session.exec(select(CitySetting).where(CitySetting.key == SETTING)).one_or_none()
    if row is None:
        return USUAL, 0
    try:
        return Columns.model_validate(row.value), row.version
    except ValidationError:
        return USUAL, row.version


def store_columns(session: Session, columns: Columns, version: int, by: Actor, now: datetime) -> None:
    """Store them, with an entry in the audit log. `version` is the one that was looked at.

    Raises Overtaken when there is a newer one. To be called last in a transaction.
    """
    before = get_columns(session)[0]
    if version == 0:
        insert_if_new(session, CitySetting, {"key": SETTING, "value": None, "version": 0, "changed_at": now})
    locked = select(CitySetting).where(CitySetting.key == SETTING).with_for_update()
    row = session.exec(locked.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.version != version:
        raise Overtaken("the columns were changed meanwhile")
    row.value, row.version = columns.model_dump(mode="json"), version + 1
    row.changed_at, row.changed_by = now, int(by.id)
    session.add(row)
    old, new = before.model_dump(mode="json"), columns.model_dump(mode="json")
    action = CertificateAction.COLUMNS_CHANGED
    record(session, by, action, object_kind="city_setting", object_id=SETTING, old=old, new=new, now=now)
