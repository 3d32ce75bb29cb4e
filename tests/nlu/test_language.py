import pytest

from nlu.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("こんにちは", "ja"), ("住民票をください", "ja"), ("ｺﾞﾐ", "ja"), ("変更検索", "ja"), ("ゴミ what day", "ja"),
        ("你好", "zh"), ("请问", "zh"), ("垃圾怎么分类", "zh"), ("不对", "zh"),
        ("안녕하세요", "ko"), ("쓰레기 버리는 날", "ko"),
        ("xin chào", "vi"), ("cảm ơn", "vi"), ("phân loại rác thế nào", "vi"), ("cam on ban", "vi"),
        ("hello", "en"), ("How much is it?", "en"), ("I can't read Japanese", "en"), ("ok", "en"),
        ("住民票", None), ("東京都", None), ("Nagano", None), ("Taro Yamada", None), ("123", None),
        ("😀", None), ("", None),
        ("Guten Tag", None), ("https://example.com/help", None), ("taro@example.com", None),
        ("\ud800\0", None), ("Привет", None),
    ],
)  # fmt: skip
def test_language_of_short_text(text: str, language: str | None) -> None:
    assert guess_language(text) == language
