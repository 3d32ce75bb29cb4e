"""Getting news by mail: asked for by form, begun by a link in a letter, ended by one press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.models.vault import Vault
from handlers.news.models import ADDRESS, MailDelivery, MailReader
from handlers.news.service import Published

AGAIN_AFTER = timedelta(minutes=10)  # a form may be sent by anybody, and letters to one address are few
UNCONFIRMED_FOR = timedelta(days=7)


def ask(
    session: Session, vault: Vault, address: str, topics: Sequence[str], language: str, now: datetime
) -> MailReader | None:
    """What somebody wants for an address, until its owner confirms it. None where a letter went there just now."""
    address = address.casefold()  # as it is indexed
    indexes = vault.list_indexes(ADDRESS, address)
    values = {
        "address": address,
        "address_index": indexes[0],
        "topics": [],
        "language": language,
        "asked_at": now - AGAIN_AFTER,
    }
    known = select(MailReader).where(col(MailReader.address_index).in_(indexes)).with_for_update()
    if session.exec(known).first() is None:
        insert_if_new(session, MailReader, values)
    row = session.exec(known, execution_options={"populate_existing": True}).one()
    if now - row.asked_at < AGAIN_AFTER:
        return None
    row.pending, row.asked_at = {"topics": list(topics), "language": language}, now
    session.add(row)
    session.flush()
    return row


def confirm(session: Session, id: int, now: datetime) -> bool:
    """What was asked for holds from now on; False where there is nothing to confirm."""
    row = session.get(MailReader, id, with_for_update=True)
    if row is None or (row.pending is None and row.confirmed_at is None):
        return False
    if row.pending is not None:
        row.topics, row.language, row.pending = row.pending["topics"], row.pending["language"], None
    row.confirmed_at = row.confirmed_at or now
    session.add(row)
    return True


def end(session: Session, id: int) -> None:
    """The address and all about it go; again is harmless."""
    session.execute(delete(MailReader).where(col(MailReader.id) == id))


def drop_unconfirmed(session: Session, now: datetime) -> None:
    """What nobody confirmed within a week."""
    is_old = col(MailReader.asked_at) < now - UNCONFIRMED_FOR
    session.execute(delete(MailReader).where(col(MailReader.confirmed_at).is_(None), is_old))


def list_readers(session: Session, one: Published, corrects: int | None, most: int) -> list[MailReader]:
    """Who is still to get it: of a correction who got what it corrects, else who wants one of its topics and had
    confirmed before it left. What has no topic goes to all."""
    got = select(MailDelivery.reader_id).where(MailDelivery.broadcast_id == one.id)
    waiting = select(MailReader).where(col(MailReader.id).not_in(got)).order_by(col(MailReader.id))
    if corrects is not None:
        first = select(MailDelivery.reader_id).where(MailDelivery.broadcast_id == corrects)
        return list(session.exec(waiting.where(col(MailReader.id).in_(first)).limit(most)))
    confirmed = session.exec(waiting.where(col(MailReader.confirmed_at) <= one.sent_at))
    return [row for row in confirmed if not one.topics or set(one.topics) & set(row.topics)][:most]


def note_delivery(session: Session, broadcast_id: int, reader_id: int, now: datetime) -> bool:
    """Before the letter is sent; False where it was already."""
    values = {"broadcast_id": broadcast_id, "reader_id": reader_id, "at": now}
    return insert_if_new(session, MailDelivery, values) is not None


def forget_delivery(session: Session, broadcast_id: int, reader_id: int) -> None:
    """The mail server surely took nothing: it is tried again."""
    own = (col(MailDelivery.broadcast_id) == broadcast_id) & (col(MailDelivery.reader_id) == reader_id)
    session.execute(delete(MailDelivery).where(own))
