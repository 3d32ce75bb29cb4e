"""Answers that operators say often, kept by department and language."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.city import City
from bot.errors import NotFound, UserError
from bot.models.desk import CannedAnswer
from bot.models.staff import Role
from bot.services.staff.principal import WHOLE_CITY, SignedIn

LONGEST_TITLE, LONGEST_WORDS = 60, 1000
VARIABLES = ("city", "department", "phone", "hours")
FEE = "fee_"  # before the id of a fee, whose price stands in its place
_VARIABLE = re.compile(r"\{(\w+)\}")


def list_canned(session: Session, staff: SignedIn) -> Sequence[CannedAnswer]:
    """Those of their departments and those of all, in the order of their titles."""
    departments = staff.list_departments(Role.OPERATOR)
    statement = select(CannedAnswer).where(col(CannedAnswer.is_active)).order_by(CannedAnswer.title)
    if WHOLE_CITY not in departments:
        statement = statement.where(col(CannedAnswer.department).in_([*departments, WHOLE_CITY]))
    return session.exec(statement).all()


def access_canned(session: Session, staff: SignedIn, canned_id: int) -> CannedAnswer:
    """One that they may change: of their own departments. Raises NotFound."""
    found = session.get(CannedAnswer, canned_id)
    if found is None or not found.is_active or not staff.may(Role.OPERATOR, found.department):
        raise NotFound(f"canned answer {canned_id}")
    return found


def list_variables(city: City) -> tuple[str, ...]:
    """What canned answers may name."""
    return (*VARIABLES, *(f"{FEE}{fee.id}" for fee in city.fees))


def check_words(title: str, words: Mapping[str, str], known: Collection[str]) -> None:
    """Raises UserError that says what is wrong with it; `known` are the variables."""
    if not 0 < len(title) <= LONGEST_TITLE:
        raise UserError("desk.canned_title_wrong", longest=LONGEST_TITLE)
    if not words.get("ja"):
        raise UserError("desk.canned_words_missing")
    if any(len(said) > LONGEST_WORDS for said in words.values()):
        raise UserError("desk.canned_words_long", longest=LONGEST_WORDS)
    unknown = [name for said in words.values() for name in _VARIABLE.findall(said) if name not in known]
    if unknown:
        raise UserError("desk.canned_variable_unknown", name=unknown[0], known=" ".join(f"{{{v}}}" for v in known))


def put_canned(
    canned: CannedAnswer, title: str, words: Mapping[str, str], department: str, staff_id: int, now: datetime
) -> None:
    """Take what was written; it was checked before."""
    canned.title, canned.department = title, department
    canned.words = {language: said for language, said in words.items() if said}
    canned.changed_by, canned.changed_at = staff_id, now


def fill(words: str, values: Mapping[str, str]) -> str:
    """The words with their variables; one that has no value stays as it is written."""
    return _VARIABLE.sub(lambda found: values.get(found.group(1)) or found.group(), words)
