"""Whose word a telegram replaces, and whether it is new."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from handlers.disaster.alerts.facts import AlertFacts
from handlers.disaster.models import DisasterTelegram, Outcome
from handlers.disaster.telegrams import InfoType, Status, Telegram

SKEW = timedelta(minutes=10)  # clocks differ
NUMBERED = ("VXKO", "VXSU")  # rivers: the number of the river is the event's, for ever
BY_AREA = ("VPWW", "VXWW", "VPNO")  # a prefecture's next one replaces the one before, whatever its event's name
OLD_FORMS = ("VPWW50", "VPWW53", "VPWW54", "VPNO50")
FIVE_LEVELS = ("VPWW55", "VPWW56", "VPWW57", "VPWW58", "VPWW59", "VPWW60", "VPWW61")
FOLLOWED_FOR = timedelta(days=14)  # who had a five-level form so lately hears of the old ones no more
UNHEARD = ("VPRN", "VPWP")  # forecasts and maps of risks: nothing is in force by them
TSUNAMI = "VTSE"


def name_source(telegram: Telegram) -> str:
    """What its next word replaces."""
    code = telegram.code
    if code.startswith(BY_AREA):
        return f"{code}:{telegram.stream or telegram.office}"
    if code.startswith(NUMBERED):
        return f"{code[:4]}:{telegram.event_id or telegram.stream}"
    family = TSUNAMI if code.startswith(TSUNAMI) else "VXSE" if code.startswith("VXSE") else code
    return f"{family}:{telegram.event_id or telegram.stream or telegram.office}"


def judge(session: Session, telegram: Telegram, source: str, facts: AlertFacts, now: datetime) -> Outcome | None:
    """Why it changes nothing, or None. Whether it is about us is asked elsewhere."""
    if telegram.status is Status.TEST:
        return Outcome.TEST
    if telegram.status is Status.TRAINING:
        return Outcome.DRILL
    if telegram.reported_at > now + SKEW:
        return Outcome.FUTURE
    if telegram.reported_at < now - timedelta(hours=facts.oldest_hours):
        return Outcome.OLD
    return Outcome.LATE if _is_late(session, telegram, source) else None


def find_last(session: Session, source: str) -> DisasterTelegram | None:
    """The source's last word that counted."""
    rows = select(DisasterTelegram).where(
        DisasterTelegram.source == source, DisasterTelegram.outcome == Outcome.APPLIED
    )
    return session.exec(rows.order_by(col(DisasterTelegram.id).desc()).limit(1)).first()


def has_five_levels(session: Session, now: datetime) -> bool:
    """Whether the five-level forms come to us, which say all that the older forms say."""
    rows = select(DisasterTelegram.id).where(
        col(DisasterTelegram.code).in_(FIVE_LEVELS),
        DisasterTelegram.outcome == Outcome.APPLIED,
        col(DisasterTelegram.received_at) > now - FOLLOWED_FOR,
    )
    return session.exec(rows.limit(1)).first() is not None


def _is_late(session: Session, telegram: Telegram, source: str) -> bool:
    """By the number where both have one of the same event, else by the time; a correction may have the same number."""
    last = find_last(session, source)
    if last is None:
        return False
    is_same_event = last.event_id == telegram.event_id and last.code == telegram.code
    if is_same_event and telegram.serial is not None and last.serial is not None and telegram.serial != last.serial:
        return telegram.serial < last.serial
    if telegram.reported_at == last.reported_at:
        return telegram.info_type is InfoType.ISSUE and is_same_event and telegram.serial is not None
    return telegram.reported_at < last.reported_at
