"""What parents ask, and what they are told with its dates."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clock import TOKYO, utc_now
from bot.messages import Card, Carousel
from tests.dialogue.conversation import Conversation
from tests.handlers.child_care.files import CLINIC, EVENT, HOUR, NURSERY, Row, import_rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def day(ahead: int) -> str:
    return f"{utc_now().astimezone(TOKYO) + timedelta(days=ahead):%Y-%m-%d}"


def has(citizen: Conversation, *rows: Row) -> None:
    """What the city has entered, as of yesterday."""
    today = utc_now().astimezone(TOKYO).date()
    import_rows(
        citizen.database, *({**row, ("時点" if "時点" in row else "更新日"): day(-1)} for row in rows), today=today
    )


def shown(citizen: Conversation) -> list[Card]:
    return [card for message in citizen.last if isinstance(message, Carousel) for card in message.cards]


def titles(citizen: Conversation) -> list[str]:
    return [card.title for card in shown(citizen)]


def urls(card: Card) -> list[str]:
    return [button.url for button in card.buttons]


def test_who_is_open_tonight_with_8000_beside_it(conversation: Conversation) -> None:
    always = {"日付": day(-1), "終了日": day(3), "開始時間": "0:00", "終了時間": "0:00"}
    has(conversation, {**CLINIC, **always, "名称": "内科医院", "診療科目": "内科"}, {**CLINIC, **always})
    conversation.says("今夜やっている小児科は？", expects="child_care.clinics_found")
    first, *_, advice = shown(conversation)
    assert first.title == CLINIC["名称"]
    assert urls(first)[0] == "tel:0260002001"
    assert "maps" in urls(first)[1]
    assert "現在の情報です" in first.note
    assert urls(advice) == ["tel:%238000", "tel:119"]
    conversation.says("今やっている小児科を教えて", expects="いま開いています")
    assert "内科医院" not in titles(conversation)


def test_in_english(conversation: Conversation) -> None:
    has(conversation, {**CLINIC, "日付": day(-1), "終了日": day(3), "開始時間": "0:00", "終了時間": "0:00"})
    conversation.says("which paediatric clinic is open tonight?", expects="child_care.clinics_found")
    assert "Paediatrics / Internal medicine" in str(shown(conversation)[0].facts)


def test_nobody_is_open_then(conversation: Conversation) -> None:
    has(conversation, {**CLINIC, "日付": day(9)}, {**CLINIC, "日付": day(20), "名称": "あとの医院"})
    conversation.says("今日の当番医を教えて", expects="child_care.clinics_none")
    assert titles(conversation) == [CLINIC["名称"], "子どもの急な病気の相談"]


def test_a_department_that_nobody_has(conversation: Conversation) -> None:
    has(conversation, {**CLINIC, "日付": day(-1), "終了日": day(3), "開始時間": "0:00", "終了時間": "0:00"})
    conversation.says("今日やっている耳鼻科", expects="child_care.clinics_none")
    assert titles(conversation)[0] == CLINIC["名称"]


def test_what_is_over_is_not_shown(conversation: Conversation) -> None:
    has(conversation, {**CLINIC, "日付": day(-5)})
    conversation.says("今日の当番医を教えて", expects="child_care.clinics_unknown")
    assert titles(conversation) == ["子どもの急な病気の相談"]


def test_a_place_for_one_year_olds(conversation: Conversation) -> None:
    has(
        conversation,
        NURSERY,
        {**NURSERY, "名称": "東こども園", "地区": "東", "空き_1歳児": "△"},
        {**NURSERY, "名称": "満員保育園", "空き_1歳児": "×"},
    )
    conversation.says("1歳で入れる保育園ある？", expects="child_care.nurseries_found")
    assert titles(conversation) == ["中町保育園", "東こども園", "お問い合わせ"]
    assert "空き2人" in shown(conversation)[0].text
    assert shown(conversation)[0].note.endswith("現在の情報です。")
    conversation.says("中町で1歳の空きがある保育園は？", expects="child_care.nurseries_found")
    assert titles(conversation) == ["中町保育園", "お問い合わせ"]


def test_the_age_is_asked_and_nothing_else(conversation: Conversation) -> None:
    has(conversation, NURSERY)
    conversation.says("保育園の空き状況を教えて", expects="child_care.ask_age")
    conversation.says("8か月です", expects="child_care.nurseries_none")
    assert urls(shown(conversation)[0]) == ["tel:0260001511"]
    conversation.says("保育園の空き状況を教えて", expects="child_care.ask_age")
    conversation.presses("3歳", expects="child_care.nurseries_found")


def test_the_nearest_instead(conversation: Conversation) -> None:
    has(conversation, {**NURSERY, "地区": "中町", "空き_1歳児": "×"}, {**NURSERY, "名称": "東こども園", "地区": "東"})
    conversation.says("中町で1歳児の空きがある保育園", expects="child_care.nurseries_elsewhere")
    assert titles(conversation) == ["東こども園", "お問い合わせ"]


def test_who_does_not_say_and_what_is_old(conversation: Conversation) -> None:
    today = utc_now().astimezone(TOKYO).date()
    old = {**NURSERY, "空き_0歳児": "", "空き_1歳児": "", "空き_3歳児": "", "時点": day(-80)}
    import_rows(conversation.database, old, today=today)
    conversation.says("1歳で入れる保育園ある？", expects="child_care.nurseries_unsaid")
    assert "古くなっている" in shown(conversation)[0].note


def test_how_to_apply_is_answered_as_before(conversation: Conversation) -> None:
    has(conversation, NURSERY)
    conversation.says("1歳で入れる保育園ある？")
    conversation.presses("入園の申し込み方は")
    assert conversation.tracker.active is None
    assert not shown(conversation) or "中町保育園" not in titles(conversation)


def test_consultation_days_for_what_is_named(conversation: Conversation) -> None:
    has(
        conversation,
        {**HOUR, "開始日": day(9), "検索語": "りにゅうしょく"},
        {**HOUR, "相談名": "母乳相談", "開始日": day(4)},
    )
    conversation.says("離乳食の相談はいつ？", expects="child_care.hours_found")
    assert titles(conversation) == ["離乳食相談", "お問い合わせ"]
    assert "5か月〜1歳" in str(shown(conversation)[0].facts)


def test_events_for_the_age_on_the_day(conversation: Conversation) -> None:
    today = utc_now().astimezone(TOKYO)
    saturday = (5 - today.weekday()) % 7 or 7
    small = {**EVENT, "開始日": day(saturday), "開始時間": "23:58", "終了時間": "23:59"}
    has(conversation, small, {**small, "イベント名": "小学生の実験", "対象年齢_から": "6歳", "対象年齢_まで": "12歳"})
    weekend = f"{datetime.fromisoformat(day(saturday)):%-m月%-d日}"
    conversation.says(f"{weekend}に2歳の子と行けるイベント", expects="child_care.events_found")
    assert titles(conversation) == [EVENT["イベント名"]]
    conversation.says("events for my 2-year-old", expects="child_care.events_found")
    conversation.says("5か月の赤ちゃんと行けるイベント", expects="child_care.events_none")


@pytest.mark.parametrize("said", ["今夜やっている小児科は？", "1歳で入れる保育園ある？", "離乳食の相談はいつ？"])
def test_a_city_without_data_answers_from_its_faq(conversation: Conversation, said: str) -> None:
    conversation.says(said)
    assert not [one for one in titles(conversation) if one in ("お問い合わせ", "子どもの急な病気の相談")]
    assert conversation.tracker.active is None


def test_a_danger_goes_to_the_numbers_at_once(conversation: Conversation) -> None:
    has(conversation, {**CLINIC, "日付": day(1)})
    conversation.says("今夜やっている小児科は？子どもが息をしていません", expects="119")
    assert CLINIC["名称"] not in str(conversation.last)


def test_what_there_is_stands_under_the_services(conversation: Conversation) -> None:
    has(conversation, {**CLINIC, "日付": day(1)})
    conversation.presses("child_care.start", expects="child_care.ask_kind")
    conversation.presses("夜間・休日の診療所")
    assert CLINIC["名称"] in titles(conversation)
    conversation.presses("child_care.nurseries", expects="child_care.nurseries_unknown")
    assert titles(conversation) == ["お問い合わせ"]
    has(conversation, NURSERY)
    conversation.presses("child_care.nurseries?age=9", expects="dialogue.expired")
    conversation.presses("child_care.nurseries", expects="child_care.ask_age")
