"""Proposals accepted and rejected by staff."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import Database
from bot.errors import NotFound, Refused
from bot.models.learning import ExampleStatus, NluExample
from bot.services.learning.proposals import select_proposed
from nlu.learning.fitness import make_example_text
from nlu.training_data import Example, TrainingData, example_key, find_example


def _record_nothing(session: Session) -> None:
    """For commands: the row itself says who decided."""


def accept(
    database: Database,
    rooms: TrainingData,
    proposal_id: int,
    intent: str,
    *,
    by: str,
    now: datetime,
    record: Callable[[Session], None] = _record_nothing,
) -> Example:
    """The proposal becomes an example of `intent`, or of the suggested one when that is empty; other proposals of the
    same words are done with. It belongs to the city from now on and knows nobody. `record` is the last in the same
    transaction.

    Raises NotFound, and Refused for an unknown intent, for words that are an example already, and when somebody else
    was first.
    """
    try:
        with database.write() as session:
            row = _take(session, proposal_id)
            row.intent = _check_intent(rooms, intent or row.intent)
            _check_text(rooms, row)
            row.fingerprint = database.vault.fingerprint(f"example:{example_key(row.utterance)}")
            _check_accepted(session, row)
            row.conversation_id = row.inbox_id = None
            row.status, row.decided_at, row.decided_by = ExampleStatus.ACCEPTED, now, by
            session.flush()
            record(session)
    except IntegrityError:
        raise Refused(f"the words of {proposal_id} are an accepted example already") from None
    return to_example(row)


def reject(
    database: Database,
    example_id: int,
    *,
    by: str,
    now: datetime,
    record: Callable[[Session], None] = _record_nothing,
) -> ExampleStatus:
    """A proposal is never to be one, or an accepted example is not to be learned any more: versions that have it keep
    it, the next one won't have it. Returns what it was. Raises NotFound, and Refused when that was done already.
    `record` is the last in the same transaction."""
    with database.write() as session:
        accepted = select(NluExample).where(NluExample.id == example_id, NluExample.status == ExampleStatus.ACCEPTED)
        row = session.exec(lock_rows(accepted)).first() or _take(session, example_id)
        was = ExampleStatus(row.status)
        row.status, row.fingerprint, row.decided_at, row.decided_by = ExampleStatus.REJECTED, None, now, by
        record(session)
    return was


def list_accepted(session: Session) -> Sequence[NluExample]:
    """Every example that the next version will have, oldest first."""
    accepted = select(NluExample).where(NluExample.status == ExampleStatus.ACCEPTED)
    return session.exec(accepted.order_by(col(NluExample.id))).all()


def find_examples(session: Session, ids: Iterable[int]) -> list[Example]:
    """As a version keeps them, those rejected since then among them."""
    rows = session.exec(select(NluExample).where(col(NluExample.id).in_(list(ids))).order_by(col(NluExample.id)))
    return [to_example(row) for row in rows]


def to_example(row: NluExample) -> Example:
    """Its place, for messages, is the accepted example's number."""
    return Example(row.utterance, row.intent, Path(f"accepted example {row.id}"), 1)


def lock_rows(statement: SelectOfScalar[NluExample]) -> SelectOfScalar[NluExample]:
    """Lock the rows found, and see them as they are once locked."""
    return statement.with_for_update().execution_options(populate_existing=True)


def _take(session: Session, proposal_id: int) -> NluExample:
    """The proposal, locked and still open; those of the same words are deleted. Locks in the order of ids."""
    row = session.get(NluExample, proposal_id)
    if row is None or not row.utterance:
        raise NotFound(f"there is no proposal {proposal_id}; `madoguchi nlu proposals` lists them")
    key = example_key(row.utterance)
    same = [other.id for other in session.exec(select_proposed()) if example_key(other.utterance) == key]
    statement = select_proposed().where(col(NluExample.id).in_(same))
    locked = {other.id: other for other in session.exec(lock_rows(statement))}
    taken = locked.pop(proposal_id, None)
    if taken is None:
        now = session.exec(select(NluExample.status).where(NluExample.id == proposal_id)).first()
        raise Refused(f"{proposal_id} was {now or 'decided'} already")
    for other in locked.values():
        session.delete(other)
    return taken


def _check_intent(rooms: TrainingData, intent: str) -> str:
    if not intent:
        raise Refused(f"nothing is suggested; say what it means with --intent: {', '.join(rooms.intents)}")
    if intent not in rooms.intents:
        raise Refused(f"there is no intent {intent}; there are {', '.join(rooms.intents)}")
    return intent


def _check_text(rooms: TrainingData, row: NluExample) -> None:
    same = find_example(rooms, row.utterance)
    if same is not None:
        raise Refused(f"“{row.utterance}” is an example of {same.intent} already, in {same.file}:{same.line}")
    if not make_example_text(row.utterance):
        raise Refused(f"“{row.utterance}” may be personal, or is no sentence")


def _check_accepted(session: Session, row: NluExample) -> None:
    with session.no_autoflush:
        same = session.exec(select(NluExample).where(NluExample.fingerprint == row.fingerprint)).first()
    if same is not None:
        raise Refused(f"“{row.utterance}” is accepted already, as example {same.id} of {same.intent}")
