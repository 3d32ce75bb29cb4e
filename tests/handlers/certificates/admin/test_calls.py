"""Staff enter an application for somebody who calls."""

from __future__ import annotations

import io

from pypdf import PdfReader
from sqlmodel import select

from bot.bell import Bell
from bot.models.conversation import Conversation
from bot.models.forms import FormEntry
from bot.models.outbox import OutboxRow
from bot.models.payments import Payment
from bot.payments.telling import Teller
from handlers.certificates.models import Application, ApplicationState
from handlers.certificates.service.fields import FIELDS, RELATIONSHIPS
from handlers.certificates.service.steps import list_steps
from tests.admin.staff_house import StaffBrowser
from tests.handlers.certificates.admin.conftest import BASE, Hall
from tests.handlers.certificates.admin.test_batch import mark, post

S = ApplicationState
CALL = {
    "kind": "resident_record",
    "copies": "2",
    "delivery": "counter",
    "counter": "hall",
    "paying": "counter",
    "language": "ja",
    "name": "山田 太郎",
    "birth_date.era": "showa",
    "birth_date.year": "５５",
    "birth_date.month": "3",
    "birth_date.day": "4",
    "postcode": "3800001",
    "address": "みどり野市中央9-9",
    "phone": "09012345678",
    "relationship": "self",
    "reason": "年金",
}


def enter(browser: StaffBrowser, **changes: str) -> int:
    """The status of the page that comes of it."""
    browser.goes_to(f"{BASE}/new")
    return browser.sends(f"{BASE}/new", **{**CALL, **changes}).status


def test_a_call_becomes_an_application_that_tells_nobody(hall: Hall) -> None:
    aki = hall.sign_in("aki")
    assert enter(aki) == 200 and "申請を受け付けました" in aki.page.text
    (application,) = hall.house.rows(Application)
    assert (application.number, application.state, application.source) == ("K-000001", S.PAID, "staff")
    assert (application.staff_id, application.copies, application.counter) == (None, 2, "hall")
    assert application.due_at and application.entry_id
    (entry,), (conversation,) = hall.house.rows(FormEntry), hall.house.rows(Conversation)
    assert entry.content["birth_date"] == "1980-03-04" and entry.content["name"] == "山田 太郎"
    assert (conversation.channel, conversation.address) == ("staff", "")
    with hall.house.database.read() as session:
        assert [(step.state, step.by) for step in list_steps(session, application)] == [("paid", "staff")]
    last = next(one for one in hall.house.entries() if one.action == "certificate.entered")
    assert last.conversation_ref == conversation.id and "address" in last.details["fields"]
    assert last.purpose == "application" and "山田" not in str(last.details)
    aki.sends(f"{BASE}/1/take-up")
    aki.sends(f"{BASE}/1/issue")
    assert hall.house.rows(OutboxRow) == []
    assert "通知は届かない" in aki.page.text and "/certificates/" in aki.page.text
    mark(aki, 1)
    (slip,) = PdfReader(io.BytesIO(post(aki, "batch/slips", [1]).read())).pages
    assert "/certificates/" in slip.extract_text().replace("\n", "")


def test_paid_beforehand_by_the_link_on_the_page(hall: Hall) -> None:
    aki = hall.sign_in("aki")
    assert enter(aki, delivery="post", paying="online") == 200
    assert hall.get(1).state == S.AWAITING_PAYMENT
    (payment,) = hall.house.rows(Payment)
    assert payment.amount_yen == 740 and "/pay/" in aki.page.text and "未払い 740円" in aki.page.text
    teller = Teller(hall.house.house.texts, hall.house.house.city, Bell(), lambda _: "https://city.example")
    with hall.house.database.write() as session:
        teller.tell(session, session.exec(select(Payment)).one(), "paid")
    assert hall.house.rows(OutboxRow) == []


def test_what_will_not_do_is_said_beside_its_field_and_stays(hall: Hall) -> None:
    aki = hall.sign_in("aki")
    for changes, field in (
        ({"kind": ""}, "kind"),
        ({"kind": "income_tax"}, "kind"),  # another department's
        ({"copies": "11"}, "copies"),
        ({"copies": "x"}, "copies"),
        ({"delivery": "pigeon"}, "delivery"),
        ({"counter": ""}, "counter"),
        ({"delivery": "post", "paying": "counter"}, "paying"),
        ({"name": ""}, "name"),
        ({"birth_date.month": "13"}, "birth_date"),
        ({"postcode": "1"}, "postcode"),
        ({"relationship": ""}, "relationship"),
        ({"relationship": "spouse", "subject_name": "山田 花子"}, "relationship"),  # not entitled
        ({"relationship": "spouse"}, "subject_name"),
    ):
        assert enter(aki, **changes) == 422, changes
        assert field in aki.errors(), (changes, aki.errors())
    assert 'value="みどり野市中央9-9"' in aki.page.text
    assert hall.house.rows(Application) == [] and hall.house.rows(Conversation) == []


def test_a_form_without_its_token_does_nothing(hall: Hall) -> None:
    assert hall.sign_in("aki").asks("POST", f"{BASE}/new", CALL).status == 400
    assert hall.house.rows(Application) == []


def test_the_fields_that_staff_know_are_the_citizens(hall: Hall) -> None:
    from bot.forms.definition import load_forms

    form = load_forms(hall.house.house.texts).find("certificate")
    assert form is not None
    assert {field.name for field in form.fields} == set(FIELDS)
    relationship = form.find_field("relationship")
    assert relationship is not None and relationship.options == RELATIONSHIPS
