"""What somebody who may write to the database could do to the audit log, once they took the triggers away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, delete, insert, select, text, update
from sqlmodel import Session, SQLModel

from bot.models import audit_triggers
from bot.models.audit import AuditHead
from bot.services.audit.chain import open_ring, seal

MOST_CUT = 1_000
Fault = Callable[[Session, Random, int], int]  # plants it among entries 1 to last; the first that is bad then

ENTRIES: Table = SQLModel.metadata.tables["audit_entry"]
HEAD: Table = SQLModel.metadata.tables["audit_head"]
START: Table = SQLModel.metadata.tables["audit_start"]


def drop_triggers(session: Session) -> None:
    """Nothing is refused any more."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    for statement in audit_triggers.POSTGRESQL if is_postgresql else audit_triggers.SQLITE:
        if statement.startswith("CREATE TRIGGER"):
            name, table = statement.split()[2], statement.split(" ON ")[1].split()[0]
            session.execute(text(f"DROP TRIGGER {name}{f' ON {table}' if is_postgresql else ''}"))


def list_faults() -> dict[str, Fault]:
    """By name: every column of an entry edited, and everything else."""
    names = [column.name for column in ENTRIES.columns if column.name not in ("sequence", "details")]
    edits = {f"edit {name}": _edit(name) for name in names}
    ends = {f"edit head's {name}": _edit_head(name) for name in ("mac", "seal", "key_id")}
    return edits | ends | OTHERS


def _edit(name: str) -> Fault:
    def plant(session: Session, random: Random, last: int) -> int:
        sequence = random.randint(1, last)
        old = session.execute(select(ENTRIES.c[name]).where(ENTRIES.c.sequence == sequence)).scalar_one()
        _change(session, sequence, {name: _make_other(old, random)})
        return sequence

    return plant


def _edit_head(name: str) -> Fault:
    def plant(session: Session, random: Random, last: int) -> int:
        old = session.execute(select(HEAD.c[name])).scalar_one()
        session.execute(update(HEAD).values({name: _make_other(old, random)}))
        return last

    return plant


def _make_other(value: Any, random: Random) -> Any:
    if value is None:
        return random.randint(1, 1_000)
    if isinstance(value, int):
        return value + random.choice((-1, 1))
    if isinstance(value, bytes):
        place = random.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << random.randrange(8)]) + value[place + 1 :]
    if isinstance(value, str):
        return random.choice((f"{value}x", f" {value}", value[:-1], value[::-1] + "y")) if value else "x"
    return value + random.choice((timedelta(microseconds=1), timedelta(days=-1)))


def _change(session: Session, sequence: int, values: dict[str, Any]) -> None:
    session.execute(update(ENTRIES).where(ENTRIES.c.sequence == sequence).values(values))


def _read(session: Session, sequence: int) -> dict[str, Any]:
    return dict(session.execute(select(ENTRIES).where(ENTRIES.c.sequence == sequence)).mappings().one())


def _remove(session: Session, first: int, last: int) -> None:
    session.execute(delete(ENTRIES).where(ENTRIES.c.sequence.between(first, last)))


def edit_details(session: Session, random: Random, last: int) -> int:
    """One of the encrypted values, by somebody who has the data keys."""
    sequence = random.randint(1, last)
    details = _read(session, sequence)["details"]
    name = random.choice(sorted(details))
    _change(session, sequence, {"details": details | {name: [details[name]]}})
    return sequence


def take_details(session: Session, random: Random, last: int) -> int:
    """The encrypted value of another entry."""
    sequence, other = random.sample(range(1, last + 1), 2)
    _change(session, sequence, {"details": _read(session, other)["details"]})
    return sequence


def spoil_details(session: Session, random: Random, last: int) -> int:
    sequence = random.randint(1, last)
    statement = text("UPDATE audit_entry SET details = :bytes WHERE sequence = :sequence")
    session.execute(statement, {"bytes": random.randbytes(80), "sequence": sequence})
    return sequence


