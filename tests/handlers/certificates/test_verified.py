"""A certificate that is given to whom an identity provider has verified."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.clients.identity.protocol import VerifiedPerson
from bot.clock import utc_now
from bot.forms.definition import load_forms
from bot.messages import Card
from bot.models.forms import EntryState, FormEntry, VerifiedIdentity
from bot.services.form_entries import open_draft
from bot.services.identities import Verification, take_in
from handlers.certificates.models import Application, ApplicationState, IdentityLevel
from handlers.certificates.service.prefilling import FORM
from tests.dialogue.conversation import Conversation
from tests.handlers.certificates.admin.test_privacy import PROVIDER
from tests.handlers.certificates.ordering import ANSWERS, order, send_form

S = ApplicationState
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PROPERTY = "固定資産評価証明書を1通、郵送してください"


def verify(conversation: Conversation, minutes: int = 30) -> None:
    """As the form's pages do when the citizen is back."""
    form = load_forms(conversation.engine.house.texts).find(FORM)
    assert form is not None
    person = VerifiedPerson("7", "見本 花子", date(1985, 4, 1), address="長野県みどり野市中央1-2-3")
    with conversation.database.write() as session:
        draft = open_draft(session, conversation.id, FORM, utc_now())
        said = Verification(PROVIDER, person, minutes)
        assert take_in(session, conversation.database.vault, form.spare(), draft.id or 0, said, utc_now())


def get_draft(conversation: Conversation) -> FormEntry:
    (draft,) = [entry for entry in conversation.rows(FormEntry) if entry.state == EntryState.DRAFT]
    assert isinstance(draft, FormEntry)
    return draft


def get_application(conversation: Conversation) -> Application:
    (application,) = conversation.rows(Application)
    assert isinstance(application, Application)
    return application


def test_it_is_asked_for_and_then_taken(conversation: Conversation) -> None:
    order(conversation, PROPERTY)
    assert "はじめにご本人であることを確認します" in str(conversation.last)
    assert "マイナンバーカードと暗証番号" in str(conversation.last) and "写真（" not in str(conversation.last)
    assert get_draft(conversation).wants_identity
    verify(conversation)
    send_form(conversation, expects="certificates.form_received_pay")
    application = get_application(conversation)
    assert (application.state, application.identity) == (S.AWAITING_PAYMENT, IdentityLevel.VERIFIED)


@pytest.mark.parametrize("minutes", [None, -1])
def test_without_it_or_too_late_nothing_is_ordered_and_nothing_lost(
    conversation: Conversation, minutes: int | None
) -> None:
    order(conversation, PROPERTY)
    if minutes is not None:
        verify(conversation, minutes)
    send_form(conversation, expects="certificates.not_verified")
    assert (get_application(conversation).state, get_application(conversation).number) == (S.DRAFT, "")
    draft, card = get_draft(conversation), conversation.last[0]
    assert draft.wants_identity and draft.content["name"] == ANSWERS["name"]
    assert isinstance(card, Card) and "/liff/certificate?t=" in card.buttons[0].url
    verify(conversation)
    send_form(conversation, expects="certificates.form_received_pay")
    assert get_application(conversation).identity == IdentityLevel.VERIFIED


def test_a_verification_of_another_form_is_none(conversation: Conversation) -> None:
    order(conversation, PROPERTY)
    verify(conversation)
    send_form(conversation, expects="certificates.form_received_pay")
    order(conversation, PROPERTY)
    send_form(conversation, expects="certificates.not_verified")
    assert len(conversation.rows(VerifiedIdentity)) == 1


def test_from_one_certificate_to_another_and_back(conversation: Conversation) -> None:
    order(conversation, PROPERTY)
    verify(conversation)
    order(conversation, "住民票を1通、郵送してください")
    assert not get_draft(conversation).wants_identity
    order(conversation, PROPERTY)
    draft = get_draft(conversation)
    assert draft.wants_identity and draft.content["name"] == "見本 花子"  # who was verified still is
    with conversation.database.read() as session:
        assert session.get_one(VerifiedIdentity, 1).good_until > utc_now() + timedelta(minutes=20)
    order(conversation, "住民票を1通、郵送してください")
    send_form(conversation, expects="certificates.form_received_pay")
    assert get_application(conversation).identity == IdentityLevel.PHOTO  # the name could be written over


def test_whoever_comes_again_is_filled_in_under_what_was_verified(conversation: Conversation) -> None:
    order(conversation)
    send_form(conversation, expects="certificates.form_received_pay")
    order(conversation, PROPERTY)
    assert get_draft(conversation).content["name"] == ANSWERS["name"]
    verify(conversation)
    order(conversation, PROPERTY)
    assert get_draft(conversation).content["name"] == "見本 花子"
    assert get_draft(conversation).content["phone"] == ANSWERS["phone"]
