"""Which utterances may become examples: nobody's name, number or address is among them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nlu.learning.fitness import MOST_CHARACTERS, make_example_text

PERSONAL = """
私は田中です
私の名前は田中花子です
名前はスミスです
氏名 山田太郎
佐藤と申しますが住民票がほしいです
高橋といいます、ごみのことで
やまだたろうです
渡辺さんの担当の人はいますか
子どもの花子の保育園
電話は026-226-4911です
０９０ー１２３４ー５６７８に連絡ください
三二一五五六七八に電話して
メールはtaro@example.jpです
〒380-0813です
郵便番号は3800813
受付番号A-1234はどうなりましたか
123456789012がマイナンバーです
マイナンバー １２３４ ５６７８ ９０１２
口座番号 1234567
昭和60年5月3日生まれです
生年月日は平成3年10月2日
中央一丁目3番4号に住んでいます
南町12番地のごみ
コーポ中央203号室です
My name is John Smith
I'm Taro and need help
I am Maria
我叫王伟
我姓李
제 이름은 김철수입니다
저는 김민수입니다
Tên tôi là Nguyễn Văn A
https://example.jp/me を見て
""".strip().splitlines()
ORDINARY = """
住民票を2通ほしい
引っ越しの手続きがわからない
らいしゅうのもくようにいきたいです
ごみはいつ出すんですか
粗大ごみ、5000円もするの？
12月3日の10時に予約できますか
5歳の子の健診
とうろくしたいです
How do I get my tax certificate?
怎么办理住民票
쓰레기는 언제 버려요?
Tôi muốn đăng ký xe đạp
""".strip().splitlines()


@pytest.mark.parametrize("said", PERSONAL)
def test_what_may_be_personal_is_never_taken(said: str) -> None:
    assert make_example_text(said) == ""


@pytest.mark.parametrize("said", ORDINARY)
def test_what_anybody_may_say_is_taken(said: str) -> None:
    assert make_example_text(said)


@pytest.mark.parametrize(
    "said", ["", "。。。", "😀", "123", "/affirm", "／greet", "[住民票](certificate)がほしい", "あ" * 101]
)
def test_what_is_no_short_sentence_is_not_taken(said: str) -> None:
    assert make_example_text(said) == ""


def test_it_is_one_line_in_the_spelling_of_examples() -> None:
    assert make_example_text(" 住民票を\n二通\u3000ほしい ") == "住民票を 2通 ほしい"


@given(st.text(max_size=120))
def test_whatever_is_said_becomes_one_short_line_or_nothing(said: str) -> None:
    text = make_example_text(said)
    assume(text)
    assert len(text) <= MOST_CHARACTERS
    assert len(text.splitlines()) == 1 and text == text.strip()
    assert "[" not in text and "]" not in text


@given(st.from_regex(r"\A[0-9０-９]{3,4}[-ー ]?[0-9０-９]{3,4}[-ー ]?[0-9０-９]{3,4}\Z"))
def test_long_numbers_are_found_however_they_are_written(number: str) -> None:
    assert make_example_text(f"番号{number}のことで聞きたい") == ""
