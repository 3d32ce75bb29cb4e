"""Questions about other cities' affairs, asked of a city whose FAQ is as real ones are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.search import Band, Knowledge
from knowledge.sources.faq_file import import_faq_file
from tests.knowledge.conftest import WriteFile

ROWS = (
    "1,粗大ごみの出し方は。,長野市では、受付センターに電話で申し込みます。",
    "2,図書館を市外の人が使えますか。,須坂市にお住まいの方も、長野市の図書館を使えます。",
    "3,長野市の人口は。,およそ36万人です。",
    "4,子どもの医療費は。,長野県の制度です。長野市に申請してください。",
    *(f"{number},窓口{number}の受付時間は。,長野市の窓口{number}は午前8時30分からです。" for number in range(5, 25)),
)


@pytest.fixture
def nagano(database: Database, folder: Path, write_faq: WriteFile) -> Knowledge:
    import_faq_file(database, write_faq(*ROWS, header="id,question,answer"))
    build_index(database, HashingEncoder(), folder)
    return Knowledge(database, HashingEncoder(), folder)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("横浜市の粗大ごみの出し方は。", "横浜市"),
        ("大阪の粗大ごみの出し方は。", "大阪"),
        ("東京都の子どもの医療費は。", "東京都"),
        ("松本市で図書館を市外の人が使えますか。", "松本市"),
    ],
)
def test_other_cities_affairs_are_not_answered(nagano: Knowledge, text: str, place: str) -> None:
    found = nagano.search(text)
    assert (found.elsewhere, found.band) == (place, Band.DECLINE)
    assert found.probability < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "長野市の粗大ごみの出し方は。",
        "長野の粗大ごみの出し方は。",
        "長野県の子どもの医療費は。",
        "須坂市の人は図書館を使えますか。",  # the hit names it
        "横浜市から引っ越しました。粗大ごみの出し方は。",
        "横浜市と長野市の人口は。",
        "粗大ごみの出し方は。",
    ],
)
def test_our_own_affairs_are(nagano: Knowledge, text: str) -> None:
    found = nagano.search(text)
    assert not found.elsewhere
    assert found.probability > nagano.search("大阪の粗大ごみの出し方は。").probability


def test_a_young_faq_that_never_names_its_city_knows_it_from_the_city_file(
    database: Database, folder: Path, write_faq: WriteFile
) -> None:
    import_faq_file(
        database, write_faq("1,ごみの出し方は。,センターに電話で申し込みます。", header="id,question,answer")
    )
    build_index(database, HashingEncoder(), folder)
    knowledge = Knowledge(database, HashingEncoder(), folder, home=("松本市", "長野県"))
    assert not knowledge.search("松本市のごみの出し方は。").elsewhere
    assert not knowledge.search("松本のごみの出し方は。").elsewhere
    assert not knowledge.search("長野県のごみの出し方は。").elsewhere
    assert knowledge.search("大阪市のごみの出し方は。").elsewhere == "大阪市"
