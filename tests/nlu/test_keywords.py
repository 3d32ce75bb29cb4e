from pathlib import Path

import pytest

from bot.errors import SetupError
from nlu.keywords import FILE, LANGUAGES, Keywords
from nlu.normalize import normalize

KEYWORDS = Keywords()


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("キャンセル", "cancel"), ("ｷｬﾝｾﾙ。", "cancel"), ("キャンセルでお願いします", "cancel"),
        ("やめます！", "cancel"), ("戻る", "back"),
        ("ヘルプ", "help"), ("？", "help"), ("職員をお願いします", "talk_to_staff"),
        ("言語を変更", "change_language"), ("ハイ", "affirm"),
        ("はい、", "affirm"), ("OKです", "affirm"), ("👍🏻", "affirm"), ("いいえ", "deny"),
        ("ちがうよ", "deny"), ("🙅\u200d♀️", "deny"),
        ("こんにちは😊", "greet"), ("ありがとうございます！！", "thanks"), ("CANCEL", "cancel"),
        ("Yes.", "affirm"), ("No", "deny"),
        ("Talk to staff", "talk_to_staff"), ("取消", "cancel"), ("谢谢", "thanks"), ("是的", "affirm"),
        ("취소", "cancel"), ("네", "affirm"),
        ("아니요", "deny"), ("hủy", "cancel"), ("Cảm ơn", "thanks"), ("không", "deny"),
        ("ことばをかえる", "change_language"),
        ("連携解除", "account_unlink"), ("連携を解除してください", "account_unlink"), ("Unlink!", "account_unlink"),
        ("解除关联", "account_unlink"), ("연동 해제", "account_unlink"), ("Hủy liên kết", "account_unlink"),
        ("🙏🙏🙏", "thanks"), ("おおきに！", "thanks"), ("ばか", "insult"), ("😡", "insult"), ("fuck", "insult"),
        ("おやすみ。", "small_talk"), ("再见", "small_talk"), ("つらいです", "mood_unhappy"), ("😢", "mood_unhappy"),
        ("人間ですか？", "bot_challenge"), ("Who are you?", "bot_challenge"),
    ],
)  # fmt: skip
def test_a_universal_word_is_understood(said: str, intent: str) -> None:
    found = KEYWORDS.find(normalize(said))
    assert found is not None
    assert (found.intent.name, found.intent.confidence, found.engine) == (intent, 1.0, "keyword")


@pytest.mark.parametrize(
    "said",
    ["キャンセル料はいくら", "やめる理由", "住民票", "", "英語の先生", "戻るボタンがない", "いいえ、2通です", "😀"],
)
def test_only_when_it_is_all_that_was_said(said: str) -> None:
    assert KEYWORDS.find(normalize(said)) is None


def test_a_word_of_two_intents_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "keywords.yml"
    lists = ", ".join(f"{language}: [はい]" for language in LANGUAGES)
    file.write_text(f"affirm: {{{lists}}}\ndeny: {{{lists}}}\n", "utf-8")
    with pytest.raises(SetupError, match="はい is in deny and in affirm"):
        Keywords(file)


def test_a_missing_language_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "keywords.yml"
    file.write_text("affirm: {ja: [はい], en: [ok]}\n", "utf-8")
    with pytest.raises(SetupError, match="ja-easy, zh, ko, vi"):
        Keywords(file)


def test_all_universal_words_are_there() -> None:
    text = FILE.read_text("utf-8")
    for intent in ("cancel", "back", "help", "talk_to_staff", "change_language", "affirm", "deny", "greet", "thanks"):
        assert f"\n{intent}:" in text
