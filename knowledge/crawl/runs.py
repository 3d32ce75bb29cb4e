"""The crawl of a source: begun, taken up again after it was killed, and held by one process at a time."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from bot.clock import utc_now
from bot.db import Database
from bot.errors import TemporaryFault
from knowledge.crawl.models import CrawlState, KnowledgeCrawl, KnowledgeCrawlAddress

_START = secrets.token_hex(4)  # numbers of processes come again
HELD = timedelta(minutes=10)  # without a sign of life of a process on another machine


def take_run(database: Database, source: str, host: str, restart: bool) -> KnowledgeCrawl:
    """The interrupted crawl of this source, or a new one. Raises TemporaryFault while the host is being crawled."""
    try:
        with database.write() as session:
            _check_host(session, host)
            found = select(KnowledgeCrawl).where(KnowledgeCrawl.source == source).with_for_update()
            run = session.exec(found).first()
            if run is not None and (restart or run.state == CrawlState.COMPLETED):
                session.exec(delete(KnowledgeCrawl).where(col(KnowledgeCrawl.id) == run.id))
                session.expunge(run)
                run = None
            if run is None:
                run = _begin(session, source, host)
            hold(run)
            session.add(run)
            session.flush()
            return run
    except IntegrityError:
        raise TemporaryFault(f"{source} is being crawled by another process") from None


def hold(run: KnowledgeCrawl) -> None:
    """Say that this process is at work on it."""
    run.holder, run.held_until = _me(), utc_now() + HELD


def give_up(database: Database, run: KnowledgeCrawl) -> None:
    """Let another process go on."""
    with database.write() as session:
        mine = col(KnowledgeCrawl.id) == run.id, col(KnowledgeCrawl.holder) == _me()
        session.exec(update(KnowledgeCrawl).where(*mine).values(holder="", held_until=None))


def beat(database: Database, run: KnowledgeCrawl) -> None:
    """Say during a long pause that this process is still at work."""
    with database.write() as session:
        mine = col(KnowledgeCrawl.id) == run.id, col(KnowledgeCrawl.holder) == _me()
        session.exec(update(KnowledgeCrawl).where(*mine).values(held_until=utc_now() + HELD))


def forget(database: Database, run: KnowledgeCrawl) -> None:
    """As if it had not been begun."""
    with database.write() as session:
        session.exec(delete(KnowledgeCrawl).where(col(KnowledgeCrawl.id) == run.id))


def _begin(session: Session, source: str, host: str) -> KnowledgeCrawl:
    run = KnowledgeCrawl(source=source, host=host, started_at=utc_now())
    session.add(run)
    session.flush()
    session.add(KnowledgeCrawlAddress(crawl_id=run.id or 0, url=source, listed=True))
    return run


def _check_host(session: Session, host: str) -> None:
    at_work = KnowledgeCrawl.host == host, KnowledgeCrawl.state == CrawlState.RUNNING, KnowledgeCrawl.holder != ""
    for run in session.exec(select(KnowledgeCrawl).where(*at_work)):
        if _is_alive(run):
            raise TemporaryFault(f"{run.source} is being crawled by another process, since {run.started_at:%F %R} UTC")


def _is_alive(run: KnowledgeCrawl) -> bool:
    machine, _, rest = run.holder.partition("/")
    process, _, start = rest.partition("/")
    if machine == socket.gethostname() and process.isdigit():
        if int(process) == os.getpid() and start != _START:
            return False  # of an earlier process with the same number
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
    return run.held_until is not None and run.held_until > utc_now()


def _me() -> str:
    return f"{socket.gethostname()}/{os.getpid()}/{_START}"
