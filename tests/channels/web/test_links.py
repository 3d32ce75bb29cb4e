"""What becomes a link, and what doesn't."""

import pytest

from bot.channels.web.links import render_words, safe_url


@pytest.mark.parametrize(
    "url", ["https://a.jp/x?y=1#z", "http://a.jp", "tel:0260001101", "tel:%237119", "mailto:a@b.jp", "/liff/form"]
)
def test_safe(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "\tjavascript:alert(1)",
        "https:",
        "https:///x",
        "//a.jp",
        "/\\a.jp",
        "data:,x",
        "x",
        "http://[::1",
    ],
)
def test_unsafe(url: str) -> None:
    assert safe_url(url) == ""


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("詳しくは https://a.jp/b?c=1&d=2。", '<a href="https://a.jp/b?c=1&amp;d=2"'),
        ("（https://a.jp/b）を見る", '<a href="https://a.jp/b"'),
        ("https://a.jp/wiki/a_(b).", '<a href="https://a.jp/wiki/a_(b)"'),
        ("(https://a.jp/b)", '<a href="https://a.jp/b"'),
        ("電話026-224-5041です", '<a href="tel:0262245041">026-224-5041</a>'),
        ("0120-000-000", '<a href="tel:0120000000">'),
        ("#7119へ", '<a href="tel:%237119">#7119</a>'),
    ],
)
def test_links_in_words(text: str, link: str) -> None:
    assert link in render_words(text)


@pytest.mark.parametrize(
    "text",
    ["2026-12-01", "2020-12-0100", "123-026-224-5041", "税番号#71190", "javascript:alert(1)", "ftp://a.jp", "a<b>&c"],
)
def test_no_link_in_words(text: str) -> None:
    assert "<a" not in render_words(text)
    assert "<b>" not in render_words(text)
