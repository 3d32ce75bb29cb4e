"""Entries as the page shows them, whatever the machine's time zone."""

from datetime import UTC, datetime

from bot.channels.web.presentation import Words, present_entry
from bot.messages import Choice, Text
from bot.services.transcript import Entry
from bot.texts import Texts


def test_an_entry_after_midnight_in_tokyo_belongs_to_the_new_day(texts: Texts) -> None:
    entry = Entry(1, "bot", datetime(2026, 11, 30, 15, 30, tzinfo=UTC), (Text("はい"),))
    view = present_entry(entry, Words(texts, "ja"))
    assert (view.day, view.day_words, view.time_words) == ("2026-12-01", "令和8年12月1日（火）", "午前0時30分")
    assert view.at == "2026-11-30T15:30:00+00:00"


def test_quick_replies_are_those_of_all_messages_each_once(texts: Texts) -> None:
    messages = (Text("一", (Choice("古い", text="古い"),)), Text("二", (Choice("新しい", text="新しい"),)), Text("三"))
    view = present_entry(Entry(1, "bot", datetime(2026, 12, 1, tzinfo=UTC), messages), Words(texts, "ja"))
    assert view.choices == ({"label": "古い", "text": "古い"}, {"label": "新しい", "text": "新しい"})
