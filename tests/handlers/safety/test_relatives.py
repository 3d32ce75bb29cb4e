"""Relatives who know the word are told how somebody is, and nobody else anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import utc_now
from bot.models.relatives import SafeWord
from bot.services.personal_data import erase
from bot.services.relatives import KEPT, purge_words
from handlers.safety import public
from handlers.safety.models import SafetyCheck
from tests.dialogue.conversation import Conversation
from tests.handlers.shelters.city import serve

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAME, BIRTH, WORD = "緑野 花子", "1980-04-05", "さくら餅"
FORM = {"name": NAME, "birth": BIRTH, "word": WORD, "consent": "yes"}


class Family:
    """One citizen, our pages, and whoever asks on them."""

    def __init__(self, citizen: Conversation) -> None:
        self.citizen = citizen
        self.client = serve(citizen.database, public).test_client()
        with citizen.database.write() as session:
            session.add(SafetyCheck(asked_at=utc_now()))
        citizen.presses("safety.start", expects="safety.nothing_asked")
        self.page = next(one.url for one in citizen.choices if "/safety/word/" in one.url).partition("//")[2]
        self.page = self.page[self.page.index("/") :]

    def posts(self, path: str, **data: str) -> Any:
        token = self.client.get(path).text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.client.post(path, data={**data, "csrf_token": token}, follow_redirects=True)

    def agrees(self, **other: str) -> Any:
        return self.posts(self.page, **{**FORM, **other})

    def asks(self, **other: str) -> str:
        asked = {"name": NAME, "birth": BIRTH, "word": WORD, **other}
        return str(self.posts("/shelters/family?lang=ja", **asked).text)


@pytest.fixture
def family(conversation: Conversation) -> Family:
    return Family(conversation)


def test_relatives_hear_what_was_said_last(family: Family) -> None:
    assert "見つかりませんでした" in family.asks()
    assert "記録しました" in family.agrees().text
    assert "まだ答えていません" in family.asks(name="緑野花子")
    family.citizen.sends_postback("safety.answer?check=1&is=safe")
    assert "「無事」と答えました" in family.asks()
    family.citizen.sends_postback("safety.answer?check=1&is=help")
    assert "「助けが必要」と答え" in family.asks()
    assert "見つかりませんでした" in family.asks(word="もみじ餅")
    assert NAME not in repr(family.citizen.last)


def test_who_answered_before_is_found_at_once_and_in_a_drill_nothing_is_said(family: Family) -> None:
    family.citizen.sends_postback("safety.answer?check=1&is=safe")
    family.agrees()
    with family.citizen.database.write() as session:
        session.add(SafetyCheck(asked_at=utc_now(), is_drill=True))
    family.citizen.sends_postback("safety.answer?check=2&is=help")
    assert "「無事」と答えました" in family.asks()


@pytest.mark.parametrize("missing", [{"consent": ""}, {"word": "abc"}, {"birth": "?"}, {"name": " "}])
def test_nothing_is_kept_without_consent_or_a_whole_answer(family: Family, missing: dict[str, str]) -> None:
    assert family.agrees(**missing).status_code == 422
    assert family.citizen.rows(SafeWord) == []


def test_it_can_be_taken_back_goes_with_the_data_and_is_forgotten(family: Family) -> None:
    family.agrees()
    assert "消しました" in family.posts(family.page, forget="1").text
    assert "見つかりませんでした" in family.asks()
    family.agrees()
    with family.citizen.database.write() as session:
        purge_words(session, utc_now() + KEPT - timedelta(hours=1))
    assert len(family.citizen.rows(SafeWord)) == 1
    with family.citizen.database.write() as session:
        purge_words(session, utc_now() + KEPT + timedelta(hours=1))
    assert family.citizen.rows(SafeWord) == []
    family.agrees()
    with family.citizen.database.write() as session:
        erase(session, family.citizen.id, 0, utc_now())
    assert "見つかりませんでした" in family.asks()


def test_a_link_of_another_kind_opens_nothing(family: Family) -> None:
    assert family.client.get("/safety/word/forged?lang=ja").status_code == 410
