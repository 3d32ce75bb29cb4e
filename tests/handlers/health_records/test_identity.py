"""An identity provider proves whose an account is: exactly one person, or nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from bot.clients.identity.protocol import Departure, VerificationCancelled, VerifiedPerson
from bot.db import Database
from handlers.health_records.models import HealthPerson
from handlers.health_records.service.matching import find_match
from tests.handlers.health_records.files import SAKURA, bring_in, shot
from tests.handlers.health_records.pages import Pages

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HANAKO_SAID = VerifiedPerson("7", "山田　花子", date(1990, 3, 31), kana="やまだ はなこ")


@dataclass
class Reader:
    """A provider of two methods, that speaks no OpenID Connect."""

    says: VerifiedPerson | None
    id: str = "card-reader"
    name: str = "カードリーダー"
    tickets: list[str] = field(default_factory=list)

    def send_away(self, back_url: str) -> Departure:
        self.tickets.append(f"t{len(self.tickets)}")
        return Departure(f"{back_url}?ticket={self.tickets[-1]}", {"ticket": self.tickets[-1]})

    def receive(self, back_url: str, answer: Any, kept: Any) -> VerifiedPerson:
        assert answer["ticket"] == kept["ticket"]
        if self.says is None:
            raise VerificationCancelled("they went back")
        return self.says


def open_pages(database: Database, folder: Any, says: VerifiedPerson | None) -> Pages:
    return Pages(database, folder, change_house=lambda house: replace(house, open_identity=lambda: Reader(says)))


def test_whoever_is_verified_needs_no_code(database: Database, tmp_path: Any) -> None:
    pages = open_pages(database, tmp_path, HANAKO_SAID)
    citizen = pages.come().signs_in("1")
    assert "カードリーダーで確認する" in citizen.text
    citizen.opens("/health/identity")
    assert citizen.heading == "次回からの確認方法を決める"
    citizen.sends_mail_to("hanako@mail.example")
    assert citizen.enters_mailed().heading == "山田 花子"


@pytest.mark.parametrize(
    "said", [None, replace(HANAKO_SAID, birth_date=date(1990, 4, 1)), replace(HANAKO_SAID, kana="")]
)
def test_whoever_is_nobody_is_sent_to_the_counter(
    database: Database, tmp_path: Any, said: VerifiedPerson | None
) -> None:
    pages = open_pages(database, tmp_path, said)
    citizen = pages.come().signs_in("1").opens("/health/identity")
    assert (citizen.status, "ちょうど一人に一致しなかった" in citizen.text) == (422, True)
    assert citizen.opens("/health/identity/back", ticket="t0").heading == "ご本人の確認（初回のみ）"


def test_of_two_with_one_reading_the_name_decides_or_nobody(database: Database, tmp_path: Any) -> None:
    twin = {**SAKURA, "宛名番号": "9", "氏名": "山田 桜"}
    bring_in(database, tmp_path / "a.csv", [shot(SAKURA), shot(twin)])
    said = VerifiedPerson("8", "山田 桜", date(2023, 4, 1), kana="ヤマダ サクラ")
    with database.read() as session:
        found = find_match(session, database.vault, said)
        assert isinstance(found, HealthPerson)
        assert found.number == "9"
        assert find_match(session, database.vault, replace(said, name="山田 サクラ")) is None
