"""In which language whom it reaches, and a drill that nobody takes for real."""

from __future__ import annotations

import pytest

from bot.channels.line.render import render_messages
from bot.messages import Card, Carousel, Image, Text
from bot.services.broadcasts.content import choose_language, list_missing
from bot.services.broadcasts.drill import mark_drill
from bot.texts import LANGUAGES, load_texts

TEXTS = load_texts()


@pytest.mark.parametrize(
    ("wanted", "there", "given"),
    [
        ("vi", ("ja", "en", "vi"), "vi"),
        ("vi", ("ja", "en"), "en"),
        ("vi", ("ja", "ja-easy"), "ja-easy"),
        ("ja-easy", ("en", "ja"), "ja"),
        ("ja", ("en", "ja-easy"), "ja-easy"),
        ("ko", ("zh",), "zh"),
    ],
)
def test_who_reads_what(wanted: str, there: tuple[str, ...], given: str) -> None:
    assert choose_language(wanted, there) == given


def test_what_is_missing_says_what_its_readers_get() -> None:
    assert list_missing(("ja", "en")) == {"ja-easy": "ja", "zh": "en", "ko": "en", "vi": "en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_a_drill_that_has_words_says_so(language: str) -> None:
    word = TEXTS.get(language, "broadcasting.drill_word")
    said = [Text("逃げて"), Card("川", "水位"), Carousel((Card("一"), Card("二")))]
    marked = render_messages(mark_drill(said, language, TEXTS))
    assert len(marked) == 4
    assert marked[0]["text"] == TEXTS.get(language, "broadcasting.drill_sentence")
    assert all(word in str(message) for message in marked[1:])
    assert all(word in message["altText"] for message in marked if "altText" in message)
    assert str(marked[3]).count(word) >= 3


def test_a_picture_in_a_drill_comes_after_words_that_say_so() -> None:
    first, _ = mark_drill([Image("https://city.example/a.png", "https://city.example/a.png", "地図")], "ja", TEXTS)
    assert isinstance(first, Text)
