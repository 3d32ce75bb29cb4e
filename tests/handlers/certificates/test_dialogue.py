"""From the wish to the form, as the citizen says it."""

from __future__ import annotations

import pytest

from bot.messages import Card
from bot.texts import LANGUAGES
from handlers.certificates.models import Application, ApplicationState, Delivery, Paying
from tests.dialogue.conversation import Conversation

# What is said and asked depends on no database; what is stored is looked at on both.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def facts(conversation: Conversation) -> dict[str, str]:
    return {name: value for message in conversation.last if isinstance(message, Card) for name, value in message.facts}


def test_step_by_step(conversation: Conversation) -> None:
    conversation.presses("certificates.start", expects="certificates.ask_kind")
    conversation.presses("住民票の写し", expects="certificates.ask_copies")
    conversation.presses("2通", expects="certificates.ask_delivery")
    conversation.presses("郵便で受け取る", expects="certificates.summary")
    assert facts(conversation) | {"できる日": ""} == {
        "証明書": "住民票の写し",
        "通数": "2通",
        "受け取り方": "郵便で受け取る",
        "支払い": "申請のときにオンラインで",
        "手数料": "600円 (300円 × 2)",
        "送料": "110円",
        "合計": "710円",
        "できる日": "",
    }
    conversation.presses("はい", expects="certificates.form_ready_text")
    (link,) = [choice.url for choice in conversation.choices if choice.label == "申請書を開く"]
    assert "/liff/certificate?t=" in link
    (application,) = conversation.rows(Application)
    assert (application.state, application.kind, application.copies) == (ApplicationState.DRAFT, "resident_record", 2)
    assert (application.delivery, application.paying, application.number) == (Delivery.POST, Paying.ONLINE, "")


@on_sqlite
def test_what_is_said_is_not_asked(conversation: Conversation) -> None:
    conversation.says("住民票を2通、郵送してください", expects="certificates.summary")
    assert facts(conversation)["合計"] == "710円"


@on_sqlite
def test_at_a_counter_it_is_asked_where_and_when_to_pay(conversation: Conversation) -> None:
    conversation.says("課税証明書を1通、北部支所で受け取りたいです", expects="certificates.ask_paying")
    conversation.presses("受け取るときに支払う", expects="certificates.summary")
    assert "北部支所" in facts(conversation)["受け取り方"]
    assert "受け取るときに窓口で" in facts(conversation)["支払い"]
    conversation.presses("はい", expects="certificates.form_ready")
    (application,) = conversation.rows(Application)
    assert (application.counter, application.paying) == ("north", Paying.COUNTER)


@on_sqlite
def test_by_purpose(conversation: Conversation) -> None:
    (card, _) = conversation.says("車の名義変更に使う証明書がほしい", expects="印鑑登録証明書、住民票の写し")
    assert isinstance(card, Card)
    assert "軽自動車では住民票の写し" in card.text
    assert conversation.labels[:2] == ["印鑑登録証明書", "住民票の写し"]
    conversation.presses("住民票の写し", expects="certificates.ask_copies")
    conversation.says("1通", expects="certificates.ask_delivery")
    conversation.says("郵送でお願いします", expects="certificates.summary")
    assert facts(conversation)["使いみち"] == "車の名義変更・登録"


@on_sqlite
def test_a_purpose_with_one_certificate_needs_no_choice(conversation: Conversation) -> None:
    conversation.says("パスポート作るのにいるからわたしの戸籍ちょうだい", expects="マイナポータル")
    assert conversation.tracker.active is not None
    assert conversation.tracker.active.slots["kind"] == "family_register"


@on_sqlite
def test_purposes_to_choose_from(conversation: Conversation) -> None:
    conversation.presses("certificates.start")
    conversation.presses("使いみちから選ぶ", expects="certificates.which_purpose")
    conversation.presses("保育園・奨学金", expects="certificates.ask_copies")
    conversation.presses("certificates.choose_purpose?id=car", expects="certificates.which_kind")
    conversation.presses("ほかの証明書", expects="certificates.ask_kind")
    assert len([label for label in conversation.labels if "証明" in label or "戸籍" in label]) > 6


@on_sqlite
def test_a_seal_certificate_is_explained_and_not_ordered(conversation: Conversation) -> None:
    conversation.says("印鑑証明2枚ほしい", expects="登録証（カード）")
    assert facts(conversation)["コンビニの手数料"] == "200円"
    assert facts(conversation)["窓口の手数料"] == "300円"
    assert conversation.tracker.frames == ()
    assert conversation.rows(Application) == []


