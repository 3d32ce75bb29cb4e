"""Welcome, good day and thanks."""

from tests.dialogue.conversation import Conversation


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
