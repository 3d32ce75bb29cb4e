"""What a citizen does with a lecture: applies, sends the form, waits, takes what is offered, cancels."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from bot.errors import Refused
from bot.forms.links import LIFE_SECONDS
from bot.models.forms import FormEntry
from bot.models.reservations import ReservationState, Timeframe
from bot.services.reservations.leaving import answer_offer, end
from bot.services.reservations.taking import TooLate, confirm, hold
from bot.services.reservations.waiting import wait_for
from handlers.lectures.models import Application, LectureDate, LectureHall
from handlers.lectures.service.catalogue import Offer, Place
from handlers.lectures.service.paying import enter_fee, give_back
from handlers.lectures.service.standing import OVER, Loaded, Standing, load

CODE = "LP"  # before the number of a reservation
SHOWN = timedelta(days=90)  # after the end, to who came
HOLD = timedelta(seconds=LIFE_SECONDS)  # as long as the link to the form lives


class Closed(Refused):
    """Not yet, or no more."""


class AppliedAlready(Refused):
    """Somebody with this conversation, or this telephone number, has applied."""


def begin(
    session: Session,
    offer: Offer,
    place: Place,
    units: int,
    conversation_id: int,
    language: str,
    now: datetime,
    *,
    waits: bool = False,
) -> Application:
    """A draft, whose place is held where who comes first gets it; with `waits`, one in the waiting list.

    Raises Closed, AppliedAlready and Full.
    """
    if not offer.is_open(now):
        raise Closed(f"lecture {offer.id}")
    _make_room(session, offer.id, conversation_id, now)
    application = Application(
        conversation_id=conversation_id,
        lecture_id=offer.id,
        hall_id=place.hall.id or 0,
        units=units,
        language=language,
        made_at=now,
        changed_at=now,
    )
    timeframe_id = place.timeframe.id or 0
    if waits and not offer.is_drawn_for:
        application.wait_id = wait_for(session, timeframe_id, conversation_id, units, now).id
    elif not offer.is_drawn_for:
        who = {"conversation_id": conversation_id, "purpose": offer.lecture.code, "language": language}
        application.reservation_id = hold(session, timeframe_id, units, now, **who, life=HOLD).id  # type: ignore[arg-type]
    session.add(application)
    session.flush()
    return application


def submit(session: Session, offer: Offer, application: Application, entry: FormEntry, now: datetime) -> Loaded:
    """The form came: what is held is theirs, or they take part in the lottery.

    Raises Closed, AppliedAlready when the telephone number has applied, and TooLate when the place is gone.
    """
    _lock(session, application)
    found = load(session, application, now)
    if found.standing not in (Standing.DRAFT, Standing.OFFERED):
        raise TooLate(found.standing)
    if found.reservation is None and not offer.is_open(now):
        raise Closed(f"lecture {offer.id}")
    fingerprint = _fingerprint(session, entry.content.get("phone", ""))
    _check_telephone(session, application, fingerprint, now)
    application.entry_id, application.phone_fingerprint = entry.id, fingerprint
    application.number, application.changed_at = f"L-{application.id:06d}", now
    _keep(session, application)
    if found.reservation is not None:
        _take(session, found, now)
    return load(session, application, now)


def accept(session: Session, application: Application, now: datetime) -> Loaded:
    """Whoever won, or is offered a freed place, comes. Raises TooLate."""
    _lock(session, application)
    found = load(session, application, now)
    if found.standing == Standing.OFFERED:
        _take(session, found, now)
    elif found.standing != Standing.RESERVED:
        raise TooLate(found.standing)
    return load(session, application, now)


def cancel(session: Session, application: Application, now: datetime) -> None:
    """Whatever they have is given back, a fee that was paid, too.

    Raises TooLate when it is over or has begun, and NotPayable while it is just being paid.
    """
    payment = enter_fee(session, application.id or 0)
    _lock(session, application)
    found, hall = load(session, application, now), session.get_one(LectureHall, application.hall_id)
    if found.standing in OVER or session.get_one(Timeframe, hall.timeframe_id).starts_at <= now:
        raise TooLate(found.standing)
    give_back(session, payment, now)
    application.is_active, application.changed_at = False, now
    session.add(application)
    session.flush()
    if found.wait is not None and found.standing in (Standing.WAITING, Standing.OFFERED):
        answer_offer(session, found.wait.id or 0, CODE, now, accepts=False)
    elif found.reservation is not None:
        end(session, found.reservation.id or 0, ReservationState.CANCELLED, now)


def find_active(session: Session, conversation_id: int, lecture_id: int) -> Application | None:
    """The citizen's application for this lecture, unless it is known to be over."""
    own = (col(Application.conversation_id) == conversation_id) & (col(Application.lecture_id) == lecture_id)
    return session.exec(select(Application).where(own, col(Application.is_active))).first()


