"""The language in which a conversation begins and goes on: guessed, asked once when unsure, changed at any step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.engine import DialogueEngine
from bot.dialogue.tracker import LanguageAsked
from bot.messages import Inbound
from bot.models.tracker_event import TrackerEventRow
from bot.texts import LANGUAGES
from tests.dialogue.conversation import Conversation

NAMES = {
    "ja": "日本語",
    "ja-easy": "やさしい日本語",
    "en": "English",
    "zh": "中文",
    "ko": "한국어",
    "vi": "Tiếng Việt",
}


def list_offered(conversation: Conversation) -> list[str]:
    """The languages on the buttons of the question; empty where none is asked."""
    if "language.start" not in [choice.postback for choice in conversation.choices]:
        return []
    prefix = "language.set?language="
    return [one.postback.removeprefix(prefix) for one in conversation.choices if one.postback.startswith(prefix)]


@pytest.mark.parametrize(
    ("said", "locale", "answered"),
    [
        ("How do I get a juminhyo?", "", "en"), ("请问住民票怎么办", "ja", "zh"), ("cam on ban", "", "vi"),
        ("juminhyo hoshii desu", "en-US", "ja"), ("住民票", "", "ja"),
        # Easy Japanese that was chosen on the page is not given up for Japanese words.
        ("住民票の手数料は？", "ja-easy", "ja-easy"), ("How much is it?", "ja-easy", "en"),
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


@pytest.mark.parametrize(
    ("said", "locale", "offered"),
    [
        # The channel and the words agree, or one of them is sure and the other says nothing.
        ("住民票の手数料は？", "ja", []), ("住民票の手数料は？", "", []), ("住民票の手数料は？", "ja-easy", []),
        ("12345", "ja-JP", []), ("😀", "vi", []), ("How much is it?", "en-GB", []),
        # They disagree: what is written first.
        ("住民票の手数料は？", "vi", ["ja", "vi"]), ("How much is the fee?", "ja", ["en", "ja"]),
        ("How much is the fee?", "ja-easy", ["en", "ja-easy"]),
        # Nothing is known, or nothing that there is wording in.
        ("12345", "", ["ja", "en", "ja-easy"]), ("東京都", "", ["ja", "en", "ja-easy"]),
        ("😀", "", ["ja", "en", "ja-easy"]),
        ("bom dia, preciso do juminhyo", "", ["en", "ja-easy"]),
        ("saan po ang city hall", "ja", ["ja", "en", "ja-easy"]),
    ],
)  # fmt: skip
def test_an_unsure_beginning_is_asked_about(
    conversation: Conversation, said: str, locale: str, offered: list[str]
) -> None:
    conversation.locale = locale
    conversation.says(said)
    assert list_offered(conversation) == offered


def test_it_is_asked_under_the_answer_and_once(conversation: Conversation) -> None:
    conversation.locale = "en-US"
    said = conversation.says("住民票の手数料は？", expects="1通300円です。")
    assert str(said[-1]).count("日本語でよいですか。 / Language?") == 1
    assert [choice.label for choice in said[-1].choices[:3]] == ["日本語", "English", "ほかの言語"]
    assert "職員と話す" in [choice.label for choice in said[-1].choices]  # those of the answer stay
    conversation.says("粗大ごみの出し方は？", expects="粗大ごみ受付センター")
    assert list_offered(conversation) == []


def test_a_press_changes_the_language(conversation: Conversation) -> None:
    conversation.locale = "en-US"
    conversation.says("住民票の手数料は？")
    conversation.presses("English", expects="I will answer in English")
    conversation.says("12345")
    assert list_offered(conversation) == []
    assert conversation.tracker.language == "en"


def test_other_languages_are_a_press_away(conversation: Conversation) -> None:
    conversation.says("12345")
    conversation.presses("ほかの言語", expects="language.ask_language")
    conversation.presses("한국어", expects="이제부터 한국어로 답변합니다")


def test_it_is_not_asked_where_the_language_was_named_or_life_is_in_danger(conversation: Conversation) -> None:
    conversation.locale = "ja"
    conversation.says("English please", expects="I will answer in English")
    assert list_offered(conversation) == []
    other = Conversation(conversation.database, conversation._make_engine, "ja")
    other.says("Help, there is a fire in my house!", expects="119")
    assert list_offered(other) == []


def test_what_the_channel_knows_gives_way_to_the_first_words(conversation: Conversation) -> None:
    """A new friend is welcomed in the profile's language before anything was written."""
    conversation.locale = "vi"
    conversation.follows(expects="Chào mừng")
    assert conversation.tracker.language_by == "channel"
    conversation.says("住民票の手数料は？", expects="1通300円です。")
    assert conversation.tracker.language == "ja"
    assert list_offered(conversation) == ["ja", "vi"]


