"""One application on the staff's page: who sees what, what is written down, and what is done, over real HTTP."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.models.payments import PaymentRefund
from handlers.certificates.models import ApplicationState, Delivery, Paying
from handlers.certificates.service.actions import CertificateAction
from tests.admin.staff_house import StaffBrowser
from tests.handlers.certificates.admin.conftest import BASE, CONTENT, Hall
from tests.handlers.certificates.test_reviewing import add_paid

S = ApplicationState
PERSONAL = (CONTENT["name"], CONTENT["address"], CONTENT["phone"])


def shows_personal(browser: StaffBrowser) -> bool:
    shown = {words in browser.page.text for words in PERSONAL}
    assert len(shown) == 1
    return shown.pop()


def is_there(browser: StaffBrowser, path: str) -> int:
    with browser.open("GET", path) as answer:
        return answer.status


def test_whoever_takes_it_up_sees_it_and_nobody_is_asked(hall: Hall) -> None:
    id, aki = hall.add(), hall.sign_in("aki")
    assert aki.goes_to(f"{BASE}/{id}").status == 200
    assert not shows_personal(aki) and is_there(aki, f"{BASE}/{id}/photo/photo") == 404
    aki.sends(f"{BASE}/{id}/take-up")
    assert shows_personal(aki) and "1990-01-02（平成2年1月2日）" in aki.page.text and "引き受けました" in aki.page.text
    assert is_there(aki, f"{BASE}/{id}/photo/photo") == 200
    aki.goes_to(f"{BASE}/{id}")
    entries = [entry for entry in hall.house.entries() if entry.action.startswith("certificate")]
    assert [entry.action for entry in entries] == [CertificateAction.TAKEN_UP, CertificateAction.VIEWED]
    viewed = entries[1]
    assert (viewed.purpose, viewed.department, viewed.role) == ("application", "residents", "service")
    assert set(viewed.details["fields"]) == {*CONTENT, "photo"} and viewed.conversation_ref


def test_everybody_else_says_why(hall: Hall) -> None:
    id, aki, ben = hall.add(), hall.sign_in("aki"), hall.sign_in("ben")
    aki.goes_to(f"{BASE}/{id}")
    aki.sends(f"{BASE}/{id}/take-up")
    ben.goes_to(f"{BASE}/{id}")
    assert not shows_personal(ben) and is_there(ben, f"{BASE}/{id}/photo/photo") == 404
    for fields in ({"purpose": "request", "reason": "x"}, {"purpose": "", "reason": "開示の求め"}, {}):
        assert ben.sends(f"{BASE}/{id}/look", **fields).status == 422
        assert "reason" in ben.errors() and not shows_personal(ben)
    ben.sends(f"{BASE}/{id}/look", purpose="request", reason="本人から開示の求め")
    assert shows_personal(ben) and is_there(ben, f"{BASE}/{id}/photo/photo") == 200
    assert is_there(ben, f"{BASE}/{id}/photo/name") == 404
    last = hall.house.entries()[-1]
    assert (last.action, last.purpose, last.details["reason"]) == (
        CertificateAction.VIEWED,
        "request",
        "本人から開示の求め",
    )


def test_other_departments_and_other_services_find_nothing(hall: Hall) -> None:
    id = hall.add()
    tax, whole = hall.sign_in("tax", "tax"), hall.sign_in("whole", "all")
    assert tax.goes_to(f"{BASE}/{id}").status == 404
    for act in ("take-up", "issue", "look", "reject", "sent"):
        tax.goes_to(BASE)
        assert tax.sends(f"{BASE}/{id}/{act}", sure="1", reason="x" * 9).status == 404
    assert whole.goes_to(f"{BASE}/{id}").status == 200
    assert hall.get(id).state == S.PAID


def test_the_second_of_two_is_told(hall: Hall) -> None:
    id, aki, ben = hall.add(), hall.sign_in("aki"), hall.sign_in("ben")
    for browser in (aki, ben):
        browser.goes_to(f"{BASE}/{id}")
    aki.sends(f"{BASE}/{id}/take-up")
    assert ben.sends(f"{BASE}/{id}/take-up").status == 409
    assert "先に進めた" in ben.page.text and "akiさん" in ben.page.text and not shows_personal(ben)
    assert ben.sends(f"{BASE}/{id}/issue").status == 409
    assert hall.get(id).state == S.IN_REVIEW


def test_what_a_page_of_before_asks_for_is_not_done(hall: Hall) -> None:
    """A tab from before the citizen's correction must not issue what its reader has not seen."""
    id, aki = hall.add(), hall.sign_in("aki")
    aki.goes_to(f"{BASE}/{id}")
    aki.sends(f"{BASE}/{id}/take-up")
    old = aki.page
    aki.sends(f"{BASE}/{id}/send-back", field="photo", canned="return_photo_blurred")
    aki.sends(f"{BASE}/{id}/take-up")
    assert hall.get(id).state == S.IN_REVIEW
    aki.page = old
    assert aki.sends(f"{BASE}/{id}/issue").status == 409
    assert hall.get(id).state == S.IN_REVIEW


