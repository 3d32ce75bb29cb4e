"""When somebody's child is to be born, as the health system says, and that a pregnancy is over: nothing is due for it
any more then, however it ended."""

from __future__ import annotations

from datetime import date

from handlers.health_records.models import HealthPerson

OVER = "|over"


def find_due_on(pregnancy: str | None) -> date | None:
    """Of a pregnancy that is not over as far as is known."""
    return date.fromisoformat(pregnancy) if pregnancy and not pregnancy.endswith(OVER) else None


def note_pregnancy(person: HealthPerson, due_on: date | None, *, is_over: bool) -> bool:
    """Whether that was new. A file from before its end does not begin it anew; another due date is another one, or a
    corrected one."""
    known = (person.pregnancy or "").removesuffix(OVER)
    due = due_on.isoformat() if due_on else known
    if not due:
        return False
    was_over = bool(person.pregnancy and person.pregnancy.endswith(OVER)) and due == known
    told = f"{due}{OVER}" if is_over or was_over else due
    is_new, person.pregnancy = told != person.pregnancy, told
    return is_new
