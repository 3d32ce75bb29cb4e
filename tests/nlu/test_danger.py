"""Danger to life is heard before everything else, however it is written; what only sounds like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.danger import PERHAPS, SUSPECT, Danger
from nlu.embedded import EmbeddedEngine
from nlu.interpretation import FALLBACK_INTENT, Interpretation, RankedIntent
from nlu.interpreter import Interpreter
from nlu.normalize import normalize

DANGER = Danger()
HARMLESS = "harmless"
SELDOM = 0.04  # of sentences that were chosen for sounding dangerous
KEPT_ASIDE = 3  # every third sentence was not looked at while the rules were written


def read_sentences() -> list[tuple[str, str, bool]]:
    """(kind, sentence, whether it was kept aside)."""
    lines = (Path(__file__).parent / "danger_dev.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return [(kind, text, number % KEPT_ASIDE == 0) for number, (kind, text) in enumerate(pairs, 1)]


SENTENCES = read_sentences()


def read_alike() -> dict[str, list[str]]:
    """Of danger, and of the same words without it: reports, shelters, news of rivers, worries about a child.

    The latter by the intent that they have, all the former as "danger".
    """
    alike: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "danger_alike.tsv").read_text("utf-8").splitlines():
        kind, text, *intent = line.split("\t")
        alike.setdefault(intent[0] if kind == HARMLESS else "danger", []).append(text)
    return alike


ALIKE = read_alike()


def missed(kept_aside: bool) -> list[str]:
    return [text for kind, text, kept in SENTENCES if kind != HARMLESS and kept == kept_aside and not finds(text)]


def false_alarms(kept_aside: bool) -> list[str]:
    return [text for kind, text, kept in SENTENCES if kind == HARMLESS and kept == kept_aside and finds(text)]


def finds(text: str) -> str | None:
    return DANGER.find_kind(normalize(text))


def test_there_is_enough_to_judge_by() -> None:
    assert len(SENTENCES) >= 900
    assert sum(kind == HARMLESS for kind, _, _ in SENTENCES) >= 250


def test_the_rules_miss_nothing_they_were_written_for() -> None:
    assert missed(kept_aside=False) == []


def test_the_rules_alone_find_nearly_all_of_what_was_kept_aside() -> None:
    assert len(missed(kept_aside=True)) <= 7  # of 227; the engine finds these


def test_what_only_sounds_dangerous_is_not() -> None:
    assert len(false_alarms(kept_aside=False)) <= 4  # of 167
    assert len(false_alarms(kept_aside=True)) <= 4  # of 83


def test_the_same_words_alarm_only_when_there_is_danger() -> None:
    assert [text for text in ALIKE["danger"] if not finds(text)] == []
    harmless = [text for intent, texts in ALIKE.items() if intent != "danger" for text in texts]
    assert len(harmless) >= 230
    assert len([text for text in harmless if finds(text)]) <= 4


def test_rules_and_engine_together_miss_nothing(engine: EmbeddedEngine) -> None:
    """Holds for whatever model the training data give: what breaks it is the bar, the model or a rule."""
    interpret = Interpreter(engine).interpret
    dangers = [text for kind, text, _ in SENTENCES if kind != HARMLESS] + ALIKE["danger"]
    assert [text for text in dangers if interpret(text).intent.name != "emergency"] == []


def test_rules_and_engine_together_alarm_seldom_without_danger(engine: EmbeddedEngine) -> None:
    interpret = Interpreter(engine).interpret
    harmless = [text for kind, text, _ in SENTENCES if kind == HARMLESS]
    harmless += [text for intent, texts in ALIKE.items() if intent != "danger" for text in texts]
    false = [text for text in harmless if interpret(text).intent.name == "emergency"]
    assert len(false) <= SELDOM * len(harmless), false


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("もう消えてしまいたい", "suicide"),
        ("手首を切ってしまいました", "suicide"),
        ("薬をたくさん飲んだ", "poisoning"),
        ("けむりで前が見えない", "fire"),
        ("お父さんが動かない", "illness"),
        ("血が止まらない", "injury"),
        ("子どもが川に落ちた", "drowning"),
        ("Meu marido está me batendo", "violence"),
        ("불이 났어요", "fire"),
        ("cháy nhà rồi", "fire"),
        ("救命啊", "plea"),
    ],
)
def test_the_kind_is_told(text: str, kind: str) -> None:
    found = DANGER.find(normalize(text))
    assert found is not None
    assert (found.intent, found.engine) == (RankedIntent("emergency", 1.0), "danger")
    assert found.extra["danger"] == kind


@pytest.mark.parametrize(
    "text",
    [
        "住民票の写しがほしいのですが、さっきから父が息をしていません",
        "粗大ごみの申し込みなんですけど台所から煙が出てる",
        "保険の手続きについて聞きたかったけど血が止まらない",
        "I wanted to ask about garbage but my mother is not breathing",
    ],
)
def test_danger_at_the_end_of_a_request_is_heard(text: str) -> None:
    assert finds(text)


PLAIN = [
    "火事です",
    "助けて",
    "しにたい",
    "おとうさんがうごかない",
    "息をしていない",
    "タスケテ",
    "ガスくさい",
    "救急車呼んで",
]


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("between", [" ", "　", "\u200b", "\u200d", "・", "\u00ad", "…", "、"])
def test_nothing_between_the_letters_hides_it(text: str, between: str) -> None:
    assert finds(between.join(text))


@pytest.mark.parametrize(
    "text",
    [
        "ﾀｽｹﾃ",
        "ｶｼﾞﾃﾞｽ",
        "たすけてーーー！！！",
        "しにたーい",
        "ＨＥＬＰ　ＭＥ",
        "１１９番して",
        "火事！",
        "たすけてぇぇぇ",
    ],
)
def test_widths_and_drawn_out_vowels_do_not_hide_it(text: str) -> None:
    assert finds(text)


@given(st.sampled_from(PLAIN), st.text(alphabet=" 　\u200b\u200c!?。…😭\n", max_size=6))
def test_marks_around_it_do_not_hide_it(text: str, around: str) -> None:
    assert finds(around + text + around)


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "川辺の橋のたもと",
        "橋の上で街灯が切れています",
        "橋の上に穴があいている",
        "駅のホームの端の点字ブロックがはがれています",
        "屋上の手すりがこわれています",
        "歩道橋の上の水たまりが凍っています",
    ],
)
def test_a_place_where_something_is_broken_is_no_danger(text: str) -> None:
    assert not finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "橋のうえにいる",
        "ホームの端に立ってる",
        "屋上の端にいます",
        "橋の上の手すりをこえた",
        "屋上の柵をのりこえました",
        "橋の上の街灯が消えてる。もう死にたい",
        "橋の上で街灯が切れています。その下に人がたおれている",
    ],
)
def test_who_is_at_such_a_place_or_in_need_there_is_heard(text: str) -> None:
    assert finds(text)


@pytest.mark.parametrize("before", [0, 497, 2_500, 4_900])
def test_danger_anywhere_in_a_very_long_text_is_heard(before: int) -> None:
    assert finds("あ" * before + "。火事です。" + "あ" * (4_900 - before))


class Unsure:
    """An engine that only suspects an emergency."""

    name = "unsure"

    def __init__(self, confidence: float) -> None:
        self.ranking = (RankedIntent("faq_question", 0.5), RankedIntent("emergency", confidence))

    def parse(self, text: str) -> Interpretation:
        return Interpretation(text, self.ranking[0], self.ranking, engine=self.name)


STRANGE = "空が落ちてくるような心地がする"


def test_what_an_engine_finds_likelier_than_all_else_is_one() -> None:
    found = Interpreter(Unsure(0.55)).interpret(STRANGE)
    assert (found.intent.name, found.extra["danger"]) == ("emergency", SUSPECT)


@pytest.mark.parametrize("confidence", [0.25, 0.45])
def test_what_is_less_likely_keeps_its_intent_and_is_marked(confidence: float) -> None:
    found = Interpreter(Unsure(confidence)).interpret(STRANGE)
    assert (found.intent.name, found.extra["danger"]) == ("faq_question", PERHAPS)
    assert [intent.name for intent in found.ranking] == ["faq_question"]


def test_a_slight_suspicion_is_none() -> None:
    found = Interpreter(Unsure(0.1)).interpret(STRANGE)
    assert found.intent.name == "faq_question"
    assert "danger" not in found.extra


@pytest.mark.parametrize(
    "text", ["消火器の処分の方法", "ガードレールがへこんでいる", "someone dumped a fridge by the river"]
)
def test_an_engine_is_not_believed_about_a_plain_request(text: str) -> None:
    found = Interpreter(Unsure(0.8)).interpret(text)
    assert [intent.name for intent in found.ranking] == ["faq_question"]
    assert "danger" not in found.extra


def test_a_request_that_an_engine_takes_for_nothing_else_is_not_understood() -> None:
    assert DANGER.look_again(alarmed("死亡届の書き方")).intent.name == FALLBACK_INTENT


@pytest.mark.parametrize(
    "text",
    [
        "隣の子が虐待されているようです",
        "つい子どもを怒鳴ってしまいます",
        "孫がいじめられとるようだ",
        "もうやだ、おわりにする",
    ],
)
@pytest.mark.parametrize("confidence", [0.01, 0.9])
def test_a_worry_keeps_its_intent_and_is_marked(text: str, confidence: float) -> None:
    found = Interpreter(Unsure(confidence)).interpret(text)
    assert (found.intent.name, found.extra["danger"]) == ("faq_question", PERHAPS)


@pytest.mark.parametrize("text", ["隣の子が今叩かれています", "子どもを怒鳴って殴ってしまった", "いじめられて死にたい"])
def test_a_worry_that_is_a_danger_now_is_one(text: str) -> None:
    assert finds(text)


@pytest.mark.parametrize(
    "text", ["申請は受け付けられていますか", "出荷日を教えて", "日付と場所を知りたい", "該当しない"]
)
def test_a_sign_is_not_read_out_of_the_middle_of_a_word(text: str) -> None:
    assert not finds(text)


def alarmed(text: str) -> Interpretation:
    ranked = RankedIntent("emergency", 0.9)
    return Interpretation(text, ranked, (ranked,), engine="unsure")
