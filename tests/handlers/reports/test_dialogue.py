"""From a hole in the road to a number, as a citizen says it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.clock import utc_now
from bot.messages import Card, InboundKind, Location
from bot.models.outbox import OutboxRow
from handlers.reports.models import DamageIncident, DamagePhoto, DamageReport, Mark, Precision
from handlers.reports.service.catalogue import find_catalogue
from handlers.reports.service.places import open_gazetteer
from handlers.reports.service.submitting import Told, submit
from tests.dialogue.conversation import Conversation
from tests.disaster_switch import switch_mode

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = (36.6485, 138.1942)


def facts(citizen: Conversation) -> dict[str, str]:
    return {name: value for message in citizen.last if isinstance(message, Card) for name, value in message.facts}


def texts(citizen: Conversation) -> str:
    return "\n".join(str(message) for message in citizen.last)


def sends_place(citizen: Conversation, latitude: float, longitude: float, expects: str = "") -> None:
    citizen._send(InboundKind.LOCATION, expects, location=Location(latitude, longitude, "", "中央一丁目2"))


def report(citizen: Conversation, kind: str = "road", place: tuple[float, float] = HERE, words: str = "穴") -> None:
    citizen.presses("reports.start", expects="reports.ask_kind")
    citizen.presses(f"reports.fill?kind={kind}", expects="reports.ask_place")
    sends_place(citizen, *place, expects="reports.ask_words")
    citizen.says(words, expects="reports.ask_photo")
    citizen.presses("写真なし", expects="reports.check_title")
    citizen.presses("はい", expects="reports.received_title")


def read(citizen: Conversation, what: type[Any]) -> list[Any]:
    with citizen.database.read() as session:
        found = list(session.exec(select(what).order_by(col(what.id))))
        session.expunge_all()
    return found


def test_what_is_said_at_once_is_not_asked(conversation: Conversation) -> None:
    conversation.says("家の前の市道に大きな穴があいています", expects="reports.ask_place")
    conversation.says("川辺の郵便局の前", expects="reports.ask_photo")
    conversation.sends_image(expects="reports.check_title")
    assert facts(conversation)["種類"] == "道路・橋"
    assert facts(conversation)["様子"] == "家の前の市道に大きな穴があいています"
    conversation.presses("はい", expects="reports.received_title")
    (kept,) = read(conversation, DamageReport)
    (incident,) = read(conversation, DamageIncident)
    (photo,) = read(conversation, DamagePhoto)
    assert (kept.number, kept.marks, kept.incident_id) == ("R-000001", [], incident.id)
    assert (incident.kind, incident.area, incident.precision) == ("road", "kawabe", Precision.TOWN)
    assert (incident.department, incident.reports) == ("roads", 1)
    assert photo.content is None and photo.message_id
    assert facts(conversation)["受付番号"] == "R-000001"
    assert "/reports/" in texts(conversation) and "市道" not in texts(conversation)


def test_the_kinds_of_a_disaster_are_a_press_away(conversation: Conversation) -> None:
    conversation.presses("reports.start", expects="reports.ask_kind")
    conversation.presses("災害の被害", expects="reports.ask_kind")
    assert "浸水・冠水" in conversation.labels and "街灯" not in conversation.labels
    conversation.presses("災害ではない", expects="reports.ask_kind")
    assert "街灯" in conversation.labels


def test_in_disaster_mode_the_kinds_of_a_disaster_come_first(conversation: Conversation) -> None:
    conversation.presses("reports.start", expects="reports.ask_kind")
    usual = conversation.labels
    switch_mode(conversation.database, is_on=True)
    conversation.presses("reports.start", expects="reports.ask_kind")
    assert conversation.labels[0] == "浸水・冠水" and "災害の被害" not in conversation.labels
    conversation.presses("災害ではない", expects="reports.ask_kind")
    assert conversation.labels == usual
    switch_mode(conversation.database, is_on=False)
    conversation.presses("reports.start", expects="reports.ask_kind")
    assert conversation.labels == usual


def test_where_somebody_may_be_in_danger_the_numbers_come_first(conversation: Conversation) -> None:
    conversation.presses("reports.start", expects="reports.ask_kind")
    conversation.presses("災害の被害")
    conversation.presses("助けが必要な人", expects="reports.danger_first")
    assert [choice.url for choice in conversation.choices if choice.url.startswith("tel:")] == ["tel:119", "tel:110"]


def test_a_sure_emergency_stays_one(conversation: Conversation) -> None:
    conversation.presses("reports.start", expects="reports.ask_kind")
    conversation.says("家が火事です、助けてください", expects="emergency.call_now")


def test_what_lies_nearby_is_one_incident(conversation: Conversation) -> None:
    report(conversation)
    report(conversation, place=(HERE[0] + 0.0003, HERE[1]))  # 33 m
    report(conversation, place=(HERE[0] + 0.01, HERE[1]))  # 1.1 km
    report(conversation, kind="light")
    incidents = read(conversation, DamageIncident)
    assert [(one.kind, one.reports) for one in incidents] == [("road", 1), ("road", 1), ("light", 1)]  # of one person
    assert [one.incident_id for one in read(conversation, DamageReport)] == [1, 1, 2, 3]


def test_a_place_outside_is_said_and_kept(conversation: Conversation) -> None:
    report(conversation, place=(35.68, 139.76))
    assert "市の外" in texts(conversation)
    (kept,) = read(conversation, DamageReport)
    assert (kept.marks, kept.incident_id) == ([Mark.OUTSIDE], None)


def test_a_report_without_a_place_asks_for_it(conversation: Conversation) -> None:
    conversation.presses("reports.start")
    conversation.presses("街灯", expects="reports.ask_place")
    conversation.presses("あとで地図", expects="reports.ask_words")
    conversation.presses("特にない", expects="reports.ask_photo")
    conversation.presses("写真なし", expects="reports.check_title")
    conversation.presses("はい", expects="reports.received_no_place")
    (incident,) = read(conversation, DamageIncident)
    assert incident.precision == Precision.NONE


def test_a_storm_of_one_person_is_kept_and_marked(conversation: Conversation) -> None:
    report(conversation)
    city, now = conversation.engine.house.city, utc_now()
    catalogue, gazetteer = find_catalogue(city), open_gazetteer(city)
    assert catalogue is not None

    def send(session: Session, number: int) -> DamageReport:
        place = gazetteer.point(36.62 + number % 80 / 800, 138.20)
        told = Told("road", "穴があります", place, "", "ja")
        return submit(session, catalogue, gazetteer, 1, told, now + timedelta(seconds=number))

    with conversation.database.write() as session:
        for number in range(1000):
            send(session, number)
    reports, incidents = read(conversation, DamageReport), read(conversation, DamageIncident)
    assert len(reports) == 1001
    assert sum(Mark.MANY in one.marks for one in reports) == 1001 - catalogue.most_a_day
    assert len(incidents) == catalogue.most_a_day
    assert all(one.incident_id is None for one in reports if Mark.MANY in one.marks)
    report(conversation)
    assert "今日は多くの通報" in texts(conversation)


def test_the_citizen_sees_their_reports(conversation: Conversation) -> None:
    conversation.presses("reports.mine", expects="reports.none_made")
    report(conversation)
    conversation.presses("reports.mine", expects="reports.state_received")


def test_nothing_of_what_was_written_leaves_by_itself(conversation: Conversation) -> None:
    report(conversation, words="佐藤さんの家の前")
    with conversation.database.read() as session:
        last = session.exec(select(OutboxRow).order_by(col(OutboxRow.id).desc())).first()
        assert last is not None and "佐藤" not in str(last.messages)
