"""Blind tags that a former secret key made, made anew under the present one."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.db import Database
from bot.models.subscriptions import Subscription, SubscriptionTag
from bot.models.vault import Vault
from bot.services.segments.tags import blind_tag, child_value, is_blind, need_value

BATCH = 500  # rows of one transaction, so that on SQLite nobody waits long to write


def renew_tags(database: Database) -> int:
    """How many citizens have new ones; again is harmless. Who changes their choices meanwhile has them already."""
    renewed, after = 0, 0
    while True:
        with database.write() as session:
            personal = col(Subscription.personal).is_not(None)
            rows = select(Subscription).where(col(Subscription.id) > after, personal).order_by(col(Subscription.id))
            some = session.exec(rows.limit(BATCH).with_for_update()).all()
            renewed += sum(_renew(session, database.vault, row) for row in some)
        if len(some) < BATCH:
            return renewed
        after = some[-1].id or 0


def _renew(session: Session, vault: Vault, row: Subscription) -> bool:
    id, said = row.id or 0, row.personal or {}
    values = [*map(need_value, said.get("needs", ())), *map(child_value, said.get("children", ()))]
    wanted = {blind_tag(vault, value, id) for value in values}
    own = select(SubscriptionTag).where(SubscriptionTag.subscription_id == id)
    there = {one.tag for one in session.exec(own) if is_blind(one.tag)}
    if there == wanted:
        return False
    old = (col(SubscriptionTag.subscription_id) == id) & col(SubscriptionTag.tag).in_(there - wanted)
    session.execute(delete(SubscriptionTag).where(old))
    session.add_all(SubscriptionTag(subscription_id=id, tag=tag) for tag in wanted - there)
    return True
