"""In disaster mode what is about disasters comes first among what fits as well."""

from __future__ import annotations

import pytest

from bot.city import City
from handlers.faq.preferring import prefer
from knowledge.search import Band, Hit, SearchResult
from tests.dialogue.conversation import Conversation
from tests.disaster_switch import switch_mode


def hit(name: str, score: float) -> Hit:
    """`living-1` is of the category living."""
    category = name.partition("-")[0]
    return Hit(name, "faq", name, "text", "", "", None, score, "ja", "", category, "", "", None)


def ids(found: SearchResult) -> list[str]:
    return [one.id for one in found.hits]


HITS = (hit("living-1", 1.0), hit("disaster-1", 0.9), hit("tax-1", 0.85), hit("disaster-2", 0.5))


@pytest.mark.parametrize(
    ("band", "probability", "wanted", "first"),
    [
        (Band.CANDIDATES, 0.5, Band.CANDIDATES, "disaster-1"),
        (Band.ANSWER, 0.8, Band.CANDIDATES, "disaster-1"),  # nobody has said that the other one is right
        (Band.ANSWER, 0.97, Band.ANSWER, "living-1"),
        (Band.DECLINE, 0.1, Band.DECLINE, "living-1"),
    ],
)
def test_who_comes_first(band: Band, probability: float, wanted: Band, first: str) -> None:
    found = prefer(SearchResult("q", band, probability, HITS), ["disaster"])
    assert (found.band, found.hits[0].id) == (wanted, first)
    assert sorted(ids(found)) == sorted(one.id for one in HITS)


def test_what_is_far_stays_where_it_was() -> None:
    found = prefer(SearchResult("q", Band.CANDIDATES, 0.5, HITS), ["disaster"])
    assert ids(found) == ["disaster-1", "living-1", "tax-1", "disaster-2"]
    same = SearchResult("q", Band.ANSWER, 0.8, HITS)
    assert prefer(same, ["living"]) == same


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestAtTheCounter:
    QUESTION = "犬の手数料"

    @pytest.fixture
    def open_city(self, open_city: City) -> City:
        """What the small FAQ has instead of disasters."""
        rules = open_city.disaster_mode.model_copy(update={"faq_categories": ["animals"]})
        return open_city.model_copy(update={"disaster_mode": rules})

    def test_on_and_off(self, conversation: Conversation) -> None:
        conversation.says(self.QUESTION)
        usual = conversation.labels
        switch_mode(conversation.database, is_on=True)
        conversation.says(self.QUESTION)
        during = conversation.labels
        switch_mode(conversation.database, is_on=False)
        conversation.says(self.QUESTION)
        assert conversation.labels == usual
        assert during[0].startswith("犬を飼い始めました") and not usual[0].startswith("犬")
