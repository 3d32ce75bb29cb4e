"""A certificate from the wish to the post, through the whole counter: LINE, our pages, the stand-in for Stripe."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

from bot.checks import list_checks
from bot.clock import utc_now
from bot.errors import SetupError
from bot.models.city_setting import CitySetting
from bot.models.forms import FormPhoto
from bot.models.payments import Payment
from bot.services.city_settings.topics import Topic, read_facts
from bot.serving import Serving
from bot.settings import Settings
from handlers.certificates.models import Application, ApplicationState
from handlers.certificates.service.steps import By, enter, move
from handlers.certificates.telling import tell_change
from tests.channels.forms.conftest import make_photo
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import PATIENCE_SECONDS, Citizen, Office, list_actions, list_words

S = ApplicationState
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
ANSWERS = {
    "name": "髙﨑𠮷子",
    "birth_date.era": "showa",
    "birth_date.year": "60",
    "birth_date.month": "4",
    "birth_date.day": "1",
    "postcode": "380-0801",
    "address": "長野県長野市箱清水1-2-3",
    "phone": "090-1234-5678",
    "relationship": "self",
}
MOST_TAPS = 8  # of a returning citizen, from the first message to Stripe's page; docs/certificates.md lists them


@pytest.fixture
def office(open_office: OpenOffice, settings: Any) -> Office:
    changes = {
        "stripe_key": "sk_test_scenario",
        "stripe_webhook_secret": "whsec_scenario",
        "stripe_api_url": f"{settings.public_url}/simulator/stripe/api",
    }
    return open_office(changes, shows_simulator=True)


@dataclass
class Hand:
    """A citizen's hand on a telephone: LINE, and the browser it opens. Whatever is typed or pressed is one tap."""

    citizen: Citizen
    browser: requests.Session
    message: dict[str, Any] = field(default_factory=dict)
    page: requests.Response = field(default_factory=requests.Response)
    taps: int = 0

    def says(self, words: str) -> None:
        self.taps += 1
        self.citizen.says(words)
        self.listens()

    def presses(self, label: str) -> None:
        """A button in LINE; one with an address opens it."""
        action = next(one for one in list_actions(self.message) if one["label"].startswith(label))
        if "uri" in action:
            self.opens(action["uri"])
            return
        self.taps += 1
        self.citizen.presses(label, self.message)
        self.listens()

    def listens(self) -> str:
        """What was said since the last time; the last message is the one with buttons."""
        sent = [message for one in self.citizen.hears() for message in one.messages]
        if sent:
            self.message = next((one for one in reversed(sent) if list_actions(one)), sent[-1])
        return "\n".join(list_words(sent))

    def opens(self, url: str) -> None:
        self.taps += 1
        self.page = self.browser.get(url)

    def follows(self, label: str) -> None:
        """A link of the page."""
        (address,) = re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{re.escape(label)}', self.page.text)
        self.opens(urljoin(self.page.url, unescape(address)))

    def sends(self, fields: dict[str, str] | None = None, photo: bytes | None = None, name: str = "a.jpg") -> None:
        """The page's form, with what is typed into it: one tap for the button (what is typed is counted by no one)."""
        self.taps += 1
        (token, *_) = CSRF.findall(self.page.text)
        files = {"photo": (name, photo, "application/octet-stream")} if photo is not None else None
        target = re.search(r'<form[^>]* action="([^"]+)"', self.page.text)
        url = urljoin(self.page.url, unescape(target[1])) if target else self.page.url
        self.page = self.browser.post(url, data={"csrf_token": token, **(fields or {})}, files=files)

    def sees(self, *words: str) -> bool:
        text = unescape(self.page.text)
        missing = [word for word in words if word not in text]
        assert not missing, f"{missing} not on {self.page.url}"
        return True


@pytest.fixture
def hand(citizen: Citizen) -> Iterator[Hand]:
    with requests.Session() as browser:
        yield Hand(citizen, browser)


def get_application(office: Office) -> Application:
    application = office.rows(Application)[-1]
    assert isinstance(application, Application)
    return application


def wait_for(office: Office, state: ApplicationState) -> Application:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if (application := get_application(office)).state == state:
            return application
        time.sleep(0.02)
    raise TimeoutError(f"the application is {application.state}, not {state}")


