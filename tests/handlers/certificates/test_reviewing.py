"""What staff do with an application: each act once, by whom it is meant for, with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.db import Database
from bot.models.audit import AuditEntry
from bot.models.payments import AttemptState, Payment, PaymentAttempt, PaymentRefund, PaymentState
from bot.services.audit import Actor
from handlers.certificates.models import Application, ApplicationState, Delivery
from handlers.certificates.service.reviewing import Reviewing, Unfit, read_tracking
from handlers.certificates.service.steps import WrongState
from tests.handlers.certificates.test_steps import NOW, add_application, add_payment

S = ApplicationState
HANAKO, TARO = (
    Actor("staff", str(id), name, department="residents", role="service") for id, name in enumerate("ht", 7)
)
FIELDS = ("name", "photo")


def review(session: Session, by: Actor = HANAKO, told: list[str] | None = None) -> Reviewing:
    told = [] if told is None else told
    return Reviewing(session, by, NOW + timedelta(hours=1), lambda application: told.append(application.state))


def add_paid(session: Session, application: Application, yen: int = 740) -> Payment:
    payment = add_payment(session, application, PaymentState.PAID)
    assert payment.id is not None
    session.add(
        PaymentAttempt(
            payment_id=payment.id,
            number=1,
            amount_yen=yen,
            language="ja",
            state=AttemptState.PAID,
            created_at=NOW,
            expires_at=NOW,
            checked_at=NOW,
        )
    )
    session.flush()
    return payment


def list_entries(session: Session) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).order_by(AuditEntry.sequence)))  # type: ignore[arg-type]


def test_the_whole_way_is_told_and_in_the_audit_log(database: Database) -> None:
    told: list[str] = []
    with database.write() as session:
        application = add_application(session, S.PAID)
        id, act = application.id or 0, review(session, told=told)
        assert act.take_up(id).staff_id == 7
        returned = act.send_back(id, "photo", " 写真がぼやけています。 ", FIELDS)
        assert (returned.field, returned.reason) == ("photo", "写真がぼやけています。")
        assert act.take_up(id).field == ""
        assert act.issue(id).issued_at == act.now
        assert act.mark_sent(id, "１２３４－５６７８－９０１２").tracking == "123456789012"
        entries = list_entries(session)
    assert told == ["in_review", "returned", "in_review", "issued", "sent"]
    assert [entry.action for entry in entries] == [
        "certificate.taken_up",
        "certificate.sent_back",
        "certificate.taken_up",
        "certificate.issued",
        "certificate.sent",
    ]
    assert {(entry.purpose, entry.department, entry.role, entry.actor_id) for entry in entries} == {
        ("application", "residents", "service", "7")
    }
    assert {entry.conversation_ref for entry in entries} == {application.conversation_id}
    assert entries[1].details["fields"] == ["photo"] and "ぼやけて" not in str(entries[1].details)


@pytest.mark.parametrize(
    "act",
    [
        lambda by, id: by.take_up(id),
        lambda by, id: by.issue(id),
        lambda by, id: by.send_back(id, "name", "x", FIELDS),
        lambda by, id: by.reject(id, "x"),
    ],
)
def test_what_a_colleague_has_is_theirs(database: Database, act: Callable[[Reviewing, int], Application]) -> None:
    with database.write() as session:
        id = add_application(session, S.PAID).id or 0
        review(session).take_up(id)
        with pytest.raises(WrongState):
            act(review(session, TARO), id)
        assert [entry.actor_id for entry in list_entries(session)] == ["7"]


def test_put_back_anybody_may_have_it_and_the_citizen_hears_nothing(database: Database) -> None:
    told: list[str] = []
    with database.write() as session:
        id = add_application(session, S.PAID).id or 0
        review(session).take_up(id)
        application = review(session, TARO, told).put_back(id)
        assert (application.state, application.staff_id, told) == (S.PAID, None, [])
        assert review(session, TARO).take_up(id).staff_id == 8
        assert list_entries(session)[1].old == {"state": "in_review", "staff_id": 7}


def test_of_what_was_seen_before_it_changed_nothing_is_done(database: Database) -> None:
    with database.write() as session:
        application = add_application(session, S.PAID)
        id, seen = application.id or 0, application.changed_at
        review(session).take_up(id)
        late = Reviewing(session, HANAKO, NOW, lambda _: None, seen)
        with pytest.raises(WrongState):
            late.issue(id)
        assert application.state == S.IN_REVIEW


def test_rejected_all_that_was_paid_goes_back(database: Database) -> None:
    with database.write() as session:
        application = add_application(session, S.PAID)
        id, payment = application.id or 0, add_paid(session, application)
        review(session).take_up(id)
        rejected = review(session).reject(id, "ご本人の証明書ではないため。")
        assert (rejected.state, rejected.reason) == (S.REFUND_PENDING, "ご本人の証明書ではないため。")
        (refund,) = session.exec(select(PaymentRefund))
        assert (refund.payment_id, refund.amount_yen, refund.requested_by) == (payment.id, 740, "7")
        assert list_entries(session)[-1].new == {"state": "refund_pending", "refund_yen": 740}
        with pytest.raises(WrongState):
            review(session).reject(id, "x")


@pytest.mark.parametrize("state", [PaymentState.OPEN, None])
def test_rejected_before_anybody_paid_it_is_over(database: Database, state: PaymentState | None) -> None:
    with database.write() as session:
        application = add_application(session, S.IN_REVIEW, staff_id=7)
        payment = add_payment(session, application, state) if state else None
        assert review(session).reject(application.id or 0, "x").state == S.CANCELLED
        assert payment is None or payment.state == PaymentState.CANCELLED
        assert not session.exec(select(PaymentRefund)).all()


def test_what_was_typed_must_do(database: Database) -> None:
    with database.write() as session:
        issued = add_application(session, S.ISSUED, delivery=Delivery.COUNTER)
        held = add_application(session, S.IN_REVIEW, staff_id=7)
        act, id = review(session), held.id or 0
        for wrong, call in (
            ("reason", lambda: act.send_back(id, "name", "  ", FIELDS)),
            ("reason", lambda: act.reject(id, "x" * 501)),
            ("field", lambda: act.send_back(id, "colour", "x", FIELDS)),
            ("delivery", lambda: act.mark_sent(issued.id or 0)),
            ("tracking", lambda: act.mark_sent(issued.id or 0, "12")),
        ):
            with pytest.raises(Unfit, match=wrong):
                call()
        assert act.mark_collected(issued.id or 0, 300).state == S.COLLECTED
        (entry,) = list_entries(session)
        assert entry.new == {"state": "collected", "paid_yen": 300}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", ""),
        ("1234 5678 9012", "123456789012"),
        ("rr-123456789-jp", "RR123456789JP"),
        ("12345―678901", "12345678901"),
    ],
)
def test_tracking_numbers_as_they_are_written(typed: str, number: str) -> None:
    assert read_tracking(typed) == number