def move(session: Session, random: Random, last: int) -> int:
    sequence = random.randint(1, last)
    _change(session, sequence, {"sequence": last + random.randint(1, 50)})
    return sequence


def delete_some(session: Session, random: Random, last: int) -> int:
    first = random.randint(1, last - 1)
    _remove(session, first, min(first + random.choice((0, 0, 5, 50)), last - 1))
    return first


def swap(session: Session, random: Random, last: int) -> int:
    one, other = sorted(random.sample(range(1, last + 1), 2))
    first, second = _read(session, one), _read(session, other)
    _change(session, one, second | {"sequence": one})
    _change(session, other, first | {"sequence": other})
    return one


def copy_behind(session: Session, random: Random, last: int) -> int:
    session.execute(insert(ENTRIES).values(_read(session, random.randint(1, last)) | {"sequence": last + 1}))
    return last + 1


def copy_in_place(session: Session, random: Random, last: int) -> int:
    copied, replaced = random.sample(range(1, last + 1), 2)
    _change(session, replaced, _read(session, copied) | {"sequence": replaced})
    return replaced


def insert_between(session: Session, random: Random, last: int) -> int:
    """A copy, for which all that follow step aside."""
    place = random.randint(max(1, last - 100), last)
    copied = _read(session, random.randint(1, place))
    for sequence in range(last, place - 1, -1):
        _change(session, sequence, {"sequence": sequence + 1})
    session.execute(insert(ENTRIES).values(copied | {"sequence": place}))
    return place


def insert_before(session: Session, random: Random, last: int) -> int:
    place = random.randint(-5, 0)
    session.execute(insert(ENTRIES).values(_read(session, random.randint(1, last)) | {"sequence": place}))
    return place


def cut(session: Session, random: Random, last: int) -> int:
    """The newest entries."""
    first = last - random.randint(1, min(MOST_CUT, last - 1)) + 1
    _remove(session, first, last)
    return first


def cut_with_old_head(session: Session, random: Random, last: int) -> int:
    """With the end as it truly was then, from an older copy of the database."""
    first = cut(session, random, last)
    head = AuditHead(sequence=first - 1, mac=_read(session, first - 1)["mac"], key_id="", seal=b"")
    seal(head, open_ring(session).current)
    session.execute(update(HEAD).values(head.model_dump()))
    return first


def cut_with_made_head(session: Session, random: Random, last: int) -> int:
    """With an end that looks right, but for the seal that only we can make."""
    first = cut(session, random, last)
    session.execute(update(HEAD).values(sequence=first - 1, mac=_read(session, first - 1)["mac"]))
    return first


def move_head(session: Session, random: Random, last: int) -> int:
    forward = random.choice((-1, 1))
    session.execute(update(HEAD).values(sequence=last + forward))
    return last + 1 if forward > 0 else last


def delete_head(session: Session, _: Random, last: int) -> int:
    session.execute(delete(HEAD))
    return last


def delete_beginning(session: Session, random: Random, last: int) -> int:
    _remove(session, 1, random.randint(1, min(MOST_CUT, last - 1)))
    return 1


def delete_beginning_with_made_start(session: Session, random: Random, last: int) -> int:
    """As if it were past its retention."""
    end = random.randint(1, min(MOST_CUT, last - 1))
    row = _read(session, end)
    _remove(session, 1, end)
    values = {"id": 1, "sequence": end, "mac": row["mac"], "removed_at": row["at"]}
    session.execute(insert(START).values(values | {"key_id": row["key_id"], "seal": random.randbytes(32)}))
    return end + 1


OTHERS: dict[str, Fault] = {
    planted.__name__.replace("_", " "): planted
    for planted in (
        *(edit_details, take_details, spoil_details, move, delete_some, swap, copy_behind, copy_in_place),
        *(insert_between, insert_before, cut, cut_with_old_head, cut_with_made_head, move_head, delete_head),
        *(delete_beginning, delete_beginning_with_made_start),
    )
}