def act(office: Office, *states: ApplicationState, **more: str) -> Application:
    """What a member of staff does, and the citizen is told."""
    with office.counter.database.write() as session:
        application = enter(session, get_application(office).id or 0)
        for state in states:
            move(session, application, state, By("staff", 1), utc_now(), **more)
        house = office.counter.engine.house
        tell_change(session, house.texts, house.public_url, house.secret_key, application, utc_now())
    return get_application(office)


def order(hand: Hand) -> None:
    """From the purpose to the form."""
    hand.says("車の名義変更に使う証明書がほしい")
    hand.presses("住民票の写し")
    hand.presses("1通")


def pay(hand: Hand) -> None:
    """Stripe's page, by card."""
    assert "/simulator/stripe/pay/cs_test_" in hand.page.url
    hand.sends({"act": "card", "card": "4242424242424242"})


def test_the_whole_walk(office: Office, hand: Hand) -> None:
    order(hand)
    hand.presses("郵便で受け取る")
    hand.presses("はい")
    hand.presses("申請書を開く")
    hand.sees("証明書の申請書", "車の名義変更・登録")
    hand.sends(ANSWERS, make_photo())
    hand.sees("この内容で送ります", "髙﨑𠮷子")
    hand.sends()
    hand.sees("送信しました")
    assert "お支払い" in hand.listens()
    hand.presses("支払いに進む")
    hand.sees("住民票の写し", "410円")
    hand.sends()
    pay(hand)
    application = wait_for(office, S.PAID)
    told = hand.listens()
    assert "お支払い（410円）を確認しました" in told

    act(office, S.IN_REVIEW, S.RETURNED, field="photo", reason="文字が読めません。明るい所で撮り直してください。")
    assert hand.listens() == "お知らせがあります\n下のボタンからご覧ください。"
    hand.presses("お知らせを見る")
    hand.sees("直していただくところがあります", "文字が読めません", application.number, "お客様のお手元")
    hand.follows("直して送る")
    hand.sees("申請書の修正", "本人確認書類の写真")
    assert 'name="address"' not in hand.page.text
    hand.sends(photo=make_photo((640, 480)))
    hand.sends()
    hand.sees("送信しました")
    assert "職員が続きを確認します" in hand.listens()
    (photo,) = office.rows(FormPhoto)
    assert (photo.width, wait_for(office, S.IN_REVIEW).staff_id) == (640, 1)

    act(office, S.ISSUED, S.SENT)
    hand.listens()
    hand.presses("お知らせを見る")
    hand.follows("領収書（PDF）")
    assert hand.page.content.startswith(b"%PDF-")
    hand.presses("お知らせを見る")
    hand.sees("お送りしました", "発行", "発送", "修正のお願い")
    assert "髙﨑" not in hand.page.text
    hand.says("証明書はどうなっていますか")
    assert application.number in str(hand.message)


def test_a_returning_citizen_needs_eight_taps(office: Office, hand: Hand) -> None:
    send_first(hand)
    hand.taps = 0
    hand.says("車の名義変更に使う証明書がほしい")
    hand.presses("住民票の写し")
    hand.presses("1通")
    hand.presses("はい")
    hand.presses("申請書を開く")
    hand.sees("前回お送りいただいた内容です", "髙﨑𠮷子")
    hand.sends()
    hand.sees("送信しました")
    hand.listens()
    hand.presses("支払いに進む")
    hand.sends()
    assert "/simulator/stripe/pay/cs_test_" in hand.page.url
    assert hand.taps == MOST_TAPS
    assert [one.state for one in office.rows(Application)] == [S.AWAITING_PAYMENT, S.AWAITING_PAYMENT]


def test_a_paid_order_is_cancelled_and_all_is_given_back(office: Office, hand: Hand) -> None:
    send_first(hand)
    hand.presses("支払いに進む")
    hand.sends()
    pay(hand)
    wait_for(office, S.PAID)
    hand.listens()
    hand.says("証明書はどうなっていますか")
    hand.presses("申請のページを見る")
    hand.follows("申請を取り消す")
    hand.sees("お支払いいただいた金額は、すべてお返しします")
    hand.sends()
    hand.sees("返金")
    wait_for(office, S.REFUNDED)
    (payment,) = office.rows(Payment)
    assert payment.refunded_yen == payment.amount_yen == 410
    hand.says("自分のデータ")
    hand.presses("記録を消す")
    hand.presses("はい")
    assert office.rows(Application) == []


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"\x00" * 64
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"


