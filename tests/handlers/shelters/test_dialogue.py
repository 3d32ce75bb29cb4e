"""Where to flee to, in conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from bot.messages import Card, Carousel, InboundKind, Location, Text
from bot.models.hazards import Hazard as HazardRow
from handlers.shelters.models import Shelter, ShelterState
from tests.dialogue.conversation import Conversation
from tests.handlers.shelters.files import PARK, SCHOOL, SOUTH, import_rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HALL = {**SCHOOL, "ID": "M4", "名称": "中央公民館", "緯度": "36.6500", "ペット同行": "", "バリアフリー": ""}


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    import_rows(conversation.database, SCHOOL, PARK, SOUTH, HALL)
    return conversation


def cards(citizen: Conversation) -> list[Card]:
    return [card for message in citizen.last if isinstance(message, Carousel) for card in message.cards]


def titles(citizen: Conversation) -> list[str]:
    return [card.title for card in cards(citizen)]


def first_line(citizen: Conversation) -> str:
    message = citizen.last[0]
    assert isinstance(message, Text)
    return message.text.split("\n")[0]


def facts(card: Card) -> dict[str, str]:
    return dict(card.facts)


def open_shelter(database: Database, name: str, crowding: str = "") -> None:
    with database.write() as session:
        shelter = session.exec(select(Shelter).where(Shelter.name == name)).one()
        assert shelter.id is not None
        now = utc_now() - timedelta(hours=1)
        session.add(ShelterState(shelter_id=shelter.id, is_open=True, opened_at=now, changed_at=now, crowding=crowding))


def sends_location(citizen: Conversation, latitude: float, longitude: float, expects: str = "") -> None:
    citizen._send(InboundKind.LOCATION, expects, location=Location(latitude, longitude))


def test_a_location_and_a_hazard_and_the_nearest_stands_in_the_first_line(citizen: Conversation) -> None:
    citizen.says("近くの避難所はどこですか", expects="shelters.ask_place")
    assert citizen.labels[:2] == [citizen.engine.house.texts.get("ja", "dialogue.share_location"), "中央地区"]
    sends_location(citizen, 36.6481, 138.1919, expects="shelters.ask_hazard")
    citizen.presses("洪水", expects="shelters.first")
    assert first_line(citizen).startswith("いちばん近いのは「中央小学校」です（北西へ約10m）")
    assert titles(citizen) == ["中央小学校", "中央公民館", "川辺小学校"]  # the park is not for floods
    school = cards(citizen)[0]
    assert facts(school)["高さ"] == "海抜363m"
    assert facts(school)["設備"] == "バリアフリー・ペット同行可"
    assert facts(school)["使える災害"] == "洪水・地震"
    assert [button.url for button in school.buttons] == [
        "https://www.openstreetmap.org/?mlat=36.648200&mlon=138.191800#map=17/36.648200/138.191800",
        "tel:0260008001",
    ]


def test_one_sentence_is_enough(citizen: Conversation) -> None:
    citizen.says("川辺で洪水のとき行ける避難所はどこですか", expects="shelters.first")
    assert titles(citizen)[0] == "川辺小学校"
    assert "川辺の真ん中" in citizen.last[0].text  # type: ignore[union-attr]


def test_open_ones_come_first_and_full_ones_after_them(citizen: Conversation) -> None:
    open_shelter(citizen.database, "中央公民館", "some")
    citizen.says("中央一丁目で地震のときの避難所", expects="shelters.first_open")
    assert titles(citizen)[0] == "中央公民館"
    assert facts(cards(citizen)[0])["混み具合"] == "まだ入れます"
    assert "開いています" in facts(cards(citizen)[0])["開設"]
    open_shelter(citizen.database, "中央小学校", "full")
    citizen.says("中央1丁目で地震のときの避難所", expects="shelters.first_open")
    assert titles(citizen)[:2] == ["中央公民館", "中央小学校"]


def is_in_force(database: Database, kind: str, grade: str, *, is_drill: bool = False, **more: str) -> None:
    now = utc_now()
    with database.write() as session:
        row = HazardRow(source=f"{kind}-{grade}", kind=kind, area="2099900", grade=grade, since=now, reported_at=now)
        row.is_drill, row.district, row.word = is_drill, more.get("district", ""), more.get("word", "")
        session.add(row)


def test_what_is_in_force_elsewhere_in_the_city_is_not_meant(citizen: Conversation) -> None:
    is_in_force(citizen.database, "river", "danger", district="南部地区")
    citizen.says("中央一丁目の避難所", expects="shelters.ask_hazard")
    citizen.presses("dialogue.cancel")
    citizen.says("川辺の避難所", expects="shelters.for_hazard_in_force")  # a town of that district
    is_in_force(citizen.database, "landslide", "danger", district="中央地区の一部")  # which our list doesn't have
    citizen.says("中央一丁目の避難所", expects="「土砂災害」")


def test_an_order_to_evacuate_says_what_from(citizen: Conversation) -> None:
    is_in_force(citizen.database, "evacuation", "danger", district="kawabe", word="flood")
    citizen.says("川辺の避難所", expects="shelters.for_hazard_in_force")
    assert "中央公園" not in titles(citizen)  # which is not for floods
    citizen.says("中央一丁目の避難所", expects="shelters.ask_hazard")


def test_what_is_in_force_is_not_asked_for(citizen: Conversation) -> None:
    is_in_force(citizen.database, "earthquake", "warning", is_drill=True)
    is_in_force(citizen.database, "landslide", "advisory")
    citizen.says("中央一丁目の避難所", expects="shelters.ask_hazard")  # a drill, and what nobody flees from yet
    citizen.presses("dialogue.cancel")
    is_in_force(citizen.database, "river", "danger")
    citizen.says("中央一丁目の避難所", expects="shelters.for_hazard_in_force")
    assert "中央公園" not in titles(citizen)  # which is not for floods
    citizen.says("中央一丁目で火事のときの避難所", expects="shelters.for_hazard")
    assert titles(citizen) == ["中央公園"]


def test_what_one_brings_along(citizen: Conversation) -> None:
    citizen.says("犬と一緒に行ける避難所を教えて。中央一丁目です", expects="shelters.ask_hazard")
    citizen.presses("急いでいる", expects="shelters.first")
    assert "中央公民館" not in titles(citizen)


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("川辺", "川辺小学校"),
        ("南部地区です", "川辺小学校"),
        ("ピンはここ https://www.openstreetmap.org/?mlat=36.6001&mlon=138.2201#map=17", "川辺小学校"),
        ("https://maps.google.com/?q=36.6001,138.2201", "川辺小学校"),
        ("389-9917", "川辺小学校"),
        ("川辺小学校のあたり", "川辺小学校"),
        ("かわべ", "川辺小学校"),
    ],
)
def test_a_place_by_name_pin_or_postal_code(citizen: Conversation, said: str, first: str) -> None:
    citizen.says("避難所はどこ", expects="shelters.ask_place")
    citizen.says(said, expects="shelters.ask_hazard")
    citizen.presses("急いでいる")
    assert titles(citizen)[0] == first


def test_a_place_that_is_none_is_asked_for_again(citizen: Conversation) -> None:
    citizen.says("避難所はどこ")
    citizen.says("あのあたり", expects="shelters.ask_place_again")
    citizen.presses("南部地区", expects="shelters.ask_hazard")


def test_a_location_that_nobody_asked_for(citizen: Conversation) -> None:
    sends_location(citizen, 36.6001, 138.2201, expects="dialogue.location")
    citizen.presses("近くの避難所", expects="shelters.ask_hazard")
    citizen.presses("地震")
    assert titles(citizen)[0] == "川辺小学校"


def test_outside_the_city_and_a_hazard_that_no_shelter_is_for(citizen: Conversation) -> None:
    citizen.says("避難所はどこ")
    sends_location(citizen, 36.2, 138.2, expects="shelters.ask_hazard")
    assert "津波" not in citizen.labels  # no shelter is for it
    citizen.presses("急いでいる", expects="shelters.outside")
    citizen.sends_postback("shelters.near?place=area:kawabe&hazard=tsunami", expects="026-000-1701")


def test_buttons_that_are_none(citizen: Conversation) -> None:
    citizen.sends_postback("shelters.near?place=&hazard=flood", expects="dialogue.expired")
    citizen.sends_postback("shelters.near?place=area:kawabe&hazard=boredom", expects="dialogue.expired")
    citizen.sends_postback("shelters.near?place=area:atlantis&hazard=flood", expects="shelters.unknown")


def test_danger_is_still_danger(citizen: Conversation) -> None:
    citizen.says("避難所はどこ")
    citizen.says("助けて、水が家に入ってきて逃げられない", expects="119")


def test_in_english(citizen: Conversation) -> None:
    citizen.says("Where is the nearest shelter?", expects="shelters.ask_place")
    citizen.says("Kawabe", expects="shelters.ask_hazard")
    citizen.presses("Flood")
    assert first_line(citizen).startswith("Nearest: Kawabe School (about")


def test_a_city_without_a_list_says_whom_to_call(conversation: Conversation) -> None:
    conversation.says("近くの避難所はどこですか", expects="faq.not_yet_shelter_search")
    conversation.presses("shelters.start", expects="026-000-1701")