def test_the_channel_is_asked_for_the_language_at_the_beginning(conversation: Conversation) -> None:
    asked: list[str] = []

    def find_locale(inbound: Inbound) -> str:
        asked.append(inbound.address)
        return "ko"

    house = replace(conversation.engine.house, find_locale=find_locale)
    conversation.engine = DialogueEngine(house, conversation.engine._interpret)
    conversation.says("12345")
    assert conversation.tracker.language == "ko"
    conversation.says("12345")
    assert asked == [conversation.address]


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
    assert list_offered(conversation) == [], "it was asked already"
    conversation.says("ありがとう", expects="Glad to help.")


def test_two_utterances_in_another_language_are_offered_it_once(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？", expects="1通300円です。")
    conversation.says("How do I register my dog?")
    assert "Shall I go on in English?" not in str(conversation.last)
    conversation.says("And what does it cost to do so?", expects="Shall I go on in English?")
    assert [choice.label for choice in conversation.choices if "language.set" in choice.postback] == [
        "English",
        "日本語",
    ]
    conversation.says("I would like to know where to go")
    assert "Shall I go on in English?" not in str(conversation.last)
    assert conversation.tracker.language == "ja"
    asked = [row for row in conversation.rows(TrackerEventRow) if row.name == LanguageAsked.name]
    assert [row.data["about"] for row in asked] == ["en"]


def test_the_offer_is_taken_with_a_press_or_a_word(conversation: Conversation) -> None:
    conversation.says("住民票の手数料は？")
    conversation.says("Cho tôi hỏi về rác thải")
    conversation.says("Tôi muốn vứt rác cỡ lớn", expects="Chuyển sang tiếng Việt nhé?")
    conversation.presses("Tiếng Việt", expects="Từ bây giờ tôi sẽ trả lời bằng tiếng Việt.")


@pytest.mark.parametrize("words", [("ok", "no"), ("Maria Santos", "Jose Rizal"), ("Tokyo Tower", "12345")])
def test_what_may_be_any_language_offers_nothing(conversation: Conversation, words: tuple[str, str]) -> None:
    conversation.says("住民票の手数料は？")
    for word in words:
        conversation.says(word)
    assert conversation.tracker.languages_asked == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("other", LANGUAGES)
def test_one_word_changes_it_in_the_middle_of_a_form(citizen: Conversation, language: str, other: str) -> None:
    """The open question comes back in the new language, and what was answered stays."""
    citizen.presses(f"language.set?language={language}")
    citizen.presses("copies.start")
    citizen.presses("copies.fill?kind=tax")
    asked = citizen.tracker.active
    assert asked is not None
    citizen.says(NAMES[other], expects=citizen.engine.house.texts.get(other, "language.changed"))
    assert citizen.tracker.language == other
    assert citizen.tracker.active == asked


@pytest.mark.parametrize("word", ["english", "ENGLISH", "英語", "英語で", "tieng viet", "베트남어", "English please"])
def test_a_language_is_changed_by_any_of_its_names_in_a_form(citizen: Conversation, word: str) -> None:
    citizen.presses("language.set?language=ja")
    citizen.presses("copies.start")
    citizen.says(word)
    assert citizen.tracker.language in ("en", "vi")