def test_what_is_no_photo_is_told_in_a_sentence(office: Office, hand: Hand) -> None:
    order(hand)
    hand.presses("郵便で受け取る")
    hand.presses("はい")
    hand.presses("申請書を開く")
    for data, sentence in (
        (b"\xff\xd8\xff" + b"\x00" * 30 * 1024 * 1024, "10MBまで"),
        (HEIC, "HEIC"),
        (PDF, "JPEG"),
    ):
        hand.sends(ANSWERS, data)
        assert hand.page.status_code == 400
        (said,) = re.findall(r'id="f-photo-error"><span class="unseen">[^<]*</span>([^<]*)<', hand.page.text)
        assert sentence in said
    assert office.rows(FormPhoto) == []


def send_first(hand: Hand) -> None:
    """Somebody who has never been here, until the form is sent."""
    order(hand)
    hand.presses("郵便で受け取る")
    hand.presses("はい")
    hand.presses("申請書を開く")
    hand.sends(ANSWERS, make_photo())
    hand.sends()
    hand.listens()


def test_a_fee_that_changes_on_the_way_is_shown_before_it_is_paid(office: Office, hand: Hand) -> None:
    send_first(hand)
    cities = office.counter.cities
    facts = read_facts(cities.current, Topic.FEES)
    facts["fees"][0]["yen"] = 350
    with office.counter.database.write() as session:
        session.add(CitySetting(key=Topic.FEES, value=facts, version=1, changed_at=utc_now()))
    cities.look()
    hand.presses("支払いに進む")
    hand.sees("460円")
    hand.sends()
    pay(hand)
    assert "お支払い（460円）を確認しました" in wait_and_hear(office, hand)


def wait_and_hear(office: Office, hand: Hand) -> str:
    wait_for(office, S.PAID)
    return hand.listens()


def test_two_tabs_send_and_pay_once(office: Office, hand: Hand) -> None:
    order(hand)
    hand.presses("郵便で受け取る")
    hand.presses("はい")
    hand.presses("申請書を開く")
    hand.sends(ANSWERS, make_photo())
    other = replace(hand, page=hand.page)
    hand.sends()
    other.sends()
    other.sees("受付番号", "もう送信されています")
    hand.listens()
    hand.presses("支払いに進む")
    other = replace(hand, page=hand.page)
    hand.sends()
    other.sends()
    assert other.page.url == hand.page.url  # the same page at Stripe
    pay(hand)
    wait_for(office, S.PAID)
    assert len(office.rows(Application)) == 1
    assert [one.amount_yen for one in office.rows(Payment)] == [410]


def test_while_the_provider_is_away_the_order_stays(open_office: OpenOffice) -> None:
    office = open_office(
        {"stripe_key": "sk_test", "stripe_webhook_secret": "whsec", "stripe_api_url": "http://127.0.0.1:9/stripe"}
    )
    with requests.Session() as browser:
        hand = Hand(Citizen(office), browser)
        send_first(hand)
        hand.presses("支払いに進む")
        hand.sends()
        assert hand.page.status_code == 503
        hand.sees("ご注文はそのまま残っており、代金はいただいていません")
        hand.says("証明書はどうなっていますか")
        assert "お支払いをお待ちしています" in str(hand.message)
    assert get_application(office).state == S.AWAITING_PAYMENT


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_served_that_nobody_can_verify(settings: Settings) -> None:
    alone = settings.model_copy(update={"identity_issuer": "", "identity_client_id": ""})
    with pytest.raises(SetupError, match=r"property_value: nobody can verify an identity: set MADOGUCHI_IDENTITY_"):
        Serving(alone, with_worker=False, simulator=None)
    faults = {what: fault for what, fault in list_checks(lambda: alone) if fault}
    assert list(faults) == ["city's services"] and "or say identity: photo" in faults["city's services"]
    assert any("provider (WARNING: the identity provider" in what for what, _ in list_checks(lambda: settings))
