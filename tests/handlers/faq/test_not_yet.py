"""What the counter cannot do yet: an honest word, the office that can, and what the city has written about it."""

from pathlib import Path

import pytest

from bot.city import City
from bot.db import Database
from bot.messages import Card
from bot.texts import LANGUAGES, load_texts
from handlers.faq.not_yet import NOT_YET, OFFICES
from nlu.interpreter import Interpreter
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import make_engine

SAYS = {
    "child_consultation": ("子育てに疲れてしまいました。子どものことで相談したいです", "026-000-1521"),
    "disaster_info": ("いま大雨の警報は出ていますか", "026-000-1701"),
    "lecture_search": ("今月はどんな講座がありますか", "026-000-2011"),
    "lecture_signup": ("パソコン講座に申し込みたいです", "026-000-2011"),
}


@pytest.mark.parametrize("intent", NOT_YET)
def test_it_says_so_and_names_the_office(conversation: Conversation, intent: str) -> None:
    says, telephone = SAYS[intent]
    conversation.says(says, expects=f"faq.not_yet_{intent}")
    conversation.says(says, expects=telephone)
    assert "職員と話す" in conversation.labels


def test_what_the_city_has_written_about_it_follows(conversation: Conversation) -> None:
    conversation.says("住民票の写しがほしいのですが、手数料はいくらですか。お願いします", expects="1通300円です")


def test_a_question_that_the_city_has_written_gets_its_answer_alone(conversation: Conversation) -> None:
    (answer,) = conversation.says("住民票を代わりの人に取ってきてもらえますか。")
    assert isinstance(answer, Card)


def test_a_city_without_the_department_names_itself(
    database: Database, index_folder: Path, open_city: City, interpreter: Interpreter
) -> None:
    city = open_city.model_copy(update={"departments": [], "services": {}})
    conversation = Conversation(database, lambda: make_engine(database, index_folder, city, interpreter.interpret))
    conversation.says("マイナンバーカードの受け取りを予約したい", expects=city.telephone)
    conversation.says("予約の日にちを変更したいのですが", expects="faq.not_yet_booking_change")
    conversation.says("家の前の道路に穴があいています", expects="faq.not_yet_report_damage")


def test_every_such_service_has_a_department_and_words(demo_city: City) -> None:
    texts = load_texts()
    for intent, department in OFFICES.items():
        assert demo_city.find_department(department)
        for language in LANGUAGES:
            assert "03-1" in texts.get(language, f"faq.not_yet_{intent}", office="A", telephone="03-1", city="X")


def test_it_is_said_beside_another_wish(conversation: Conversation) -> None:
    conversation.says("パソコン講座に申し込みたいです、あと英語にしてください", expects="faq.not_yet_lecture_signup")
    assert conversation.tracker.language == "en"
