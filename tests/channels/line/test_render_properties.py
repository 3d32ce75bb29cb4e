"""Whatever handlers say, LINE takes it."""

from __future__ import annotations

from typing import Any

import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.line.actions import has_usable_url, render_quick_action
from bot.channels.line.flex import describe_card, render_card
from bot.channels.line.limits import ALT_TEXT, ELLIPSIS, count_units, drop_unsendable, is_visible
from bot.channels.line.render import render_messages
from bot.messages import Asks, Card, Carousel, Choice, Image, Message, Place, Table, Text
from tests.channels.line.conftest import Judge

_PARTS = (
    "",
    " ",
    "あ",
    "。",
    "a",
    "\n",
    "👨‍👩‍👧‍👦",
    "🇯🇵",
    "\u200b",
    "\u0301",
    "\x00",
    "\ud800",
    "\u9ad9\ufa11\U00020bb7",  # 3 kanji of names, the last outside the first plane
    "\u845b\U000e0100",  # one kanji in a variant of its own
    "\u202e\u200f\u0627",  # from right to left
    "LINE",
    "https://city.example/",
)


@st.composite
def _long_texts(draw: st.DrawFn) -> str:
    """A few words, repeated until they are some 100,000 characters long."""
    words = draw(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=4))
    return "".join(words) * draw(st.sampled_from((1, 3, 15, 150, 1_700, 25_000)))


_TEXTS = st.one_of(st.just(""), st.text(max_size=30), st.text(st.characters(), max_size=30), _long_texts())
_URLS = st.one_of(
    _TEXTS,
    st.builds("https://city.example/{}".format, _TEXTS),
    st.builds("{}:{}".format, st.sampled_from(("http", "HTTPS", "tel", "line", "javascript")), _TEXTS),
)
_BOUNDS = st.one_of(
    _TEXTS, st.dates().map(str), st.times().map("{:%H:%M}".format), st.datetimes().map("{:%Y-%m-%dT%H:%M}".format)
)
_CHOICES = st.builds(
    Choice,
    label=_TEXTS,
    postback=_TEXTS,
    url=st.just("") | _URLS,
    text=_TEXTS,
    asks=st.just("") | st.sampled_from(Asks),
    earliest=_BOUNDS,
    latest=_BOUNDS,
)


def _choice_tuples(maximum: int) -> st.SearchStrategy[tuple[Choice, ...]]:
    few = st.lists(_CHOICES, max_size=4)
    return st.one_of(few, few.map(lambda some: some * maximum)).map(lambda some: tuple(some[:maximum]))


_TABLES = st.integers(1, 4).flatmap(
    lambda width: st.builds(
        Table,
        headers=st.tuples(*[_TEXTS] * width),
        rows=st.lists(st.tuples(*[_TEXTS] * width), min_size=1, max_size=3).map(lambda rows: tuple(rows * 12)),
        caption=_TEXTS,
        below=_TEXTS,
    )
)
_CARDS = st.builds(
    Card,
    tables=st.lists(_TABLES, max_size=2).map(tuple),
    title=_TEXTS,
    text=_TEXTS,
    facts=st.lists(st.tuples(_TEXTS, _TEXTS), max_size=4).map(lambda facts: tuple(facts * 10)),
    buttons=_choice_tuples(20),
    note=_TEXTS,
    alt=_TEXTS,
    choices=_choice_tuples(40),
)
_CARD_TUPLES = st.lists(_CARDS, max_size=3).flatmap(
    lambda cards: st.sampled_from((1, 5, 17)).map(lambda times: tuple(cards * times))
)
_MESSAGES: st.SearchStrategy[Message] = st.one_of(
    st.builds(Text, text=_TEXTS, choices=_choice_tuples(40)),
    _CARDS,
    st.builds(Carousel, cards=_CARD_TUPLES, alt=_TEXTS, choices=_choice_tuples(40)),
    st.builds(Image, url=_URLS, preview_url=_URLS, alt=_TEXTS, choices=_choice_tuples(3)),
    st.builds(Place, _TEXTS, _TEXTS, st.floats(), st.floats(-200, 200), choices=_choice_tuples(3)),
)


def _has_words(messages: list[Message]) -> bool:
    return any(isinstance(message, Text) and any(map(str.isalnum, message.text)) for message in messages)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(messages=st.lists(_MESSAGES, min_size=1, max_size=9))
def test_everything_rendered_is_taken_by_line(judge: Judge, messages: list[Message]) -> None:
    rendered = render_messages(messages)
    if rendered:
        judge(rendered)
    assert rendered or not _has_words(messages)
    assert all("quickReply" not in message for message in rendered[:-1])
    _check_way_out(messages, rendered)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(card=_CARDS)
def test_what_is_read_aloud_is_never_empty_and_keeps_whole_characters(card: Card) -> None:
    rendered = render_card(card)
    if rendered is None:
        return
    alt = rendered["altText"]
    assert is_visible(alt) or alt == ELLIPSIS
    assert count_units(alt) <= ALT_TEXT.maximum
    whole = _list_clusters(drop_unsendable(describe_card(card)[: 10 * ALT_TEXT.maximum]))
    said = _list_clusters(alt)
    kept = said if said == whole[: len(said)] else _list_clusters(alt.removesuffix(ELLIPSIS))
    assert kept == whole[: len(kept)]


def _list_clusters(text: str) -> list[str]:
    return regex.findall(r"\X", text)


def _check_way_out(messages: list[Message], rendered: list[dict[str, Any]]) -> None:
    choices = [choice for message in messages for choice in message.choices if has_usable_url(choice)]
    if rendered and choices:
        items = rendered[-1]["quickReply"]["items"]
        assert items[-1]["action"] == render_quick_action(choices[-1])
