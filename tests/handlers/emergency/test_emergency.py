"""Danger to life: numbers at once, whoever has the conversation, and nothing else."""

import pytest

from bot.city import City
from bot.messages import Card
from bot.models.desk import OperatorRequest, RequestState
from bot.models.inbox import InboxRow
from bot.models.tracker_event import TrackerEventRow
from tests.dialogue.conversation import SILENCE, Conversation, list_words


@pytest.mark.parametrize("words", ["火事です", "救急車を呼んで", "意識がない"])
def test_the_numbers_come_first_and_can_be_dialled(conversation: Conversation, words: str) -> None:
    (card,) = conversation.says(words, expects="emergency.call_now")
    assert isinstance(card, Card)
    assert [choice.url for choice in card.buttons] == ["tel:119", "tel:110"]
    assert [number for number, _ in card.facts] == ["119", "110"]
    assert [choice.postback for choice in card.choices] == ["emergency.more"]


def test_every_number_of_the_city_is_one_press_away(conversation: Conversation, demo_city: City) -> None:
    conversation.says("火事です")
    shown = conversation.presses("ほかの番号", expects="emergency.all_numbers")
    said = "\n".join(word for message in shown for word in list_words(message))
    assert [entry.number for entry in demo_city.emergency_numbers if entry.number not in said] == []


def test_who_looks_at_more_numbers_is_still_in_danger(conversation: Conversation) -> None:
    conversation.says("火事です")
    conversation.presses("ほかの番号")
    conversation.says("うん", expects="emergency.still_here")


