"""Messages of several parts, and those that are one with its story."""

from __future__ import annotations

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.entities import find_entities
from nlu.interpretation import FALLBACK_INTENT, Interpretation
from nlu.interpreter import CONFIDENT, Interpreter
from nlu.normalize import normalize
from nlu.parts import is_question, is_wish, split_parts

SEVERAL = {
    "住民票がほしい、あと妊娠届も": ("住民票がほしい", "妊娠届"),
    "印鑑証明2通と、来週カードの受け取りを予約したい": ("印鑑証明2通", "来週カードの受け取りを予約したい"),
    "言語を英語にして、あと職員と話したい": ("言語を英語にして", "職員と話したい"),
    "言語を英語にしてあと職員と話したい": ("言語を英語にして", "職員と話したい"),
    "まず英語にして、次に職員と話したい": ("英語にして", "職員と話したい"),
    "英語にしてください。それから職員と話したいです。": ("英語にしてください", "職員と話したいです"),
    "住民票が欲しいです\n妊娠届も出したいです": ("住民票が欲しいです", "妊娠届も出したいです"),
    "英語にして。住民票の手数料はいくらですか": ("英語にして", "住民票の手数料はいくらですか"),
    "住民票2通と印鑑証明1通ください": ("住民票2通ください", "印鑑証明1通ください"),
    "住民票と印鑑証明と課税証明書をお願いします": (
        "住民票をお願いします",
        "印鑑証明をお願いします",
        "課税証明書をお願いします",
    ),
    "はい。あと職員と話したい": ("はい", "職員と話したい"),
    "こんにちは。英語にして": ("英語にして",),  # a greeting is no part
    "I want to talk to staff and change the language": ("I want to talk to staff", "change the language"),
    "Change to Chinese please. Also, delete my data.": ("Change to Chinese please", "delete my data"),
    "我想换成英语，另外想找工作人员": ("我想换成英语", "想找工作人员"),
    "영어로 바꿔 주세요. 그리고 직원과 이야기하고 싶어요": ("영어로 바꿔 주세요", "직원과 이야기하고 싶어요"),
    "Đổi sang tiếng Anh, và tôi muốn gặp nhân viên": ("Đổi sang tiếng Anh", "tôi muốn gặp nhân viên"),
}
WHOLE = [
    "",
    "。",
    "住民票がほしい",
    "住民票がほしい、あとで取りに行きます",
    "申し込んだあとはどうなりますか",
    "夫と妻の住民票をください",
    "住民票か印鑑証明をください",
    "会社員です。職員と話せますか",
    "引っ越したいです。アパートを探しています。市営住宅は申し込めますか",
    "子どもが熱を出しました。保育園はどうなりますか。",
    "妊婦だと、健診の費用は補助されますか",
    "払うと、証明書は出ますか",
    "婴儿车可以借吗?",
    "あと、" * 200,
    "職員。" * 20,
]


@pytest.fixture(scope="module")
def interpreter(engine: EmbeddedEngine) -> Interpreter:
    return Interpreter(engine)


def split(text: str) -> tuple[str, ...]:
    normal = normalize(text)
    return split_parts(normal, find_entities(normal))


@pytest.mark.parametrize(("text", "parts"), SEVERAL.items())
def test_what_is_joined_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    assert split(text) == tuple(normalize(part) for part in parts)


@pytest.mark.parametrize("text", WHOLE)
def test_a_story_and_its_question_stay_whole(text: str) -> None:
    assert split(text) == ()


def test_a_wish_is_no_question() -> None:
    assert is_wish("職員と話したい") and not is_question("職員と話したい")
    assert is_question("職員と話せますか") and not is_wish("職員と話せますか")
    assert not is_wish("会社員です")


def test_each_part_is_understood_by_itself(interpreter: Interpreter) -> None:
    found = interpreter.interpret("言語を英語にして、あと住民票2通の手数料はいくらですか")
    assert [part.intent.name for part in found.parts] == ["change_language", "faq_question"]
    assert [len(part.entities) for part in found.parts] == [0, 2]
    assert all(part.intent.confidence >= CONFIDENT and "margin" in part.extra for part in found.parts)
    assert all(part.text[entity.start : entity.end] == entity.text for part in found.parts for entity in part.entities)


@pytest.mark.parametrize(
    ("text", "intent", "denied"),
    [
        ("英語じゃなくて中国語で", "change_language", ["change_language"]),
        ("職員とは話しません", FALLBACK_INTENT, ["talk_to_staff"]),
        ("キャンセルしないで", FALLBACK_INTENT, ["cancel"]),
        ("まだやめない", FALLBACK_INTENT, ["cancel"]),
        ("住民票はいらない", FALLBACK_INTENT, ["certificate_request"]),
        ("機械じゃなくて人と話したい", "talk_to_staff", []),
        ("そうじゃないです", "deny", ["affirm"]),
        ("いらない", "deny", []),
        ("火事じゃなくて救急です、助けて", "emergency", []),
    ],
)
def test_what_is_denied_is_not_what_is_meant(
    interpreter: Interpreter, text: str, intent: str, denied: list[str]
) -> None:
    found = interpreter.interpret(text)
    assert (found.intent.name, [one.intent.name for one in found.denied]) == (intent, denied)


def test_the_text_stays_whole_and_what_is_denied_has_no_entities(interpreter: Interpreter) -> None:
    found = interpreter.interpret("戸籍謄本はいらないので、住民票を2通ください")
    assert found.text == "戸籍謄本はいらないので、住民票を2通ください"
    assert found.wanted == "住民票を2通ください"
    assert [entity.entity for entity in found.entities] == ["certificate", "count"]
    assert found.values("certificate") == ["resident-record"]


@pytest.mark.parametrize("text", ["診てもらったら全額請求されました", "全部払うと高くて", "言われ続けて50年"])
def test_a_story_is_no_wish(text: str) -> None:
    assert not is_wish(text)


class Listening:
    """The engine, and what it was asked."""

    name = "embedded"

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._engine = engine
        self.heard: list[str] = []

    def parse(self, text: str) -> Interpretation:
        self.heard.append(text)
        return self._engine.parse(text)


@pytest.mark.parametrize(
    ("text", "question", "is_heard"),
    [
        ("娘の晴れ姿を会場で見たいです。親の席はありますか", "親の席はありますか", False),
        ("英語にして。職員と話せますか", "職員と話せますか", True),
    ],
)
def test_a_question_is_read_only_beside_a_service(
    engine: EmbeddedEngine, text: str, question: str, is_heard: bool
) -> None:
    listening = Listening(engine)
    parts = Interpreter(listening).interpret(text).parts
    assert [part.text for part in parts][1:] == [question]
    assert (question in listening.heard) is is_heard
