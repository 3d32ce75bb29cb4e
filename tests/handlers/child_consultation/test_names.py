"""Whatever a case can be has a name in the staff's texts, in each of their languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.clients.duty_phone import Outcome
from bot.texts import load_texts
from handlers.child_consultation.admin.alarm import Stage
from handlers.child_consultation.admin.pages import PURPOSES
from handlers.child_consultation.levels import Alert, Level
from handlers.child_consultation.models import By, CaseState, OwnReason, ReferralState
from handlers.child_consultation.service.appointments import Kind
from handlers.child_consultation.service.figures import KINDS
from handlers.child_consultation.service.opening import LINE, PAGE
from handlers.child_consultation.service.working import View
from handlers.child_consultation.triage.rule import Topic

ADMIN = Path(__file__).parents[3] / "handlers" / "child_consultation" / "admin"
NAMED = {
    "level": Level,
    "state": CaseState,
    "reason": (*OwnReason, "other"),
    "by": By,
    "referral": ReferralState,
    "kind": (*Kind, *KINDS, "total", "unwritten"),
    "channel": (LINE, PAGE),
    "view": View.ALL,
    "purpose": PURPOSES,
    "topic": Topic,
    "alert": Alert,
    "outcome": Outcome,
    "stage": Stage,
    "booked": Kind,
    "level_by": ("rules", "staff"),
}


@pytest.mark.parametrize("kind", NAMED)
def test_each_value_has_its_words(kind: str) -> None:
    texts, values = load_texts(), list(NAMED[kind])
    assert values
    missing = [one for one in values if not texts.has(f"child_consultation.admin_{kind}_{one}")]
    assert missing == []


def test_each_key_that_is_written_in_python_is_there() -> None:
    texts, found = load_texts(), set[str]()
    for file in ADMIN.glob("*.py"):
        found |= set(re.findall(r'child_consultation\.(admin_\w+)"', file.read_text("utf-8")))
    assert len(found) > 5
    assert [one for one in sorted(found) if not texts.has(f"child_consultation.{one}")] == []
