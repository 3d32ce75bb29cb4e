"""What a citizen does with an application: begins it, sends its form, corrects a field, cancels it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.city import City
from bot.errors import Refused
from bot.models.conversation import Conversation
from bot.models.forms import FormEntry, FormPhoto, VerifiedIdentity
from bot.models.payments import SETTLED, Payment
from bot.services.identities import find_identity, was_verified
from bot.services.payments.opening import cancel_payment, find_payment, open_payment
from bot.services.payments.opening import enter as enter_payment
from bot.services.payments.refunds import count_left, request_refund
from handlers.certificates.models import Application, ApplicationState, Delivery, IdentityLevel, Paying, Relationship
from handlers.certificates.service.bill import make_quote
from handlers.certificates.service.catalogue import Catalogue, find_catalogue
from handlers.certificates.service.receiving import receive
from handlers.certificates.service.steps import CITIZEN, By, WrongState, enter, move

SUBJECT = "certificate"  # of its payment
CANCELLABLE = (ApplicationState.DRAFT, ApplicationState.AWAITING_PAYMENT, ApplicationState.PAID)


class NotEntitled(Refused):
    """Whoever asks may not have this certificate without a letter of proxy."""


class NotVerified(Refused):
    """This certificate is given to whom an identity provider has verified, and nobody was, or too long ago."""


@dataclass(frozen=True)
class Order:
    """What is ordered in the conversation."""

    kind: str
    copies: int
    delivery: Delivery
    paying: Paying
    counter: str = ""
    purpose: str = ""


def begin(
    session: Session, city: City, conversation_id: int, order: Order, language: str, now: datetime
) -> Application:
    """The conversation's one draft, which is the latest order: another one takes its place."""
    found = find_draft(session, conversation_id)
    draft = enter(session, found.id or 0) if found else _make(session, conversation_id, now)
    draft.kind, draft.purpose, draft.copies = order.kind, order.purpose, order.copies
    draft.delivery, draft.counter, draft.paying = order.delivery, order.counter, order.paying
    draft.identity, draft.language, draft.changed_at = _get_level(city, order.kind), language, now
    session.add(draft)
    session.flush()
    return draft


def submit(
    session: Session, city: City, application: Application, entry: FormEntry, now: datetime, by: By = CITIZEN
) -> Payment | None:
    """The form came: the application gets its number, and waits for its payment, or for the staff where there is none.

    Raises NotEntitled when whoever asks may not have it, NotVerified when it must be known who asks and is not, and
    WrongState when it is no draft any more.
    """
    draft, catalogue = enter(session, application.id or 0), _get_catalogue(city)
    if draft.state != ApplicationState.DRAFT:
        raise WrongState(f"application {draft.id} is {draft.state}")
    kind = catalogue.find_kind(draft.kind)
    asked_as = Relationship(entry.content.get("relationship", Relationship.SELF))
    if kind is None or asked_as not in kind.who:
        raise NotEntitled(f"{draft.kind} is not given to {asked_as}")
    is_verified = was_verified(session, entry)
    if kind.identity is IdentityLevel.VERIFIED and not is_verified:
        raise NotVerified(f"{draft.kind} wants a verified identity")
    draft.identity = IdentityLevel.VERIFIED if is_verified else kind.identity
    draft.entry_id, draft.number = entry.id, f"K-{draft.id:06d}"
    quote = make_quote(city, catalogue, draft.kind, draft.copies, draft.delivery)
    if draft.paying == Paying.COUNTER or not quote.amount_yen:
        receive(session, city, draft, by, now)
        return None
    move(session, draft, ApplicationState.AWAITING_PAYMENT, by, now)
    own = draft.conversation_id
    return open_payment(session, SUBJECT, draft.id or 0, quote, language=draft.language, conversation_id=own, now=now)


def correct(session: Session, application: Application, correction: FormEntry, now: datetime) -> None:
    """The one field that was sent back takes its place in the form; whoever reviews it goes on.

    Raises WrongState when another field, or none, is to be corrected by now.
    """
    returned = enter(session, application.id or 0)
    field, entry = returned.field, session.get(FormEntry, returned.entry_id or 0)
    if returned.state != ApplicationState.RETURNED or entry is None or not _answers(session, correction, field):
        raise WrongState(f"application {returned.id} has nothing like this to be corrected")
    if field in correction.content:
        entry.content = {**entry.content, field: correction.content[field]}
    else:
        session.execute(delete(FormPhoto).where(col(FormPhoto.entry_id) == entry.id, col(FormPhoto.field) == field))
        same = (col(FormPhoto.entry_id) == correction.id) & (col(FormPhoto.field) == field)
        session.execute(update(FormPhoto).where(same).values(entry_id=entry.id))
    correction.content, entry.changed_at = {}, now  # it is kept in one place
    session.add_all((entry, correction))
    move(session, returned, ApplicationState.IN_REVIEW, CITIZEN, now)