def test_a_correction_is_asked_for_in_the_citizens_language(hall: Hall) -> None:
    id, aki = hall.add(language="en"), hall.sign_in("aki")
    aki.goes_to(f"{BASE}/{id}")
    aki.sends(f"{BASE}/{id}/take-up")
    assert aki.sends(f"{BASE}/{id}/send-back", field="photo").status == 422
    assert "理由を書いてください" in aki.errors()["reason"]
    assert aki.sends(f"{BASE}/{id}/send-back", field="", canned="return_photo_cut").status == 422
    assert "項目を選んで" in aki.errors()["field"]
    aki.sends(f"{BASE}/{id}/send-back", field="photo", canned="return_photo_cut", reason="Left side.")
    returned = hall.get(id)
    assert (returned.state, returned.field) == (S.RETURNED, "photo")
    assert returned.reason.startswith("The document is cut off.") and returned.reason.endswith("\nLeft side.")
    assert "申請者の修正を待っています" in aki.page.text


def test_rejected_with_a_refund_after_a_mark(hall: Hall) -> None:
    id, aki = hall.add(), hall.sign_in("aki")
    with hall.house.database.write() as session:
        add_paid(session, hall.get(id))
    aki.goes_to(f"{BASE}/{id}")
    aki.sends(f"{BASE}/{id}/take-up")
    assert "740円を全額返します" in aki.page.text
    assert aki.sends(f"{BASE}/{id}/reject", canned="reject_no_record").status == 422
    assert "reject_sure" in aki.errors() and hall.get(id).state == S.IN_REVIEW
    aki.sends(f"{BASE}/{id}/reject", canned="reject_no_record", sure="1")
    assert hall.get(id).state == S.REFUND_PENDING
    with hall.house.database.read() as session:
        assert [refund.amount_yen for refund in session.exec(select(PaymentRefund))] == [740]


def test_issued_and_sent_with_its_number(hall: Hall) -> None:
    id, aki = hall.add(), hall.sign_in("aki")
    aki.goes_to(f"{BASE}/{id}")
    aki.sends(f"{BASE}/{id}/take-up")
    aki.sends(f"{BASE}/{id}/issue")
    assert aki.sends(f"{BASE}/{id}/sent", tracking="12").status == 422
    assert "tracking" in aki.errors()
    aki.sends(f"{BASE}/{id}/sent", tracking="1234-5678-9012")
    sent = hall.get(id)
    assert (sent.state, sent.tracking) == (S.SENT, "123456789012")
    assert "発送した" in aki.page.text and "akiさん" in aki.page.text


def test_paid_at_the_counter_when_it_is_collected(hall: Hall) -> None:
    values = {"delivery": Delivery.COUNTER, "counter": "hall", "paying": Paying.COUNTER}
    id, aki = hall.add(S.ISSUED, **values), hall.sign_in("aki")
    aki.goes_to(f"{BASE}/{id}")
    assert "窓口で 600円" in aki.page.text and "本庁舎" in aki.page.text
    assert aki.sends(f"{BASE}/{id}/collected").status == 422
    aki.sends(f"{BASE}/{id}/collected", paid="1")
    assert hall.get(id).state == S.COLLECTED
    assert hall.house.entries()[-1].new == {"state": "collected", "paid_yen": 600}


@pytest.mark.parametrize("act", ["take-up", "put-back", "issue", "send-back", "reject", "sent", "collected", "look"])
def test_a_form_without_its_token_does_nothing(hall: Hall, act: str) -> None:
    id, aki = hall.add(), hall.sign_in("aki")
    before = len(hall.house.entries())
    assert aki.asks("POST", f"{BASE}/{id}/{act}", {"reason": "xxxxx", "purpose": "request"}).status == 400
    assert hall.get(id).state == S.PAID and len(hall.house.entries()) == before
