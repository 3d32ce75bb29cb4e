"""From the form to the payment or the staff, corrected, cancelled, and by somebody who comes again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.messages import Card, Carousel
from bot.models.forms import FormEntry, FormPhoto
from bot.models.outbox import OutboxRow
from bot.models.payments import Payment, PaymentState
from handlers.certificates.models import Application, ApplicationState, ApplicationStep, Delivery
from handlers.certificates.service.applying import SUBJECT, cancel
from handlers.certificates.service.steps import CITIZEN, By, WrongState, enter, move
from handlers.certificates.telling import tell_change
from nlu.interpreter import Interpreter
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import PUBLIC_URL, SECRET_KEY, make_engine
from tests.handlers.certificates.ordering import correct, get_photo_width, order, send_form

S = ApplicationState
CLERK = By("staff", 1)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def get_application(conversation: Conversation) -> Application:
    application = conversation.rows(Application)[-1]
    assert isinstance(application, Application)
    return application


def get_payment(session: Session, application: Application) -> Payment | None:
    own = select(Payment).where(Payment.subject_kind == SUBJECT, Payment.subject_id == application.id)
    return session.exec(own).first()


def put_into(conversation: Conversation, *states: ApplicationState, field: str = "", reason: str = "") -> Application:
    """What staff do with it, and the citizen is told."""
    with conversation.database.write() as session:
        application = enter(session, get_application(conversation).id or 0)
        for state in states:
            move(session, application, state, CLERK, utc_now(), field=field, reason=reason)
        house = conversation.engine.house
        tell_change(session, house.texts, PUBLIC_URL, SECRET_KEY, application, utc_now())
    return get_application(conversation)


def pay(conversation: Conversation) -> None:
    """The money is there, and what follows from it was done."""
    with conversation.database.write() as session:
        application = enter(session, get_application(conversation).id or 0)
        payment = get_payment(session, application)
        assert payment is not None
        payment.state = PaymentState.PAID
        move(session, application, S.PAID, By("system"), utc_now())
        application.due_at = utc_now() + timedelta(days=3)
        session.add_all((payment, application))


def test_by_post_it_waits_for_the_payment(conversation: Conversation) -> None:
    order(conversation)
    number = send_form(conversation, expects="certificates.form_received_pay")
    application = get_application(conversation)
    assert (application.state, application.number) == (S.AWAITING_PAYMENT, f"K-{application.id:06d}")
    assert number in str(conversation.last)
    assert application.number in str(conversation.last)
    urls = {choice.label: choice.url for choice in conversation.choices}
    assert urls["支払いに進む"].startswith(f"{PUBLIC_URL}/pay/")
    assert urls["申請のページを見る"].startswith(f"{PUBLIC_URL}/certificates/")
    with conversation.database.read() as session:
        payment = get_payment(session, application)
        assert payment is not None
        assert (payment.amount_yen, payment.state) == (710, PaymentState.OPEN)


def test_to_be_paid_at_the_counter_it_goes_to_the_staff(conversation: Conversation) -> None:
    order_at_counter(conversation)
    send_form(conversation, expects="certificates.form_received")
    application = get_application(conversation)
    assert application.state == S.PAID
    assert application.due_at is not None
    assert "支払いに進む" not in conversation.labels
    assert [step.state for step in conversation.rows(ApplicationStep)] == [S.PAID]


def order_at_counter(conversation: Conversation) -> None:
    conversation.says("課税証明書を1通、北部支所で受け取りたいです", expects="certificates.ask_paying")
    conversation.presses("受け取るときに支払う", expects="certificates.summary")
    conversation.presses("はい", expects="certificates.form_ready")


@on_sqlite
def test_a_relationship_that_needs_a_letter_of_proxy(conversation: Conversation) -> None:
    order(conversation)
    send_form(conversation, expects="certificates.not_entitled", relationship="lineal", subject_name="髙﨑一郎")
    assert "職員と話す" in conversation.labels
    assert get_application(conversation).state == S.DRAFT
    send_form(conversation, expects="certificates.form_received_pay", relationship="household")
    assert get_application(conversation).state == S.AWAITING_PAYMENT


@on_sqlite
def test_a_form_without_an_order_is_kept_for_the_next(conversation: Conversation) -> None:
    conversation.says("こんにちは")
    send_form(conversation, expects="certificates.form_without_order")
    order(conversation)
    assert "前回お送りいただいた内容" in str(conversation.last)


def test_who_comes_again_finds_the_form_filled_and_everything_as_before(conversation: Conversation) -> None:
    order(conversation)
    send_form(conversation)
    conversation.says("課税証明書を1通ください", expects="certificates.summary")
    assert "前回と同じにしました" in str(conversation.last)
    conversation.presses("はい", expects="certificates.form_ready_filled")
    (link,) = [choice.url for choice in conversation.choices if choice.label == "申請書を開く"]
    assert link.endswith("&filled=1")
    *_, draft = conversation.rows(FormEntry)
    assert draft.content["name"] == "髙﨑𠮷子"
    assert draft.content["birth_date.year"] == "1985"
    assert draft.content["relationship"] == "self"
    assert [photo.entry_id for photo in conversation.rows(FormPhoto)][-1] == draft.id
    assert get_application(conversation).delivery == Delivery.POST


@on_sqlite
def test_for_a_member_of_the_family(conversation: Conversation) -> None:
    conversation.says("母の分で", expects="family.register_title")
    conversation.presses("はい")
    order(conversation, "戸籍謄本を1通、郵送してください")
    assert "【母の分】" in str(conversation.last)
    (draft,) = conversation.rows(FormEntry)
    assert draft.content["relationship"] == "lineal"


@on_sqlite
def test_what_waits_for_its_payment_can_be_gone_on_with(conversation: Conversation) -> None:
    order(conversation)
    send_form(conversation)
    conversation.says("住民票がほしい", expects="certificates.still_waiting")
    assert "支払いに進む" in conversation.labels


def test_one_field_is_corrected_and_the_reviewer_keeps_it(conversation: Conversation) -> None:
    order(conversation)
    send_form(conversation)
    pay(conversation)
    assert get_photo_width(conversation, get_application(conversation)) == 400
    returned = put_into(conversation, S.IN_REVIEW, S.RETURNED, field="photo", reason="文字が読めません")
    told = conversation.rows(OutboxRow)[-1].messages
    assert "お知らせがあります" in str(told)
    assert not any(word in str(told) for word in ("住民票", "文字が読めません", "写真", "K-0"))
    conversation.says("証明書はどうなっていますか", expects="certificates.state_returned")
    assert "本人確認書類の写真" in str(conversation.last)
    (link,) = [choice.url for choice in conversation.choices if choice.label == "直して送る"]
    assert "/liff/certificate_correction-photo?t=" in link
    correct(conversation, returned, "photo", expects="certificates.corrected")
    application = get_application(conversation)
    assert (application.state, application.staff_id, application.field) == (S.IN_REVIEW, 1, "")
    assert get_photo_width(conversation, application) == 200
    assert len(conversation.rows(FormPhoto)) == 1


@on_sqlite
def test_a_word_is_corrected_and_kept_in_one_place(conversation: Conversation) -> None:
    order(conversation)
    send_form(conversation)
    pay(conversation)
    returned = put_into(conversation, S.IN_REVIEW, S.RETURNED, field="name")
    correct(conversation, returned, "address", expects="certificates.nothing_to_correct", value="長野県長野市1")
    correct(conversation, returned, "name", expects="certificates.corrected", value="高崎吉子")
    form, *corrections = conversation.rows(FormEntry)
    assert form.content["name"] == "高崎吉子"
    assert form.content["address"] == "長野県長野市箱清水1-2-3"
    assert corrections[-1].content == {}
    correct(conversation, returned, "name", expects="certificates.nothing_to_correct", value="もう一度")


@on_sqlite
def test_how_several_stand(conversation: Conversation) -> None:
    for kind in ("住民票", "課税証明書", "納税証明書", "戸籍謄本", "戸籍抄本", "除籍謄本"):
        order(conversation, f"{kind}を1通、郵送してください")
        send_form(conversation)
    conversation.says("証明書はどうなっていますか", expects="certificates.state_awaiting_payment")
    (carousel,) = conversation.last
    assert isinstance(carousel, Carousel)
    assert len(carousel.cards) == 5
    assert carousel.cards[0].title.startswith("除籍謄本")


def test_cancelled_before_it_is_paid(conversation: Conversation) -> None:
    order(conversation)
    send_form(conversation)
    with conversation.database.write() as session:
        application = cancel(session, get_application(conversation).id or 0, CITIZEN, utc_now())
        payment = get_payment(session, application)
        assert payment is not None
        assert (application.state, payment.state) == (S.CANCELLED, PaymentState.CANCELLED)


@on_sqlite
def test_taken_up_it_can_not_be_cancelled(conversation: Conversation) -> None:
    order_at_counter(conversation)
    send_form(conversation)
    put_into(conversation, S.IN_REVIEW)
    with pytest.raises(WrongState), conversation.database.write() as session:
        cancel(session, get_application(conversation).id or 0, CITIZEN, utc_now())
    assert get_application(conversation).state == S.IN_REVIEW


def test_data_is_not_deleted_while_somebody_works_on_it(conversation: Conversation) -> None:
    order_at_counter(conversation)
    send_form(conversation)
    application = get_application(conversation)
    conversation.presses("my_data.delete", expects="my_data.unfinished_title")
    (card,) = conversation.last
    assert isinstance(card, Card)
    assert card.facts == ((f"所得・課税証明書 1通 {application.number}", "受け付けました"),)
    assert "/certificates/" in card.buttons[0].url
    put_into(conversation, S.CANCELLED)
    conversation.presses("my_data.delete", expects="my_data.delete_means")
    conversation.presses("はい", expects="my_data.deleted")
    assert conversation.rows(Application) == []


@on_sqlite
def test_what_was_only_begun_is_deleted_as_ever(conversation: Conversation) -> None:
    order(conversation)
    conversation.presses("my_data.delete", expects="my_data.delete_means")


@pytest.fixture
def cash_only(database: Database, index_folder: Path, open_city: City, interpreter: Interpreter) -> Conversation:
    """A citizen of a city where nothing can be paid online."""
    return Conversation(
        database, lambda: make_engine(database, index_folder, open_city, interpreter.interpret, has_payments=False)
    )


@on_sqlite
def test_without_payments_it_is_paid_at_the_counter_alone(cash_only: Conversation) -> None:
    cash_only.says("住民票を1通ください", expects="certificates.ask_delivery")
    assert "郵便で受け取る" not in cash_only.labels
    cash_only.says("郵送で", expects="certificates.no_post")
    cash_only.presses("窓口で受け取る", expects="certificates.ask_counter")
    cash_only.presses("南部支所", expects="certificates.summary")
    assert "受け取るときに窓口で" in str(cash_only.last)
    cash_only.presses("はい")
    send_form(cash_only, expects="certificates.form_received")
    assert get_application(cash_only).state == S.PAID


@pytest.fixture
def elsewhere(database: Database, index_folder: Path, open_city: City, interpreter: Interpreter) -> Conversation:
    """A citizen of a city that offers no certificates here."""
    city = open_city.model_copy(update={"services": {}})
    return Conversation(database, lambda: make_engine(database, index_folder, city, interpreter.interpret))


@on_sqlite
def test_a_city_without_them_names_the_office(elsewhere: Conversation) -> None:
    elsewhere.says("住民票を2通ほしいです", expects="faq.not_yet_certificate_request")
    elsewhere.says("先週申請した証明書がまだ届きません", expects="026-000-1101")
    assert elsewhere.tracker.frames == ()