def find_own(session: Session, conversation_id: int, application_id: int) -> Application | None:
    found = session.get(Application, application_id)
    return found if found is not None and found.conversation_id == conversation_id else None


def list_coming(session: Session, conversation_id: int, now: datetime, most: int) -> list[Loaded]:
    """The citizen's applications for what is not over, the newest first, and for a while those for what they came to;
    a draft that was left is none."""
    last = select(func.max(LectureDate.ends_at)).where(LectureDate.lecture_id == Application.lecture_id)
    ended = last.correlate(Application).scalar_subquery()
    own = select(Application, ended > now).where(Application.conversation_id == conversation_id, ended > now - SHOWN)
    found = [
        (load(session, one, now), coming) for one, coming in session.exec(own.order_by(col(Application.id).desc()))
    ]
    fitting = [one for one, is_coming in found if is_coming or one.standing == Standing.ATTENDED]
    return [one for one in fitting if one.standing not in OVER or one.application.number][:most]


def _make_room(session: Session, lecture_id: int, conversation_id: int, now: datetime) -> None:
    """A draft is given up for the new one, and what is over is noted as such. Raises AppliedAlready."""
    before = find_active(session, conversation_id, lecture_id)
    if before is None:
        return
    _lock(session, before)
    standing = load(session, before, now).standing
    if standing == Standing.DRAFT:
        cancel(session, before, now)
    elif standing in OVER:
        _end(session, before, now)
    else:
        raise AppliedAlready(f"application {before.id}")


def _check_telephone(session: Session, application: Application, fingerprint: str, now: datetime) -> None:
    """Raises AppliedAlready."""
    same = (col(Application.lecture_id) == application.lecture_id) & (col(Application.id) != application.id)
    other = select(Application).where(same, col(Application.is_active), Application.phone_fingerprint == fingerprint)
    found = session.exec(other).first() if fingerprint else None
    if found is None:
        return
    if load(session, found, now).standing not in OVER:
        raise AppliedAlready(f"application {found.id}")
    _end(session, found, now)


def _keep(session: Session, application: Application) -> None:
    """Raises AppliedAlready when the same telephone number was entered at the same moment."""
    try:
        with session.begin_nested():
            session.add(application)
            session.flush()
    except IntegrityError as error:
        raise AppliedAlready(f"application {application.id}") from error


def _take(session: Session, found: Loaded, now: datetime) -> None:
    if found.wait is not None:
        answer_offer(session, found.wait.id or 0, CODE, now, accepts=True)
    elif found.reservation is not None:
        confirm(session, found.reservation.id or 0, CODE, now)


def _end(session: Session, application: Application, now: datetime) -> None:
    application.is_active, application.changed_at = False, now
    session.add(application)
    session.flush()


def _lock(session: Session, application: Application) -> None:
    """The application as it is now, until the transaction ends."""
    statement = select(Application).where(Application.id == application.id).with_for_update()
    session.exec(statement, execution_options={"populate_existing": True}).one()


def _fingerprint(session: Session, telephone: str) -> str:
    digits = "".join(sign for sign in telephone if sign.isdigit())
    return session.get_bind().dialect.vault.fingerprint(f"lecture telephone:{digits}") if digits else ""  # type: ignore[attr-defined]
