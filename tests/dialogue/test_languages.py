"""The language in which a conversation begins, by its first words and by what the channel knows."""

from __future__ import annotations

import pytest

from tests.dialogue.conversation import Conversation


@pytest.mark.parametrize(
    ("said", "locale", "answered"),
    [
        ("How do I get a juminhyo?", "", "en"), ("请问住民票怎么办", "ja", "zh"), ("cam on ban", "", "vi"),
        ("juminhyo hoshii desu", "en-US", "ja"), ("住民票", "", "ja"),
        # No wording in it: English, unless the channel knows a language that there is wording in.
        ("bom dia, preciso do juminhyo", "", "en"), ("saan po ang city hall", "fil-PH", "en"),
        ("नमस्ते", "ne", "en"), ("အမှိုက်ဘယ်နေ့ပစ်ရမလဲ", "", "en"), ("спасибо", "ru-RU", "en"),
        ("bom dia, preciso do juminhyo", "ko-KR", "ko"), ("saan po ang city hall", "ja", "ja"),
        # Unsure: what the channel knows, if anything.
        ("Maria Santos", "vi-VN", "vi"), ("123", "pt-BR", ""), ("ok", "", ""), ("Guten Tag", "", ""),
    ],
)  # fmt: skip
def test_first_words_choose_the_language(conversation: Conversation, said: str, locale: str, answered: str) -> None:
    conversation.locale = locale
    conversation.says(said)
    assert conversation.tracker.language == answered


def test_a_language_without_wording_is_answered_in_english(conversation: Conversation) -> None:
    conversation.says("quero cadastrar meu cachorro")
    assert conversation.tracker.language == "en"
    conversation.says("한국어")
    conversation.says("não entendi nada")
    assert conversation.tracker.language == "ko"


def test_an_unsure_beginning_leaves_the_choice_to_the_next_words(conversation: Conversation) -> None:
    conversation.says("12345", expects="dialogue.not_understood")
    assert conversation.tracker.language == ""
    conversation.says("magkano po ang bayad")
    assert conversation.tracker.language == "en"
    conversation.says("ありがとう", expects="Glad to help.")
