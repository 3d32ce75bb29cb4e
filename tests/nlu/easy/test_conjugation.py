"""Easier verbs stand in the form of the ones they stand for."""

from __future__ import annotations

import pytest

from nlu.easy.conjugation import Verb
from nlu.easy.dictionary import load_dictionary
from nlu.easy.rewriting import rewrite
from nlu.tokenizer import list_tokens

# What stands behind する, and the form that a verb has before it.
ENDINGS = {
    "して、": "連用形",
    "してください。": "連用形",
    "した人": "連用形",
    "したら、": "連用形",
    "したり": "連用形",
    "します。": "連用形",
    "しました。": "連用形",
    "しません。": "連用形",
    "しないと": "未然形",
    "しなければなりません。": "未然形",
    "する人": "連体形",
    "すると、": "終止形",
    "すれば、": "仮定形",
    "しながら": "連用形",
    "したい人": "連用形",
}
SAHEN = sorted(word for word in load_dictionary().verbs if list_tokens(word)[-1].part[0] == "名詞")


@pytest.mark.parametrize(
    ("said", "easy"),
    [
        ("申請して", "申し込んで"),
        ("申請した", "申し込んだ"),
        ("申請したら", "申し込んだら"),
        ("申請したり", "申し込んだり"),
        ("申請せずに", "申し込まずに"),
        ("申請させる", "申し込ませる"),
        ("申請される", "申し込まれる"),
        ("申請できません", "申し込めません"),
        ("申請できなかったときは", "申し込めなかったときは"),
        ("申請をしてください", "申し込んでください"),
        ("申請いたします", "申し込みます"),
        ("申請していただけます", "申し込んでもらえます"),
        ("ご提出ください", "出してください"),
        ("ご利用いただけます", "使えます"),
        ("お使いください", "使ってください"),
        ("お問い合わせ下さい", "聞いてください"),
        ("ご利用できません", "使えません"),
        ("お問い合わせいただければ", "聞いてもらえれば"),
        ("お越しいただければ", "来てもらえれば"),
        ("書類をお持ちいただけない方", "書類を持ってきてもらえない方"),
        ("ホームページでご覧いただけます", "ホームページで見られます"),
        ("お申し込みください", "申し込んでください"),
        ("ご相談ください", "相談してください"),
        ("書類を持参しない", "書類を持ってこない"),
        ("書類を持参すれば", "書類を持ってくれば"),
        ("転入しなかった", "引っ越してこなかった"),
        ("保険料を納められません", "保険料を払えません"),
        ("決まりを定められた", "決まりを決められた"),
        ("住所を変更してください", "住所を変えてください"),
        ("住所が変更した", "住所が変わった"),
        ("登録の申請をする", "登録の申し込みをする"),
        ("証明書の交付を受けてください", "証明書をもらってください"),
        ("家へ伺います", "家へ行きます"),
        ("住所を伺います", "住所を聞きます"),
        ("健診を市内で行っています", "健診を市内でしています"),
        ("市役所に行って", "市役所に行って"),
        ("住民票は不要です", "住民票は要りません"),
        ("使用可能です", "使用できます"),
        ("ありがとうございます", "ありがとうございます"),
        ("駐車場はございません", "駐車場はありません"),
    ],
)
def test_the_form_stays(said: str, easy: str) -> None:
    assert rewrite(said) == easy


@pytest.mark.parametrize("word", SAHEN)
def test_every_verb_has_every_form(word: str) -> None:
    """Sudachi reads the same verb in the same form out of what was written."""
    verb = load_dictionary().verbs[word]
    last = list_tokens(verb.text)[-1]
    for ending, mood in ENDINGS.items():
        easy = rewrite(word + ending)
        assert easy.startswith(verb.text[: -len(last.surface)])
        assert word not in easy, f"{word}{ending} stayed"
        found = [token for token in list_tokens(easy) if token.base == last.base and token.mood.startswith(mood)]
        assert found, f"{word}{ending} became {easy}"


def test_what_ends_with_no_verb_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end with a verb"):
        Verb.read("手続き")


@pytest.mark.parametrize(
    "said",
    [
        "「転入届を提出」と書いてください。",
        "https://example.jp/申請 を見てください。",
        "郵送請求係へ来てください。",
        "納める遺骨がある人",
        "オンライン申請の画面",
        "印鑑登録証明書",
    ],
)
def test_names_and_what_only_looks_alike_stay(said: str) -> None:
    assert rewrite(said) == said


def test_the_citys_own_names_stay() -> None:
    assert rewrite("提出広場で提出してください。", ("提出広場",)) == "提出広場で出してください。"
    assert rewrite("届出の日に提出する", ("届出の日",)) == "届出の日に出す"
