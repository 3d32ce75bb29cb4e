"""Rich menus that follow the language: a turn notes the language it ends in, and a worker tells LINE afterwards.

The row is written in the transaction of the turn and worked off outside of it, as the outbox is. Telling LINE twice
does no harm, so a killed worker's try is simply made again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import or_, text
from sqlmodel import Session, col, select

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.follow import show_menu
from bot.clock import utc_now
from bot.db import Database
from bot.errors import PermanentFault, TemporaryFault
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.menu_link import MenuLink, MenuLinkStatus

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # a slower try may overlap the next one
DELAYS = (5, 30, 120, 600)  # seconds after the first, second … failed try; then ever the last
NO_MENUS_DELAY = timedelta(minutes=5)  # until somebody has run `madoguchi richmenu sync`


def note_language(session: Session, conversation: Conversation, language: str, first: str, now: datetime) -> None:
    """Remember that the citizen's menu has to be in this language; `first` is the one that everybody's menu has."""
    if conversation.channel != Channel.LINE or conversation.erased_at is not None or not language:
        return
    row = session.exec(select(MenuLink).where(MenuLink.conversation_id == conversation.id)).first()
    if row is None and language != first:
        assert conversation.id is not None
        session.add(MenuLink(conversation_id=conversation.id, language=language, changed_at=now))
    elif row is not None and row.language != language:
        row.language, row.status, row.changed_at = language, MenuLinkStatus.WAITING, now
        row.attempts, row.not_before = 0, None


class MenuLinker:
    """Tells LINE of citizens' languages, one after the other; for one thread."""

    def __init__(self, database: Database, api: RichMenuApi) -> None:
        self._database = database
        self._api = api
        self._idle_until: datetime | None = None

    def link_one(self) -> bool:
        """Tell LINE of one citizen's language; False when nobody waits, or the channel has no menus yet."""
        if self._idle_until is not None and utc_now() < self._idle_until:
            return False
        claimed = _claim(self._database)
        if claimed is None:
            return False
        row, address = claimed
        status, delay = self._try(row, address)
        _settle(self._database, row, status, delay)
        return True

    def _try(self, row: MenuLink, address: str) -> tuple[MenuLinkStatus, timedelta]:
        try:
            if show_menu(self._api, address, row.language):
                return MenuLinkStatus.LINKED, timedelta()
        except TemporaryFault as fault:
            log.warning("rich menu of conversation %s: later: %s", row.conversation_id, fault)
            return MenuLinkStatus.WAITING, timedelta(seconds=DELAYS[min(row.attempts, len(DELAYS)) - 1])
        except PermanentFault as fault:
            log.error("rich menu of conversation %s: given up: %s", row.conversation_id, fault)
            return MenuLinkStatus.FAILED, timedelta()
        self._idle_until = utc_now() + NO_MENUS_DELAY  # asking for each citizen would be in vain
        return MenuLinkStatus.WAITING, timedelta()


def _claim(database: Database) -> tuple[MenuLink, str] | None:
    now = utc_now()
    waiting = (
        select(MenuLink, Conversation)
        .join(Conversation, col(Conversation.id) == col(MenuLink.conversation_id))
        .where(
            text("menu_link.status = 'waiting'"),  # a literal, so that both databases use the partial index
            or_(col(MenuLink.not_before).is_(None), col(MenuLink.not_before) <= now),
            col(Conversation.is_blocked).is_(False),  # one who comes back is linked then
        )
        .order_by(col(MenuLink.id))
        .limit(1)
    )
    with database.read() as session:
        if session.exec(waiting).first() is None:
            return None  # the usual case, without asking for a lock
    with database.write() as session:
        found = session.exec(waiting.with_for_update(of=MenuLink, skip_locked=True)).first()
        if found is None:
            return None
        row, conversation = found
        row.attempts += 1
        row.not_before = now + LEASE
        return row, conversation.address


def _settle(database: Database, tried: MenuLink, status: MenuLinkStatus, delay: timedelta) -> None:
    with database.write() as session:
        row = session.get(MenuLink, tried.id)
        # Deleted, or another language was chosen meanwhile: then that one is waiting.
        if row is not None and row.changed_at == tried.changed_at:
            row.status, row.not_before = status, utc_now() + delay
