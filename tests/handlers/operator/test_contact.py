"""The contact form: offered where a person is, and told in the conversation when it came."""

from __future__ import annotations

from bot.forms.links import FormLink, read_link
from bot.models.desk import OperatorRequest
from tests.dialogue.conversation import SILENCE, Conversation
from tests.dialogue.counter import PUBLIC_URL, SECRET_KEY

LABEL = "職員に連絡（フォーム）"
ADDRESS = f"{PUBLIC_URL}/liff/contact?t="


def find_link(conversation: Conversation) -> FormLink:
    """Where the button leads; its token must be good."""
    (choice,) = [choice for choice in conversation.choices if choice.label == LABEL]
    assert choice.url.startswith(ADDRESS)
    link = read_link(SECRET_KEY, choice.url.removeprefix(ADDRESS))
    assert link is not None
    return link


def test_out_of_hours_the_form_is_offered(evening: Conversation) -> None:
    evening.says("職員と話す", expects="operator.closed")
    assert find_link(evening) == FormLink(evening.id, "contact", "ja")
    evening.presses("受付をしておく", expects="operator.queued")
    assert find_link(evening).conversation_id == evening.id


def test_in_opening_hours_it_is_there_for_what_is_not_to_be_typed(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    assert find_link(conversation).form == "contact"


def test_a_masked_telephone_number_leads_to_it(conversation: Conversation) -> None:
    conversation.says("090-1234-5678", expects="dialogue.masked_by_form")
    assert find_link(conversation).conversation_id == conversation.id
    conversation.says("1234 5678 9018", expects="dialogue.masked_alone")
    assert LABEL not in conversation.labels


def test_the_link_speaks_the_citizens_language(conversation: Conversation) -> None:
    conversation.presses("language.set?language=vi")
    conversation.says("090-1234-5678", expects="dialogue.masked_by_form")
    (choice,) = [choice for choice in conversation.choices if choice.url.startswith(ADDRESS)]
    link = read_link(SECRET_KEY, choice.url.removeprefix(ADDRESS))
    assert link is not None and link.language == "vi"


def test_what_came_is_told_by_its_number_and_waits_for_staff(conversation: Conversation) -> None:
    conversation.sends_form(number="C-000042", expects="operator.form_received")
    assert "C-000042" in str(conversation.last)
    assert [request.reason for request in conversation.rows(OperatorRequest)] == ["form"]
    assert not conversation.tracker.operator_has_it
    conversation.says("こんにちは", expects="greeting.hello")


def test_an_open_question_is_put_again(conversation: Conversation) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    conversation.sends_form(expects="language.ask_language")


def test_it_is_told_while_a_person_has_the_conversation(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    conversation.sends_form(expects="operator.form_received")
    assert [request.reason for request in conversation.rows(OperatorRequest)] == ["asked"]
    conversation.says("もしもし", expects=SILENCE)


def test_a_button_of_that_name_says_nothing(conversation: Conversation) -> None:
    conversation.sends_postback("operator.take_form?number=C-000042", expects="dialogue.expired")
