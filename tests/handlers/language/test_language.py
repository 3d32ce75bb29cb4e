"""The language of the conversation: asked, named in the same breath, or pressed."""

import pytest

from tests.dialogue.conversation import Conversation


def test_it_asks_when_no_language_was_named(conversation: Conversation) -> None:
    conversation.says("言語を変えたい", expects="language.ask_language")
    names = ["日本語", "やさしい日本語", "English", "中文", "한국어", "Tiếng Việt"]
    assert conversation.labels[: len(names)] == names
    conversation.presses("한국어", expects="이제부터 한국어로 답변합니다")
    conversation.says("안녕하세요", expects="greeting.hello")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("English please", "en"),
        ("英語で", "en"),
        ("英語にしてください", "en"),
        ("やさしい日本語", "ja-easy"),
        ("やさしい日本語でお願いします", "ja-easy"),
        ("中国語に変えてください", "zh"),
        ("ベトナム語でお願いします", "vi"),
        ("日本語でお願いします", "ja"),
    ],
)
def test_a_named_language_is_not_asked_for(conversation: Conversation, words: str, language: str) -> None:
    conversation.says(words, expects=conversation.engine.house.texts.get(language, "language.changed"))
    assert conversation.tracker.language == language


def test_a_button_changes_it_at_any_step_and_the_question_comes_back_in_it(conversation: Conversation) -> None:
    conversation.presses("my_data.delete", expects="my_data.delete_title")
    conversation.presses("language.set?language=en", expects="I will answer in English")
    assert "Delete everything" in str(conversation.last)
    conversation.presses("No", expects="Cancelled")


def test_an_unknown_language_is_asked_again_in_other_words(conversation: Conversation) -> None:
    conversation.says("言語を変えたい", expects="language.ask_language")
    conversation.says("エスペラント", expects="language.ask_language_again")


def test_a_button_without_a_language_of_ours_changes_nothing(conversation: Conversation) -> None:
    conversation.says("こんにちは")
    conversation.presses("language.set?language=tlh", expects="dialogue.expired")
    assert conversation.tracker.language == "ja"