@on_sqlite
def test_the_store_is_explained_and_ends_there(conversation: Conversation) -> None:
    conversation.says("コンビニで住民票を取りたい")
    if conversation.tracker.active is not None:
        conversation.says("1通")
    assert "200円" in facts(conversation)["コンビニの手数料"]
    assert "午前6時30分" in facts(conversation)["コンビニの時間"]
    assert conversation.tracker.frames == ()


@on_sqlite
def test_what_no_store_sells_is_not_offered_there(conversation: Conversation) -> None:
    conversation.says("納税証明書を1通ください", expects="certificates.ask_delivery")
    assert conversation.labels[:2] == ["窓口で受け取る", "郵便で受け取る"]
    assert "コンビニで取る" not in conversation.labels


@on_sqlite
@pytest.mark.parametrize(
    "says",
    [
        "友人の住民票を1通ください",
        "委任状があるので住民票を1通お願いします",
        "弁護士ですが、依頼人の戸籍謄本を請求します",
    ],
)
def test_other_peoples_certificates_go_to_a_person(conversation: Conversation, says: str) -> None:
    conversation.says(says, expects="certificates.third_party")
    assert "職員と話す" in conversation.labels
    assert conversation.tracker.frames == ()


@on_sqlite
def test_a_change_of_mind_before_the_end(conversation: Conversation) -> None:
    conversation.says("住民票を2通、郵送してください", expects="certificates.summary")
    conversation.says("やっぱり3通で", expects="certificates.summary")
    assert facts(conversation)["手数料"].startswith("900円")
    conversation.says("受け取り方を変えたい", expects="certificates.ask_delivery")
    conversation.presses("窓口で受け取る", expects="certificates.ask_counter")


@on_sqlite
def test_more_than_fits_into_a_letter(conversation: Conversation) -> None:
    conversation.says("住民票を8通、郵送してください", expects="certificates.ask_delivery")
    assert "郵便で受け取る" not in conversation.labels
    conversation.says("郵送で", expects="郵便でお送りできるのは5通まで")
    conversation.presses("窓口で受け取る", expects="certificates.ask_counter")


def test_ordering_again_takes_the_place_of_the_draft(conversation: Conversation) -> None:
    conversation.says("住民票を1通、郵送してください", expects="certificates.summary")
    conversation.presses("はい")
    conversation.says("課税証明書を2通、郵送してください", expects="certificates.summary")
    conversation.presses("はい")
    (application,) = conversation.rows(Application)
    assert (application.kind, application.copies) == ("income_tax", 2)


@on_sqlite
def test_nothing_ordered_yet(conversation: Conversation) -> None:
    conversation.says("先週申請した証明書がまだ届きません", expects="certificates.no_applications")


@on_sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_in_every_language(conversation: Conversation, language: str) -> None:
    conversation.presses(f"language.set?language={language}")
    conversation.presses("certificates.start", expects="certificates.ask_kind")
    conversation.presses("certificates.fill?kind=family_register", expects="certificates.ask_copies")
    conversation.says("2", expects="certificates.ask_delivery")
    conversation.presses("certificates.fill?delivery=post", expects="certificates.summary")
    conversation.presses("certificates.fill?confirmed=yes", expects="certificates.form_ready_text")
    conversation.presses("certificates.status", expects="certificates.state_draft")


ELSEWHERE = {
    "I need a copy of my resident record by post, one copy": "resident_record",
    "请给我开一份住民票，邮寄": "resident_record",
    "주민표 한 통 우편으로 보내 주세요": "resident_record",
    "Cho tôi xin 1 bản phiếu cư trú, gửi về nhà": "resident_record",
}


@on_sqlite
@pytest.mark.parametrize("says", ELSEWHERE)
def test_understood_in_other_languages(conversation: Conversation, says: str) -> None:
    conversation.says(says)
    assert conversation.tracker.active is not None
    assert conversation.tracker.active.slots["kind"] == ELSEWHERE[says]
    assert conversation.tracker.active.slots.get("delivery") == Delivery.POST


@on_sqlite
@pytest.mark.parametrize(
    "asks",
    [
        "住民票の写しを請求するには",
        "住民票について知りたい",
        "住民票の手数料は？",
        "住民票を代わりの人に取ってきてもらえますか。",
    ],
)
def test_what_is_asked_about_them_is_answered_and_no_order(conversation: Conversation, asks: str) -> None:
    conversation.says(asks)
    assert conversation.engine.house.texts.get("ja", "certificates.ask_copies") not in str(conversation.last)
    assert conversation.tracker.frames == ()
