"""Small talk, anger, sadness, thanks and questions about the bot; and what only sounds like them."""

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import CONFIDENT, Interpreter
from nlu.training_data import read_training_files

HELD_OUT = Path(__file__).parent / "held_out_small_talk.yml"
INTENTS = ("bot_challenge", "insult", "mood_unhappy", "small_talk", "thanks")

THANKS = (
    "ありがとう", "ありがとうございます", "ありがとうございました", "ありがとね", "ありがとさん", "ありがとー！",
    "ｱﾘｶﾞﾄｳ", "おおきに", "どうもどうも", "サンキュー", "助かりました", "助かったわ", "恩に着る", "感謝します", "あざす",
    "お世話になりました", "🙏", "🙏🙏", "ありがとう😊",
    "thx", "thanks a lot", "thank you very much", "many thanks", "谢谢", "感谢", "非常感谢", "감사합니다", "고마워요",
    "고맙습니다", "cảm ơn", "cảm ơn nhiều", "cám ơn bạn", "obrigado",
    "わかりました、ありがとう", "住民票取れました。ありがとう", "そうなんですね、ありがとうございます",
    "ok, got it, thank you", "明白了，谢谢", "네, 알겠습니다. 감사합니다", "hiểu rồi, cảm ơn bạn",
)  # fmt: skip
MORE_THAN_THANKS = (
    "ありがとう、あと印鑑証明は？", "ありがとうございます。手数料はいくらですか", "助かりました。土日も開いていますか",
    "thanks, how much is it?", "谢谢，那手续费多少钱？", "감사합니다. 그럼 몇 시까지예요?",
    "cảm ơn, thế lệ phí bao nhiêu?",
)  # fmt: skip
NO_SMALL_TALK = (
    "暑い日のごみ出しは？", "雪の日もごみは集めますか", "つらいときの相談窓口はどこですか", "かわいい犬の登録方法は？",
    "うるさい犬の苦情はどこですか", "名前を変える手続きは？", "誕生日に届く健診の案内は？",
)  # fmt: skip


@pytest.fixture(scope="module")
def interpreter(engine: EmbeddedEngine) -> Interpreter:
    return Interpreter(engine)


def test_held_out_sentences_are_understood(interpreter: Interpreter) -> None:
    figures = evaluate(read_training_files([HELD_OUT]).examples, interpreter.interpret)
    own = [figures["per_intent"][intent] for intent in INTENTS]
    share = sum(one["right"] for one in own) / sum(one["n"] for one in own)
    print({intent: "{right} of {n}".format(**figures["per_intent"][intent]) for intent in INTENTS})
    assert min(one["n"] for one in own) >= 40
    assert share >= 0.9, figures["wrong"]


def test_anger_and_sadness_are_no_emergency_and_no_emergency_is_missed_for_them(interpreter: Interpreter) -> None:
    for text in ("ばか", "とても疲れました", "税金泥棒", "寂しいです", "I'm so lonely", "你这个笨蛋"):
        assert interpreter.interpret(text).intent.name in ("insult", "mood_unhappy"), text
    for text in ("つらくて死にたい", "息ができない", "意識がありません", "I can't breathe"):
        assert interpreter.interpret(text).intent.name == "emergency", text


@pytest.mark.parametrize("text", THANKS)
def test_thanks_in_many_forms(interpreter: Interpreter, text: str) -> None:
    found = interpreter.interpret(text).intent
    assert (found.name, found.confidence >= CONFIDENT) == ("thanks", True), found


@pytest.mark.parametrize("text", MORE_THAN_THANKS)
def test_a_question_behind_thanks_is_not_swallowed(interpreter: Interpreter, text: str) -> None:
    found = interpreter.interpret(text).intent
    assert found.name != "thanks" or found.confidence < CONFIDENT, found


@pytest.mark.parametrize("text", NO_SMALL_TALK)
def test_a_question_that_sounds_like_small_talk_is_none(interpreter: Interpreter, text: str) -> None:
    assert interpreter.interpret(text).intent.name not in INTENTS
