"""Two hundred messages from one citizen: told once, all kept, an emergency answered, and nobody else waits."""

from __future__ import annotations

from bot.dialogue.flood import MANY
from bot.models.inbox import InboxRow
from bot.models.tracker_event import TrackerEventRow
from bot.simulator.line import SimulatedLine
from bot.simulator.records import Sent, Via
from tests.channels.web.conftest import Visitor
from tests.scenarios.office import Citizen, Office, list_words

FLOOD = 200
A_MINUTE_AND_MORE = 70_000  # milliseconds


def pour(line: SimulatedLine, citizen: Citizen, texts: list[str]) -> None:
    """All at once, in one body, as LINE delivers what piled up."""
    assert line.deliver([line.build_text_event(citizen.id, text) for text in texts]).status == 200


def words_of(sent: Sent) -> str:
    return "\n".join(list_words(list(sent.messages)))


def last_heard(office: Office, address: str) -> int:
    """The id of the last tracker event of a LINE citizen's own words."""
    with office.counter.database.read() as session:
        conversation_id = office.find_conversation(session, address).id
    events = [row for row in office.rows(TrackerEventRow) if row.name == "user_uttered"]
    return max(row.id for row in events if row.conversation_id == conversation_id)


def test_a_flood_is_told_once_and_delays_nobody(office: Office, line: SimulatedLine) -> None:
    flooder, other = Citizen(office), Citizen(office)
    told = office.counter.texts.get("ja", "dialogue.too_many")
    pour(line, flooder, ["ね" * number for number in range(1, FLOOD + 1)])
    assert other.says("こんにちは").status == 200

    answers = flooder.hears()
    assert len(answers) == MANY + 1
    assert [words_of(sent) for sent in answers].index(told) == MANY
    assert {sent.via for sent in (*answers, *other.hears())} == {Via.REPLY}
    assert len(office.rows(InboxRow)) == FLOOD + 1
    assert {status for _, status in office.statuses()} == {"done"}
    assert last_heard(office, other.id) < last_heard(office, flooder.id)


def test_an_emergency_in_a_flood_is_answered_and_later_everything_is(office: Office, line: SimulatedLine) -> None:
    flooder = Citizen(office)
    pour(line, flooder, ["ね" * number for number in range(1, 2 * MANY + 1)])
    flooder.hears()
    assert flooder.is_told("火事です")[0] == office.counter.texts.get("ja", "emergency.call_now")
    flooder.says("こんにちは")
    assert flooder.hears() == []

    event = line.build_text_event(flooder.id, "こんにちは")
    event["timestamp"] += A_MINUTE_AND_MORE
    assert line.deliver([event]).status == 200
    (sent,) = flooder.hears()
    assert "ゆっくりで大丈夫です" in words_of(sent)  # no small talk after a danger


def test_a_flood_from_the_web_page_is_told_once(office: Office) -> None:
    visitor, other = Visitor(office.port), Visitor(office.port)
    for one in (visitor, other):
        one.get()
    for number in range(2 * MANY):
        assert visitor.say({"text": "ね" * (number + 1)}).status == 202
    assert other.say({"text": "こんにちは"}).status == 202
    office.settle()

    told = office.counter.texts.get("ja", "dialogue.too_many")
    page = visitor.get().text
    assert page.count('class="entry entry-citizen"') == 2 * MANY + 1  # and the template of one
    assert page.count('class="entry entry-bot"') == MANY + 1
    assert page.count(told) == 1
    assert other.get().text.count('class="entry entry-bot"') == 1
