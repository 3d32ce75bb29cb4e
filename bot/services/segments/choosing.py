"""A citizen's choices, written with the tags that find them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.areas import Areas
from bot.db import insert_if_new
from bot.models.subscriptions import Subscription, SubscriptionTag
from bot.models.vault import Vault
from bot.services.segments.rules import is_standing
from bot.services.segments.tags import area_tag, blind_tag, child_value, need_value, spread_areas, topic_tag


@dataclass(frozen=True)
class Choices:
    """All that can be chosen. `topics` are those that are wanted, the standing ones among them."""

    topics: tuple[str, ...]
    areas: tuple[str, ...] = ()
    language: str = ""
    quiet: tuple[int, int] | None = None  # minutes after midnight
    is_stopped: bool = False
    needs: tuple[str, ...] = ()
    children: tuple[str, ...] = field(default=())  # months of birth, 2023-04


def find_subscription(session: Session, conversation_id: int) -> Subscription | None:
    return session.exec(select(Subscription).where(Subscription.conversation_id == conversation_id)).first()


def read_choices(session: Session, conversation_id: int, known: Sequence[str]) -> Choices:
    """What holds for this citizen; `known` are the ids of the city's topics."""
    standing = tuple(one for one in known if is_standing(one))
    found = find_subscription(session, conversation_id)
    if found is None:
        return Choices(standing)
    off = {one.removeprefix("-") for one in found.topics if one.startswith("-")}
    wanted = tuple(one for one in known if (one in standing and one not in off) or one in found.topics)
    personal = found.personal or {}
    quiet = None if found.quiet_from is None or found.quiet_until is None else (found.quiet_from, found.quiet_until)
    return Choices(
        wanted,
        tuple(found.areas),
        found.language,
        quiet,
        found.is_stopped,
        tuple(personal.get("needs", ())),
        tuple(personal.get("children", ())),
    )


def keep_choices(
    session: Session,
    vault: Vault,
    areas: Areas,
    conversation_id: int,
    choices: Choices,
    known: Sequence[str],
    now: datetime,
) -> Subscription:
    """In place of what was chosen before. Personal values are there by consent, whose moment is kept with them."""
    row = _hold(session, conversation_id, now)
    off = [f"-{one}" for one in known if is_standing(one) and one not in choices.topics]
    row.topics = [*(one for one in choices.topics if not is_standing(one)), *off]
    row.areas, row.has_area = list(choices.areas), bool(choices.areas)
    row.language, row.is_stopped = choices.language, choices.is_stopped
    row.quiet_from, row.quiet_until = choices.quiet or (None, None)
    said = {"needs": list(choices.needs), "children": list(choices.children)}
    if not any(said.values()):
        row.personal, row.consented_at = None, None
    elif row.personal != said:
        row.personal, row.consented_at = said, now
    row.changed_at = now
    session.add(row)
    _write_tags(session, vault, areas, row, choices)
    return row


def _hold(session: Session, conversation_id: int, now: datetime) -> Subscription:
    """The citizen's row, locked, so that two pages that are sent at once leave the tags of one of them."""
    values = {"conversation_id": conversation_id, "topics": [], "areas": [], "changed_at": now}
    insert_if_new(session, Subscription, values)
    held = select(Subscription).where(Subscription.conversation_id == conversation_id).with_for_update()
    return session.exec(held, execution_options={"populate_existing": True}).one()


def _write_tags(session: Session, vault: Vault, areas: Areas, row: Subscription, choices: Choices) -> None:
    id = row.id or 0
    plain = [topic_tag(one.removeprefix("-")) for one in row.topics]
    plain += [area_tag(one) for one in spread_areas(choices.areas, areas)]
    personal = [*map(need_value, choices.needs), *map(child_value, choices.children)]
    blind = [blind_tag(vault, value, id) for value in personal]
    session.execute(delete(SubscriptionTag).where(col(SubscriptionTag.subscription_id) == id))
    session.add_all(SubscriptionTag(subscription_id=id, tag=tag) for tag in dict.fromkeys((*plain, *blind)))
    session.flush()
