"""A language that a city adds by one file in its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.engine import DialogueEngine
from bot.errors import SetupError
from bot.messages import Card
from bot.texts import LANGUAGES, load_texts
from tests.dialogue.conversation import Conversation
from tests.dialogue.fixtures import conversation, demo_city, index_folder, interpreter, open_city  # noqa: F401

PORTUGUESE = """
name: Português
called: [portugues, ポルトガル語, portuguese]
texts:
  dialogue.talk_to_person: Falar com um atendente
  language.changed: De agora em diante respondo em português.
  faq.only_in_japanese: Esta resposta só existe em japonês.
  faq.office: Setor
  dialogue.offer_language: Continuar em português?
"""


def write(city: Path, words: str = PORTUGUESE, name: str = "pt.yml") -> Path:
    (city / "languages").mkdir(exist_ok=True)
    (city / "languages" / name).write_text(words, "utf-8")
    return city


@pytest.fixture
def brazilian(conversation: Conversation, tmp_path: Path) -> Conversation:  # noqa: F811
    """A citizen of a city that added Portuguese."""
    texts = load_texts(city=write(tmp_path))
    house = replace(conversation.engine.house, texts=texts)
    conversation.engine = DialogueEngine(house, conversation.engine._interpret)
    return conversation


def test_the_file_is_all_it_takes(tmp_path: Path) -> None:
    texts = load_texts(city=write(tmp_path))
    assert texts.languages == (*LANGUAGES, "pt")
    assert texts.name_language("pt") == "Português"
    assert texts.get("pt", "faq.office") == "Setor"
    assert texts.find_named("PORTUGUES") == texts.find_named("ポルトガル語") == "pt"
    assert texts.find_named("English") == ""


def test_what_is_missing_is_said_in_english_and_counted(tmp_path: Path) -> None:
    texts = load_texts(city=write(tmp_path))
    assert texts.get("pt", "faq.none") == texts.get("en", "faq.none")
    assert texts.get("pt", "dialogue.talk_to_person") not in (texts.get("en", "dialogue.talk_to_person"), "")
    assert len(texts.list_missing("pt")) == len(texts.list_citizens_keys()) - 6  # five and the name
    assert load_texts(city=tmp_path / "nowhere").languages == LANGUAGES


def test_a_city_that_adds_nothing_has_the_six(tmp_path: Path) -> None:
    assert load_texts(city=tmp_path).languages == LANGUAGES


@pytest.mark.parametrize(
    ("words", "name", "fault"),
    [
        ("name: [", "pt.yml", "not readable"),
        ("texts: {}", "pt.yml", "`name` must say"),
        ("name: Português", "pt-BR.yml", "two or three letters"),
        ("name: Português\ncalled: portugues", "pt.yml", "`called` must be a list"),
        ("name: Português\ntexts: [a]", "pt.yml", "`texts` must be wording"),
        ("name: Português\nwords: {}", "pt.yml", "words: no such entry"),
        ("name: Português\ntexts: {faq.nothing: Oi}", "pt.yml", "faq.nothing: no such text key"),
        ("name: Português\ntexts: {faq.none: ''}", "pt.yml", "faq.none: must be wording"),
        ("name: Português\ntexts: {faq.none: 'a {b}'}", "pt.yml", "nothing is filled in for {b}"),
        ("name: Português\ntexts: {faq.none: 'a {b'}", "pt.yml", "faq.none: expected '}'"),
        ("name: やさしい日本語", "ja.yml", "ja is one of the counter's own"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tmp_path: Path, words: str, name: str, fault: str) -> None:
    with pytest.raises(SetupError) as told:
        load_texts(city=write(tmp_path, words, name))
    assert name in str(told.value) and fault in str(told.value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_is_guessed_offered_understood_and_shown(brazilian: Conversation) -> None:
    brazilian.says("bom dia, preciso falar com alguem")
    assert brazilian.tracker.language == "pt"
    brazilian.says("住民票の手数料は？", expects="Esta resposta só existe em japonês.")
    card = brazilian.last[-1]
    assert isinstance(card, Card)
    assert card.facts == (("Setor", "Citizen Service Counter"),)
    brazilian.says("language", expects="language.ask_language")
    assert brazilian.labels[:7][-1] == "Português"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("word", ["Português", "portugues", "ポルトガル語", "ポルトガル語でお願いします"])
def test_its_name_changes_to_it_at_any_step(brazilian: Conversation, word: str) -> None:
    brazilian.says("住民票の手数料は？")
    brazilian.presses("my_data.delete", expects="my_data.delete_title")
    brazilian.says(word, expects="De agora em diante respondo em português.")
    assert brazilian.tracker.language == "pt"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_writes_it_twice_is_offered_it(brazilian: Conversation) -> None:
    brazilian.says("住民票の手数料は？")
    brazilian.says("não entendi nada, desculpe")
    brazilian.says("quero cadastrar meu cachorro", expects="Continuar em português?")
    brazilian.presses("Português", expects="De agora em diante respondo em português.")
