"""One application, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlmodel import Session, col, select

from admin.page import Words
from bot.models.forms import FormEntry
from bot.models.payments import SETTLED, Payment
from bot.models.staff import Staff
from bot.services.form_entries import list_photo_fields
from bot.services.payments.links import payment_url
from bot.services.payments.opening import find_payment
from bot.services.payments.subjects import NotPayable
from bot.texts import LANGUAGES
from handlers.certificates.admin.canned import REJECTING, RETURNING, list_reasons
from handlers.certificates.admin.desk import Desk
from handlers.certificates.admin.eras import say_in_era
from handlers.certificates.links import passport_url
from handlers.certificates.models import WITH_STAFF, Application, ApplicationState, ApplicationStep, Paying
from handlers.certificates.service.applying import find_verified
from handlers.certificates.service.bill import make_quote
from handlers.certificates.service.fields import BIRTH_DATE, FIELDS, PHOTO, RELATIONSHIP
from handlers.certificates.service.reviewing import KIND
from handlers.certificates.service.steps import list_steps

RECEIPT = "payments.show_receipt"  # the view that makes one
S = ApplicationState
WITH_A_DAY = (*WITH_STAFF, S.RETURNED)  # the day that was promised still counts


@dataclass(frozen=True)
class Answer:
    """One field of the form; `is_wrong` is the one that the citizen has to correct."""

    field: str
    label: str
    words: str
    is_wrong: bool


def describe(desk: Desk, session: Session, application: Application) -> dict[str, Any]:
    """What may be seen by everybody in whose reach it is: nothing personal."""
    steps, texts, language = list_steps(session, application), desk.house.texts, Words(desk.house).language
    payment = find_payment(session, KIND, application.id or 0)
    return {
        "application": application,
        "kind": desk.name_kind(application.kind),
        "counter": desk.name_counter(application.counter),
        "purpose": _name_purpose(desk, application),
        "steps": steps,
        "names": _list_names(session, application, steps),
        "is_mine": application.staff_id == desk.reach.staff.staff_id,
        "is_overdue": is_overdue(application, desk.house.clock()),
        "payment": payment,
        "due_yen": find_due_yen(desk, application),
        **_link_payment(desk, payment),
        "passport": find_passport(desk, application),
        "language_name": _name_language(desk, application.language),
        "returning": list_reasons(texts, _list_returning(session, application), application.language, language),
        "rejecting": list_reasons(texts, REJECTING, application.language, language),
        "fields": [(field, name_field(Words(desk.house), field)) for field in list_correctable(session, application)],
        "identity": _describe_identity(desk, session, application),
    }


def describe_answers(desk: Desk, session: Session, application: Application) -> dict[str, Any]:
    """What is personal: every answer of the form, and which photos there are."""
    entry = session.get(FormEntry, application.entry_id) if application.entry_id else None
    if entry is None:
        return {"answers": [], "photos": []}
    words, content = Words(desk.house), dict(entry.content)
    wrong = application.field if application.state == S.RETURNED else ""
    order = [field for field in FIELDS if field in content] + [field for field in content if field not in FIELDS]
    answers = [
        Answer(field, name_field(words, field), say_answer(words, field, content[field]), field == wrong)
        for field in order
    ]
    photos = [(field, name_field(words, field), field == wrong) for field in list_photo_fields(session, entry)]
    return {"answers": answers, "photos": photos}


def list_correctable(session: Session, application: Application) -> list[str]:
    """The fields that can be sent back: where somebody was verified neither what was said of them nor a photo."""
    found = find_verified(session, application)
    fixed = {*found.fields, PHOTO} if found else set()
    return [field for field in FIELDS if field not in fixed]


def _list_returning(session: Session, application: Application) -> list[str]:
    """Usual reasons to send it back; none about a photo where there is none."""
    is_verified = find_verified(session, application) is not None
    return [reason for reason in RETURNING if not (is_verified and reason.startswith("return_photo"))]


def _describe_identity(desk: Desk, session: Session, application: Application) -> dict[str, Any] | None:
    """Who has verified the citizen, when and how well; None where staff look at a photo. Nothing personal."""
    found, words = find_verified(session, application), Words(desk.house)
    if found is None:
        return None
    fields = words.text("certificates.name_joint").join(name_field(words, field) for field in found.fields)
    return {
        "provider": found.provider_name or found.provider,
        "at": found.at,
        "level": found.assurance,
        "fields": fields,
    }


def find_passport(desk: Desk, application: Application) -> str:
    """The address of the citizen's own page, which is the key to it."""
    return passport_url(desk.house.public_url, desk.house.engine.house.secret_key, application.id or 0)


def is_overdue(application: Application, now: datetime) -> bool:
    """Whether the day that was promised is over and it isn't issued."""
    return application.state in WITH_A_DAY and application.due_at is not None and application.due_at < now


def find_due_yen(desk: Desk, application: Application) -> int:
    """What is to be paid at the counter when it is collected."""
    if application.paying != Paying.COUNTER or application.state in (S.COLLECTED, S.CANCELLED):
        return 0
    try:
        kind, copies, delivery = application.kind, application.copies, application.delivery
        return make_quote(desk.house.city, desk.catalogue, kind, copies, delivery).amount_yen
    except NotPayable:
        return 0


def name_field(words: Words, field: str) -> str:
    key = f"certificates.admin_field_{field}"
    return words.text(key) if words.house.texts.has(key) else field


def say_answer(words: Words, field: str, value: str) -> str:
    """As staff read it: a day of birth in both calendars, a choice in words."""
    if field == RELATIONSHIP and words.house.texts.has(f"certificates.admin_relationship_{value}"):
        return words.text(f"certificates.admin_relationship_{value}")
    if field == BIRTH_DATE:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        return words.text("certificates.admin_both_calendars", western=value, era=say_in_era(words.house.texts, day))
    return value


def _link_payment(desk: Desk, payment: Payment | None) -> dict[str, str]:
    """The citizen's own page, and the receipt of what was paid."""
    if payment is None:
        return {"pay_url": "", "receipt_url": ""}
    url = payment_url(desk.house.public_url, desk.house.engine.house.secret_key, payment.reference)
    has_receipt = payment.state in SETTLED and RECEIPT in current_app.view_functions
    return {"pay_url": url, "receipt_url": f"{url}/receipt.pdf" if has_receipt else ""}


def _name_purpose(desk: Desk, application: Application) -> str:
    found = desk.catalogue.find_purpose(application.purpose)
    return found.name.get(Words(desk.house).language, found.name["ja"]) if found else ""


def _name_language(desk: Desk, language: str) -> str:
    return desk.house.texts.name_language(language if language in desk.house.texts.languages else LANGUAGES[0])


def _list_names(session: Session, application: Application, steps: list[ApplicationStep]) -> dict[int, str]:
    ids = {step.staff_id for step in steps} | {application.staff_id}
    found = session.exec(select(Staff.id, Staff.name).where(col(Staff.id).in_(ids - {None})))
    return {id: name for id, name in found if id is not None}