def cancel(session: Session, application_id: int, by: By, now: datetime) -> Application:
    """Before anybody has taken it up; all that was paid is given back.

    Raises WrongState when it is too late, and NotPayable when it is just being paid.
    """
    found = find_payment(session, SUBJECT, application_id)
    # Before the application, as whoever settles a payment does, so that two never wait for each other.
    payment = enter_payment(session, found.id) if found is not None and found.id else None
    application = enter(session, application_id)
    if application.state not in CANCELLABLE:
        raise WrongState(f"application {application.id} is {application.state}")
    left = count_left(session, payment) if payment is not None else 0
    if payment is not None and payment.state not in SETTLED:
        cancel_payment(session, payment.id or 0, now)
    if payment is not None and left:
        request_refund(session, payment.id or 0, left, reason="cancelled", requested_by=by.who, now=now)
    move(session, application, ApplicationState.REFUND_PENDING if left else ApplicationState.CANCELLED, by, now)
    return application


def find_draft(session: Session, conversation_id: int) -> Application | None:
    """What was ordered last and whose form is not sent yet."""
    own = select(Application).where(Application.conversation_id == conversation_id)
    drafts = own.where(Application.state == ApplicationState.DRAFT)
    return session.exec(drafts.order_by(col(Application.id).desc())).first()


def list_newest(session: Session, conversation_id: int, most: int) -> list[Application]:
    """The citizen's applications, the newest first."""
    own = select(Application).where(Application.conversation_id == conversation_id)
    return list(session.exec(own.order_by(col(Application.id).desc()).limit(most)))


def list_open(session: Session, conversation_id: int) -> list[Application]:
    """Those in which money or work is still to come, the newest first; a draft is nothing yet."""
    over = (
        ApplicationState.DRAFT,
        ApplicationState.SENT,
        ApplicationState.COLLECTED,
        ApplicationState.CANCELLED,
        ApplicationState.REFUNDED,
    )
    own = select(Application).where(Application.conversation_id == conversation_id, col(Application.state).not_in(over))
    return list(session.exec(own.order_by(col(Application.id).desc())))


def find_verified(session: Session, application: Application) -> VerifiedIdentity | None:
    """Who an identity provider has said that it is; None where staff look at a photo."""
    entry = session.get(FormEntry, application.entry_id) if application.entry_id else None
    is_verified = entry is not None and application.identity == IdentityLevel.VERIFIED
    return find_identity(session, entry) if entry is not None and is_verified else None


def find_last_sent(session: Session, conversation_id: int) -> Application | None:
    """The citizen's last application whose form was sent: how it was delivered and paid is likely so again."""
    own = select(Application).where(Application.conversation_id == conversation_id, Application.number != "")
    return session.exec(own.order_by(col(Application.id).desc())).first()


def _make(session: Session, conversation_id: int, now: datetime) -> Application:
    conversation = session.get(Conversation, conversation_id)
    assert conversation is not None
    return Application(
        conversation_id=conversation_id,
        source=conversation.channel,
        made_at=now,
        changed_at=now,  # type: ignore[call-arg]
    )


def wants_identity(city: City, kind_id: str) -> bool:
    """Whether it must be known by an identity provider who asks for it."""
    return _get_level(city, kind_id) is IdentityLevel.VERIFIED


def _get_catalogue(city: City) -> Catalogue:
    catalogue = find_catalogue(city)
    if catalogue is None:
        raise Refused("the city offers no certificates any more")
    return catalogue


def _get_level(city: City, kind_id: str) -> IdentityLevel:
    kind = _get_catalogue(city).find_kind(kind_id)
    return kind.identity if kind else IdentityLevel.PHOTO


def _answers(session: Session, correction: FormEntry, field: str) -> bool:
    photo = select(FormPhoto.id).where(FormPhoto.entry_id == correction.id, FormPhoto.field == field)
    return bool(field) and (field in correction.content or session.exec(photo).first() is not None)
