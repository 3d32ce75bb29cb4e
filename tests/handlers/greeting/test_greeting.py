"""Welcome, good day, thanks, small talk, anger and sadness."""

import pytest

from tests.dialogue.conversation import SILENCE, Conversation


def test_a_new_friend_learns_that_a_program_answers_and_how_to_reach_a_person(conversation: Conversation) -> None:
    conversation.follows(expects="greeting.welcome")
    said = "\n".join(getattr(message, "text", "") for message in conversation.last)
    assert "プログラム" in said
    assert "職員と話す" in said
    assert conversation.labels[-1] == "職員と話す"


def test_one_who_comes_back_is_greeted_as_such(conversation: Conversation) -> None:
    conversation.follows(is_unblocked=True, expects="おかえりなさい")


def test_an_example_is_answered_when_pressed(conversation: Conversation) -> None:
    conversation.follows()
    conversation.presses("住民票の手数料は？", expects="1通300円")


def test_hello_and_thanks(conversation: Conversation) -> None:
    conversation.says("こんにちは", expects="greeting.hello")
    conversation.says("ありがとうございます", expects="greeting.you_are_welcome")


def test_the_language_of_the_first_words_is_kept(conversation: Conversation) -> None:
    conversation.says("Hello", expects="What would you like to know?")
    assert conversation.tracker.language == "en"
    conversation.says("住民票の手数料は？", expects="faq.only_in_japanese")


@pytest.mark.parametrize(
    "words", ["人間ですか", "あなたは誰", "ロボットなの", "are you human", "你是谁", "누구세요", "bạn là ai"]
)
def test_it_says_that_it_is_a_program_and_offers_a_person(conversation: Conversation, words: str) -> None:
    conversation.says(words, expects="greeting.a_program")
    conversation.presses(conversation.labels[-1], expects="operator.handed_off")


def test_anger_is_taken_seriously_and_the_second_time_only_a_person_and_the_telephone_are_offered(
    conversation: Conversation,
) -> None:
    conversation.says("役立たず", expects="greeting.sorry")
    assert conversation.labels == ["職員と話す", "できること"]
    conversation.says("ばか", expects="greeting.sorry_again")
    assert conversation.labels == ["職員と話す", "電話 026-000-1000"]
    assert "ばか" not in str(conversation.last)
    conversation.says("ありがとう", expects="greeting.you_are_welcome")
    conversation.says("ばか", expects="greeting.sorry")


def test_small_talk_leads_back_to_what_the_counter_does(conversation: Conversation) -> None:
    for words in ("おやすみ", "さようなら", "元気ですか", "bye"):
        conversation.says(words, expects="greeting.any_time")
        assert "住民票の手数料は？" in conversation.labels


def test_who_is_sad_is_offered_somebody_who_listens(conversation: Conversation) -> None:
    conversation.says("つらい", expects="greeting.you_can_talk")
    assert conversation.labels == ["職員と話す", "こころの相談はどこですか", "電話 026-000-1000"]
    conversation.presses("職員と話す", expects="operator.handed_off")


def test_an_open_question_comes_back_after_small_talk(conversation: Conversation) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    for words, answer in (
        ("ばか", "greeting.sorry"),
        ("疲れた", "greeting.you_can_talk"),
        ("おやすみ", "greeting.any_time"),
    ):
        conversation.says(words, expects=answer)
        assert "先ほどの続きです。" in str(conversation.last[-1])


def test_an_operator_hears_it_and_the_program_is_silent(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    for words in ("ばか", "人間ですか", "つらい", "おやすみ"):
        conversation.says(words, expects=SILENCE)