def test_more_numbers_are_shown_while_an_operator_has_the_conversation(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    conversation.says("火事です")
    conversation.presses("ほかの番号", expects="emergency.all_numbers")
    assert conversation.tracker.operator_has_it


@pytest.mark.parametrize(
    ("words", "name"), [("着火了，快来人", "火警"), ("불이 났어요", "화재"), ("Cháy nhà rồi", "Cứu hỏa")]
)
def test_the_numbers_have_names_in_the_citizens_language(conversation: Conversation, words: str, name: str) -> None:
    (card,) = conversation.says(words)
    assert isinstance(card, Card)
    assert name in card.facts[0][1]


def test_a_child_reads_the_names_in_kana(conversation: Conversation) -> None:
    (card,) = conversation.says("お父さんに毎日たたかれます", expects="child_consultation.call_now_child")
    assert isinstance(card, Card)
    conversation.presses("ほかの", expects="emergency.all_numbers_child")
    (more,) = conversation.last
    assert isinstance(more, Card)
    names = "".join(name for _, name in (*card.facts, *more.facts))
    assert [letter for letter in names if "一" <= letter <= "鿿"] == []


def test_a_number_with_a_hash_sign_can_be_dialled(conversation: Conversation) -> None:
    conversation.says("火事です")
    conversation.presses("ほかの番号")
    assert "tel:%237119" in [choice.url for choice in conversation.choices]


def test_no_open_question_is_repeated_beside_it(conversation: Conversation) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    assert len(conversation.says("火事です", expects="emergency.call_now")) == 1
    conversation.says("English", expects="I will answer in English")


def test_it_is_heard_while_an_operator_has_the_conversation(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    conversation.says("火事です", expects="emergency.call_now")
    assert conversation.tracker.operator_has_it


def test_it_is_not_listed_among_the_services(conversation: Conversation) -> None:
    said = "\n".join(word for message in conversation.says("何ができますか") for word in list_words(message))
    assert conversation.engine.house.texts.get("ja", "emergency.title") not in said


def test_crisis_lines_come_first_for_who_wants_to_die(conversation: Conversation) -> None:
    (card,) = conversation.says("もう消えてしまいたい", expects="emergency.talk_to_somebody")
    assert isinstance(card, Card)
    assert [choice.url for choice in card.buttons] == ["tel:0120279338", "tel:0570783556", "tel:119", "tel:110"]


def left(conversation: Conversation) -> str:
    return " ".join(str(row.model_dump()) for table in (InboxRow, TrackerEventRow) for row in conversation.rows(table))


def test_the_words_of_who_wants_to_die_do_not_stay(conversation: Conversation) -> None:
    conversation.says("会社をクビになり、ぬけがらのようです")
    conversation.says("夫もいません。もう消えてしまいたい", expects="emergency.talk_to_somebody")
    conversation.says("うまくいえません", expects="emergency.still_here")
    assert [word for word in ("ぬけがら", "消えて", "うまくいえ") if word in left(conversation)] == []
    assert "emergency.hidden" in left(conversation)


def test_what_was_asked_before_and_other_dangers_stay(conversation: Conversation) -> None:
    conversation.says("何ができますか")
    conversation.says("もう死にたい", expects="emergency.talk_to_somebody")
    conversation.says("火事です")
    assert "何ができますか" in left(conversation)
    assert "火事" in left(conversation)
    assert "死にたい" not in left(conversation)


def test_the_child_abuse_hotline_comes_first_for_a_child(conversation: Conversation) -> None:
    (card,) = conversation.says("お父さんに毎日たたかれます", expects="child_consultation.call_now_child")
    assert isinstance(card, Card)
    assert [choice.url for choice in card.buttons] == ["tel:189", "tel:110", "tel:119", "tel:0120997777"]


def test_it_stands_in_the_operators_list_and_the_bot_still_answers(conversation: Conversation) -> None:
    conversation.says("火事です")
    (request,) = conversation.rows(OperatorRequest)
    assert (request.reason, request.state) == ("emergency", RequestState.WAITING)
    assert not conversation.tracker.operator_has_it
    conversation.says("何ができますか", expects="help.intro")


def test_a_request_that_waits_already_is_marked(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    conversation.says("血が止まらない", expects="emergency.call_now")
    assert [row.reason for row in conversation.rows(OperatorRequest)] == ["emergency"]


def test_the_mark_is_no_button(conversation: Conversation) -> None:
    conversation.sends_postback("operator.alert", expects="dialogue.expired")
    assert conversation.rows(OperatorRequest) == []


@pytest.mark.parametrize(
    "words", ["お父さんが動かない", "ごみの日はいつ、それより母が返事をしない", "my mother wont wake up"]
)
def test_it_wins_over_every_open_question(conversation: Conversation, words: str) -> None:
    for room in ("language", "my_data"):
        conversation.presses(f"{room}.start")
        conversation.says(words, expects="emergency.call_now")
        assert len(conversation.last) == 1


def test_no_word_of_it_is_logged(conversation: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        conversation.says("もう消えてしまいたい")
    assert "消えて" not in caplog.text


def test_what_may_be_a_danger_is_answered_and_the_numbers_stand_below(conversation: Conversation) -> None:
    *answers, card = conversation.says("子どもを怒鳴ってしまいます、話を聞いてほしい", expects="emergency.if_urgent")
    assert answers
    assert isinstance(card, Card)
    assert [choice.url for choice in card.buttons] == ["tel:119", "tel:110"]
    assert conversation.rows(OperatorRequest) == []


def test_nothing_stands_below_a_plain_answer(conversation: Conversation) -> None:
    conversation.says("こんにちは")
    assert not any(isinstance(message, Card) for message in conversation.last)


def test_an_open_question_stays_open_above_the_numbers(conversation: Conversation) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    conversation.says("子どもを怒鳴ってしまいます", expects="emergency.if_urgent")
    conversation.says("English", expects="I will answer in English")


def test_the_numbers_are_not_mentioned_while_an_operator_has_the_conversation(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    conversation.says("妻と喧嘩になりました", expects=SILENCE)


@pytest.mark.parametrize("words", ["うん", "でんわは こわい", "ばか", "こんにちは"])
def test_after_a_danger_nobody_hears_small_talk_or_that_they_were_not_understood(
    conversation: Conversation, words: str
) -> None:
    conversation.says("死にたい", expects="emergency.call_now")
    conversation.says(words, expects="emergency.still_here")
    assert conversation.labels[0] == conversation.engine.house.texts.get("ja", "dialogue.talk_to_person")
    assert {"tel:119", "tel:110"} <= {choice.url for choice in conversation.choices}


def test_thanks_after_a_danger_are_taken_with_care(conversation: Conversation) -> None:
    conversation.says("火事です", expects="emergency.call_now")
    conversation.says("ありがとう", expects="emergency.take_care")


def test_whoever_cannot_call_is_shown_where_to_write(conversation: Conversation, demo_city: City) -> None:
    conversation.says("死にたい")
    conversation.says("うん")
    assert demo_city.chat_counselling_url in [choice.url for choice in conversation.choices]


def test_after_a_danger_a_service_works_as_ever(conversation: Conversation) -> None:
    conversation.says("火事です", expects="emergency.call_now")
    conversation.says("職員と話す", expects="operator.handed_off")


def test_when_something_else_was_said_all_is_as_before(conversation: Conversation) -> None:
    conversation.says("火事です", expects="emergency.call_now")
    conversation.says("うん", expects="emergency.still_here")
    conversation.says("何ができますか", expects="help.intro")
    conversation.says("うん", expects="dialogue.listening")


def test_a_yes_confirms_nothing_that_was_open_before(conversation: Conversation) -> None:
    conversation.presses("my_data.delete", expects="my_data.delete_title")
    conversation.says("火事です", expects="emergency.call_now")
    conversation.says("はい", expects="emergency.still_here")
    conversation.says("さっきの続きをする", expects="my_data.delete_title")
    conversation.says("はい", expects="my_data.deleted")


def test_an_answer_to_what_was_open_is_taken(conversation: Conversation) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    conversation.says("火事です", expects="emergency.call_now")
    conversation.says("英語", expects="I will answer in English")
