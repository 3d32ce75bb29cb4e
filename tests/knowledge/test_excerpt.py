"""Which part of a long answer is shown, and where it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.excerpt import GAP, LONG, find_excerpt

TITLE = "住民票の写しを請求するには"
OPENING = "窓口で請求できます。"
FILLING = "ここでは、請求書の書き方や窓口の混み具合など、これから請求する人に役立つことを順に説明しています。" * 4
BRING = "運転免許証などの本人確認書類をお持ちください。"
POST = "郵送でも請求できます。返信用の封筒と切手を同封してください。"
EXCEPTION = "ただし、速達の場合は切手を足してください。"
NOTE = "※海外からは郵送できません。"
CONTACT = "市民窓口課 026-000-1101"
ANSWER = f"{OPENING}{FILLING}\n{BRING}\n{POST}{EXCEPTION}\n{NOTE}\n{FILLING}\n問い合わせ：\n{CONTACT}"


def test_a_short_answer_is_left_alone() -> None:
    assert find_excerpt("はい。できます。", "いくらですか") == "はい。できます。"


def test_the_part_that_answers_follows_the_opening() -> None:
    shown = find_excerpt(ANSWER, "住民票の返信用封筒には何円の切手を貼りますか", TITLE)
    assert shown.startswith(f"{OPENING}\n{GAP}\n")
    assert "返信用の封筒と切手を同封してください。" in shown


def test_an_exception_and_a_note_are_never_dropped_from_what_they_follow() -> None:
    shown = find_excerpt(ANSWER, "郵送の封筒", TITLE, long=60)
    assert shown.endswith(f"{POST}{EXCEPTION}\n{NOTE}")


def test_an_exception_is_not_shown_without_what_it_limits() -> None:
    shown = find_excerpt(ANSWER, "速達", TITLE, long=60)
    assert f"返信用の封筒と切手を同封してください。{EXCEPTION}" in shown


def test_the_kind_of_value_that_is_asked_for_counts() -> None:
    assert find_excerpt(ANSWER, "電話番号は", TITLE).endswith(CONTACT)


def test_a_heading_is_shown_with_what_stands_below_it_and_not_alone() -> None:
    text = f"{OPENING}{FILLING}\n■持ち物\n印鑑\n通帳\n■受付\n{FILLING * 2}"
    shown = find_excerpt(text, "通帳と印鑑がいりますか", TITLE, long=40)
    assert shown == f"{OPENING}\n{GAP}\n■持ち物\n印鑑\n通帳"


@pytest.mark.parametrize("asked", ["", TITLE, "住民票の写し", "火星に行きたい"])
def test_what_the_title_asks_already_is_answered_from_the_beginning(asked: str) -> None:
    shown = find_excerpt(ANSWER, asked, TITLE)
    assert ANSWER.startswith(shown) and shown.endswith("。")


def test_a_long_opening_makes_room() -> None:
    text = "あ" * 100 + f"。\n{FILLING}\n{POST}{FILLING}"
    shown = find_excerpt(text, "封筒", TITLE)
    assert shown.startswith(f"{GAP}\n返信用の封筒")


def test_the_beginning_ends_after_a_sentence_with_its_exception() -> None:
    text = "あ" * 100 + "。" + "い" * 100 + "。" + "う" * 100 + "。"
    assert find_excerpt(text, "") == "あ" * 100 + "。" + "い" * 100 + "。"
    limited = "あ" * 200 + "。ただし、" + "い" * 50 + "。" + "う" * 100 + "。"
    assert find_excerpt(limited, "") == "あ" * 200 + "。ただし、" + "い" * 50 + "。"


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Call us before 9 a.m. to apply. " + "Then wait for the letter. " * 10
    assert find_excerpt(text, "").startswith("Call us before 9 a.m. to apply. Then wait")
    endless = "Call us before 9 a.m. to apply. " + "Then x" + "x" * 300
    assert find_excerpt(endless, "") == "Call us before 9 a.m. to apply."


def test_a_quotation_is_not_torn() -> None:
    text = "「" + "あ" * 30 + "。」と書いてください。" + "い" * 300 + "。"
    assert find_excerpt(text, "") == "「" + "あ" * 30 + "。」と書いてください。"


def test_a_line_that_goes_on_is_not_torn() -> None:
    text = "あ" * 30 + "、\n" + "い" * 30 + "です。\n" + "う" * 300 + "。"
    assert find_excerpt(text, "") == "あ" * 30 + "、\n" + "い" * 30 + "です。"


def test_a_row_of_a_table_is_not_torn() -> None:
    row = "保育料: 課税世帯: 月6,000円から。2人目は半額 / 非課税世帯: 無料"
    text = f"{OPENING}\n対象: 課税世帯: {'あ' * 150} / 非課税世帯: {'い' * 150}\n{row}"
    assert find_excerpt(text, "2人目は半額ですか", TITLE) == f"{OPENING}\n{GAP}\n{row}"


@pytest.mark.parametrize("text", ["あ" * 5000, "\n" * 500 + "あ" * 5000, "1.2." * 500, "。" * 1000])
def test_what_has_no_sentences_is_cut_all_the_same(text: str) -> None:
    assert 1 < len(find_excerpt(text, "あ")) <= 2 * LONG


SENTENCES = st.sampled_from(
    [
        OPENING,
        BRING,
        POST,
        EXCEPTION,
        NOTE,
        FILLING,
        f"{CONTACT}\n",
        "■持ち物\n",
        "いくら：\n",
        "300円です。\n",
        "Yes. ",
    ]
)


@given(st.lists(SENTENCES, max_size=30), st.sampled_from(["", "封筒の切手", "いくらですか", "電話", TITLE]))
def test_whatever_is_shown_is_whole_and_in_order(sentences: list[str], asked: str) -> None:
    text = "".join(sentences).strip()
    shown = find_excerpt(text, asked, TITLE)
    assert bool(shown) == bool(text)
    place = 0
    for part in shown.split(f"{GAP}\n"):
        place = text.index(part.strip(), place) + len(part.strip())
    after = text[place:].lstrip()
    assert not after.startswith(("ただし", "※"))
    assert place == len(text) or text[:place].endswith(("。", ".")) or after == text[place:].removeprefix("\n")
