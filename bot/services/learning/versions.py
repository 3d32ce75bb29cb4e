"""Versions of understanding: which sets of accepted examples were measured, and which one is in service.

The database says it for every machine: what is in service is the version of the last row of `nlu_serving`, added in
one transaction. Files of models are made from that, and may be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from bot.errors import NotFound, Refused
from bot.models.learning import ExampleStatus, NluExample, NluServing, NluVersion

KEPT = 10


@dataclass(frozen=True)
class InService:
    """`serving` changes whenever a version is put into service. Before the first one there is none: the rooms' examples
    alone are in service, and `serving` is 0."""

    serving: int
    version: NluVersion | None

    @property
    def example_ids(self) -> list[int]:
        """Of the accepted examples that it was made of."""
        return self.version.example_ids if self.version else []


def find_serving(session: Session) -> int:
    """Cheap to ask, other after every change."""
    return session.exec(select(NluServing.id).order_by(col(NluServing.id).desc()).limit(1)).first() or 0


def load_in_service(session: Session) -> InService:
    """What is in service."""
    row = session.exec(select(NluServing).order_by(col(NluServing.id).desc()).limit(1)).first()
    if row is None or row.id is None:
        return InService(0, None)
    return InService(row.id, session.get(NluVersion, row.version_id))


def keep_version(
    session: Session, name: str, example_ids: Sequence[int], examples: int, figures: dict[str, Any], now: datetime
) -> NluVersion:
    """The version of that name, with these figures; made now unless it is there."""
    row = session.exec(select(NluVersion).where(NluVersion.name == name)).first()
    if row is None:
        row = NluVersion(name=name, example_ids=[], examples=examples, figures={}, made_at=now)
        session.add(row)
    row.example_ids, row.figures = list(example_ids), figures
    session.flush()
    return row


def put_in_service(session: Session, version: NluVersion, *, by: str, now: datetime) -> None:
    """From now on; of two at once the later one stays."""
    assert version.id is not None
    session.add(NluServing(version_id=version.id, by=by, at=now))
    session.flush()


def list_versions(session: Session) -> Sequence[NluVersion]:
    """The newest first."""
    return session.exec(select(NluVersion).order_by(col(NluVersion.id).desc())).all()


def find_target(session: Session, name: str) -> NluVersion:
    """The version of that name, or the one made before the one in service. Raises NotFound and Refused."""
    version = load_in_service(session).version
    if name:
        target = session.exec(select(NluVersion).where(NluVersion.name == name)).first()
        if target is None:
            raise NotFound(f"there is no version {name}; `madoguchi nlu versions` lists them")
    else:
        before = select(NluVersion).where(col(NluVersion.id) < (version.id if version else 0))
        target = session.exec(before.order_by(col(NluVersion.id).desc()).limit(1)).first()
        if target is None:
            raise Refused("there is no version before the one in service")
    if version is not None and target.id == version.id:
        raise Refused(f"{target.name} is in service")
    return target


def remove_old(session: Session) -> None:
    """All but the newest ten versions and the one in service, and rejected examples that no version has any more."""
    serving = load_in_service(session).version
    kept = [version for place, version in enumerate(list_versions(session)) if place < KEPT or version is serving]
    session.exec(delete(NluVersion).where(col(NluVersion.id).not_in([version.id for version in kept])))
    held = {id for version in kept for id in version.example_ids}
    nobodys = (col(NluExample.conversation_id).is_(None)) & (NluExample.status == ExampleStatus.REJECTED)
    session.exec(delete(NluExample).where(nobodys, col(NluExample.id).not_in(held)))
