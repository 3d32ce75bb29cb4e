"""An application from one state into the next, and what its payment does to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from bot.city import City, FixedCity
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.payments import Payment, PaymentAttempt, PaymentRefund, PaymentState, RefundState
from bot.services.payments.subjects import NotPayable
from handlers.certificates.models import Application, ApplicationState, Delivery, IdentityLevel, Paying
from handlers.certificates.paid import KIND, Applications
from handlers.certificates.service.receiving import promise_day
from handlers.certificates.service.steps import ALLOWED, CITIZEN, By, WrongState, enter, list_steps, move

NOW = datetime(2026, 12, 25, 1, tzinfo=UTC)  # a Friday morning in Tokyo, before the closure over New Year
S = ApplicationState
SERVICES = {
    "certificates": {
        "postage_yen": 140,
        "counters": [{"id": "hall", "name": {"ja": "本庁舎"}, "hours": {"ja": "平日"}}],
        "kinds": [{"id": "resident_record", "department": "residents", "days": 3}],
    }
}


@pytest.fixture
def city(demo_city: City) -> City:
    return demo_city.model_copy(update={"services": SERVICES})


@pytest.fixture
def applications(city: City) -> Applications:
    return Applications(FixedCity(city))


def add_application(session: Session, state: ApplicationState, **values: object) -> Application:
    if "conversation_id" not in values:
        conversation = Conversation(channel="web", address="a", address_fingerprint=uuid4().hex, created_at=NOW)
        session.add(conversation)
        session.flush()
        values["conversation_id"] = conversation.id
    given = {
        "kind": "resident_record",
        "copies": 2,
        "delivery": Delivery.POST,
        "paying": Paying.ONLINE,
        "identity": IdentityLevel.PHOTO,
        "language": "ja",
        "source": "web",
        "state": state,
        "made_at": NOW,
        "changed_at": NOW,
    }
    application = Application(**{**given, **values})  # type: ignore[arg-type]
    session.add(application)
    session.flush()
    return application


def add_payment(session: Session, application: Application, state: PaymentState) -> Payment:
    assert application.id is not None
    payment = Payment(
        reference="P-1",
        subject_kind=KIND,
        subject_id=application.id,
        amount_yen=740,
        lines=[],
        language="ja",
        state=state,
        created_at=NOW,
        changed_at=NOW,
    )
    session.add(payment)
    session.flush()
    return payment


def fail_refund(session: Session, payment: Payment) -> None:
    assert payment.id is not None
    attempt = PaymentAttempt(
        payment_id=payment.id,
        number=1,
        amount_yen=740,
        language="ja",
        state="paid",
        created_at=NOW,
        expires_at=NOW,
        checked_at=NOW,
    )
    session.add(attempt)
    session.flush()
    assert attempt.id is not None
    session.add(
        PaymentRefund(
            payment_id=payment.id,
            attempt_id=attempt.id,
            key="P-1-r1",
            amount_yen=740,
            state=RefundState.FAILED,
            created_at=NOW,
            changed_at=NOW,
        )
    )
    session.flush()


def test_the_way_of_an_application_is_in_its_time_line(database: Database) -> None:
    with database.write() as session:
        application = add_application(session, S.AWAITING_PAYMENT)
        hanako = By("staff", 7)
        move(session, application, S.PAID, By("system"), NOW)
        move(session, application, S.IN_REVIEW, hanako, NOW + timedelta(hours=1))
        move(session, application, S.RETURNED, hanako, NOW, field="photo", reason="写真がぼやけています。")
        assert (application.field, application.reason, application.staff_id) == ("photo", "写真がぼやけています。", 7)
        move(session, application, S.IN_REVIEW, CITIZEN, NOW)
        assert (application.field, application.reason, application.staff_id) == ("", "", 7)
        move(session, application, S.ISSUED, hanako, NOW + timedelta(days=1))
        steps = list_steps(session, application)
        assert [(step.state, step.by, step.field) for step in steps] == [
            ("paid", "system", ""),
            ("in_review", "staff", ""),
            ("returned", "staff", "photo"),
            ("in_review", "citizen", ""),
            ("issued", "staff", ""),
        ]
        assert application.issued_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("state", list(S))
def test_what_does_not_follow_is_refused(database: Database, state: ApplicationState) -> None:
    with database.write() as session:
        application = add_application(session, state)
        for wanted in set(S) - ALLOWED[state]:
            with pytest.raises(WrongState):
                move(session, application, wanted, CITIZEN, NOW)
        assert application.state == state
        assert not list_steps(session, application)


def test_paid_means_with_the_staff_and_a_day_is_promised(database: Database, applications: Applications) -> None:
    with database.write() as session:
        application = add_application(session, S.AWAITING_PAYMENT)
        assert applications.quote(session, application.id or 0).amount_yen == 740
        applications.note_change(session, add_payment(session, application, PaymentState.PAID))
        assert application.state == S.PAID
        assert application.due_at is not None and application.received_at is not None
        with pytest.raises(NotPayable):
            applications.quote(session, application.id or 0)


def test_an_unpaid_voucher_moves_nothing(database: Database, applications: Applications) -> None:
    with database.write() as session:
        application = add_application(session, S.AWAITING_PAYMENT)
        applications.note_change(session, add_payment(session, application, PaymentState.PROCESSING))
        assert application.state == S.AWAITING_PAYMENT


@pytest.mark.parametrize("before", [S.REFUND_PENDING, S.REFUND_FAILED, S.IN_REVIEW, S.ISSUED])
def test_all_given_back_ends_it(database: Database, applications: Applications, before: ApplicationState) -> None:
    with database.write() as session:
        application = add_application(session, before)
        applications.note_change(session, add_payment(session, application, PaymentState.REFUNDED))
        assert application.state == S.REFUNDED


def test_a_refund_that_fails_is_with_the_staff(database: Database, applications: Applications) -> None:
    with database.write() as session:
        application = add_application(session, S.REFUND_PENDING)
        payment = add_payment(session, application, PaymentState.PAID)
        fail_refund(session, payment)
        applications.note_change(session, payment)
        assert application.state == S.REFUND_FAILED


def test_a_part_given_back_changes_nothing(database: Database, applications: Applications) -> None:
    with database.write() as session:
        application = add_application(session, S.ISSUED)
        applications.note_change(session, add_payment(session, application, PaymentState.PARTLY_REFUNDED))
        assert application.state == S.ISSUED


def test_a_payment_whose_order_is_gone_is_let_be(database: Database, applications: Applications) -> None:
    with database.write() as session:
        application = add_application(session, S.AWAITING_PAYMENT)
        payment = add_payment(session, application, PaymentState.PAID)
        session.delete(application)
        session.flush()
        applications.note_change(session, payment)


def test_working_days_pass_over_the_new_year(city: City) -> None:
    # The 28th is a Monday; from the 29th to the 3rd the hall is closed; the 4th and the 5th are working days.
    assert promise_day(city, "resident_record", NOW).strftime("%m-%d %H:%M") == "01-05 17:15"


def test_the_row_is_held_until_the_transaction_ends(database: Database) -> None:
    with database.write() as session:
        application = add_application(session, S.PAID)
        assert enter(session, application.id or 0) is application
