"""Rules of what is due: proposed by a file, used when a doctor or nurse of the city has confirmed them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.errors import NotFound, Refused, SetupError
from handlers.health_records.models import HealthRule, RuleState
from handlers.health_records.schedule.cases import list_faults
from handlers.health_records.schedule.rules import RULES, Rule, parse_rule

OWN = "health_rules"  # the folder of the city's own rules, each of which takes the place of ours with its id


@dataclass(frozen=True)
class Files:
    """`texts` by rule; `faults` say what can't be read, by file."""

    texts: Mapping[str, str]
    faults: tuple[str, ...] = ()


def read_files(city_folder: Path | None) -> Files:
    """Ours, and the city's own instead of them."""
    texts: dict[str, str] = {}
    faults = []
    own = sorted((city_folder / OWN).glob("*.yml")) if city_folder is not None else []
    for path in (*sorted(RULES.glob("*.yml")), *own):
        text = path.read_text("utf-8")
        try:
            texts[read_rule(text, path.name).id] = text
        except SetupError as error:
            faults.append(str(error))
    return Files(texts, tuple(faults))


def propose(session: Session, files: Files, now: datetime) -> int:
    """How many versions are new. What was decided stays decided; a proposal that its file has no more is withdrawn."""
    digests = {rule_id: digest(text) for rule_id, text in files.texts.items()}
    for gone in session.exec(select(HealthRule).where(HealthRule.state == RuleState.PROPOSED)):
        if digests.get(gone.rule_id) != gone.digest:
            gone.state, gone.decided_at = RuleState.REPLACED, now
            session.add(gone)
    session.flush()
    new = 0
    for rule_id, text in files.texts.items():
        known = select(HealthRule).where(HealthRule.rule_id == rule_id, HealthRule.digest == digests[rule_id])
        row = session.exec(known).first()
        if row is None:
            values = {
                "rule_id": rule_id,
                "digest": digests[rule_id],
                "text": text,
                "proposed_at": now,
                "profession": "",
            }
            new += insert_if_new(session, HealthRule, {**values, "state": RuleState.PROPOSED}) is not None
        elif row.state == RuleState.REPLACED:  # its file went back to it
            row.state, row.proposed_at, row.decided_at, row.decided_by = RuleState.PROPOSED, now, None, None
            session.add(row)
            new += 1
    return new


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def list_confirmed(session: Session) -> tuple[Rule, ...]:
    """What plans are computed by, in the order of their names."""
    own = select(HealthRule.text).where(HealthRule.state == RuleState.CONFIRMED).order_by(col(HealthRule.rule_id))
    return tuple(read_rule(text) for text in session.exec(own))


def list_versions(session: Session) -> Sequence[HealthRule]:
    """By rule, the newest first."""
    newest = col(HealthRule.proposed_at).desc(), col(HealthRule.id).desc()
    return session.exec(select(HealthRule).order_by(col(HealthRule.rule_id), *newest)).all()


def get_version(session: Session, version_id: int) -> HealthRule:
    """Raises NotFound."""
    row = session.get(HealthRule, version_id)
    if row is None:
        raise NotFound(f"no version {version_id}")
    return row


def find_confirmed(session: Session, rule_id: str) -> HealthRule | None:
    own = select(HealthRule).where(HealthRule.rule_id == rule_id, HealthRule.state == RuleState.CONFIRMED)
    return session.exec(own).first()


def list_case_faults(session: Session, version: HealthRule) -> list[str]:
    """Of a version among the rules that are used."""
    return list_faults(read_rule(version.text), list_confirmed(session))


def confirm(session: Session, version_id: int, staff_id: int | None, profession: str, now: datetime) -> HealthRule:
    """From now on it is used, instead of the one before. Raises Refused when it was decided meanwhile, or when a case
    beside it does not hold."""
    row = _lock(session, version_id)
    if list_case_faults(session, row):
        raise Refused("a case beside the rule does not hold")
    before = find_confirmed(session, row.rule_id)
    if before is not None:
        before.state = RuleState.REPLACED
        session.add(before)
        session.flush()
    return _decide(session, row, RuleState.CONFIRMED, staff_id, profession, now)


def decline(session: Session, version_id: int, staff_id: int, profession: str, now: datetime) -> HealthRule:
    """It is not used, and not proposed again. Raises Refused when it was decided meanwhile."""
    return _decide(session, _lock(session, version_id), RuleState.DECLINED, staff_id, profession, now)


def _lock(session: Session, version_id: int) -> HealthRule:
    """With all versions of its rule, so that of two that are confirmed at once one comes after the other."""
    rule_id = get_version(session, version_id).rule_id
    own = select(HealthRule).where(HealthRule.rule_id == rule_id).order_by(col(HealthRule.id)).with_for_update()
    versions = session.exec(own.execution_options(populate_existing=True)).all()
    row = next(one for one in versions if one.id == version_id)
    if row.state != RuleState.PROPOSED:
        raise Refused("it was decided meanwhile")
    return row


def _decide(
    session: Session, row: HealthRule, state: RuleState, staff_id: int | None, profession: str, now: datetime
) -> HealthRule:
    row.state, row.decided_at, row.decided_by, row.profession = state, now, staff_id, profession
    session.add(row)
    return row


@lru_cache(512)
def read_rule(text: str, where: str = "rule") -> Rule:
    """Raises SetupError."""
    return parse_rule(text, where)
