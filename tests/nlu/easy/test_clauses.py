"""Long sentences become several where nothing hangs on the first."""

from __future__ import annotations

import pytest

from nlu.easy.clauses import connect_plainly, end_fully, split_clauses
from nlu.easy.dates import list_western_years, write_out_dates
from nlu.easy.notes import Plain, list_things, split_sentences, take_out_notes


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("窓口で申し込み、書類を出してください。", "窓口で申し込んで、書類を出してください。"),
        ("その場では渡さず、家へ送ります。", "その場では渡さないで、家へ送ります。"),
        ("連絡せずに来てください。", "連絡しないで来てください。"),
        ("届けを出せ、来る必要はありません。", "届けを出せて、来る必要はありません。"),
        ("受け取り、申し込み、変更は窓口です。", "受け取り、申し込み、変更は窓口です。"),
        ("急病センター（保健所となり、2階）へ行ってください。", "急病センター（保健所となり、2階）へ行ってください。"),
    ],
)
def test_verbs_are_connected_as_one_says_it(said: str, plain: str) -> None:
    assert connect_plainly(said) == plain


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        (
            "申し込みは窓口でも電話でもできますが、届くまでだいたい2週間かかります。",
            ["申し込みは窓口でも電話でもできます。", "でも、届くまでだいたい2週間かかります。"],
        ),
        (
            "書き間違いがあると別の日に来てもらうことがあるので、前の週までに見せてください。",
            ["書き間違いがあると別の日に来てもらうことがあります。", "だから、前の週までに見せてください。"],
        ),
        (
            "1歳から学校に入る前までの子どもが対象で、1日2,000円、半日1,000円です。",
            ["1歳から学校に入る前までの子どもが対象です。", "1日2,000円、半日1,000円です。"],
        ),
    ],
)
def test_long_sentences_are_split(said: str, sentences: list[str]) -> None:
    assert split_clauses(said) == sentences


@pytest.mark.parametrize(
    "said",
    [
        "1か月の間に3回まで使えますが、4回目からは使えません。",  # short enough
        "18歳未満の子どもがいるときは無料になりますが、1回目だけは500円を払ってください。",  # the same condition
        "検診は40歳以上の人が対象で、市内に住んでいる人は2年に1回無料で受けられます。",  # of certain people
        "マイナンバーカードの電子証明書の更新についてですが、3か月前から手続きができます。",  # no contrast
        "年末は窓口がとても混むため、急ぐ人はなるべく早めに市役所へ来て、申し込んでください。",
    ],
)
def test_what_hangs_together_stays_together(said: str) -> None:
    assert split_clauses(said) == [said]


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("危ないときは、119番へ。", "危ないときは、119番へ電話してください。"),
        ("相談は、こども家庭センターへ。", "相談は、こども家庭センターへ連絡してください。"),
        ("通帳を持って、支所へ。", "通帳を持って、支所へ来てください。"),
    ],
)
def test_what_is_left_unsaid_is_said(said: str, whole: str) -> None:
    assert end_fully(said) == whole


def test_words_in_brackets_become_a_line_of_their_own() -> None:
    plain = take_out_notes(
        "窓口に来る人の本人確認書類（マイナンバーカード、運転免許証など）を持ってきてください。", "※"
    )
    assert plain.sentence == "窓口に来る人の本人確認書類を持ってきてください。"
    assert plain.below == ["※本人確認書類：マイナンバーカード、運転免許証など"]
    plain = take_out_notes("粗大ごみは収納課（本庁舎2階25番窓口、026-000-1321）で申し込んでください。", "※")
    assert plain.below == ["※収納課：本庁舎2階25番窓口、電話026-000-1321"]


@pytest.mark.parametrize(
    "said",
    [
        "登録証（緑色のカード）を持ってきてください。",
        "すぐに市民窓口課か支所か出張所（026-000-1101）へ必ず電話してください。",  # a number to call stays where it is
        "子どもが生まれた日か引っ越してきた日（前の住所の転出予定日）の次の日から15日以内です。",  # whose would it be?
    ],
)
def test_brackets_that_belong_there_stay(said: str) -> None:
    assert take_out_notes(said, "※") == Plain(said)


def test_things_to_bring_become_a_list() -> None:
    said = "新しく申し込む人は、申請書、戸籍（6か月以内の原本）、写真1枚、本人確認書類を持ってきてください。"
    plain = list_things(Plain(said), "次のもの", "・")
    assert plain.sentence == "新しく申し込む人は、次のものを持ってきてください。"
    assert plain.below == ["・申請書", "・戸籍（6か月以内の原本）", "・写真1枚", "・本人確認書類"]
    split = "申請書、売上高のわかる資料、会社は登記の写し、個人は申告書の写しを持って、課へ来てください。"
    assert list_things(Plain(split), "次のもの", "・") == Plain(split)


def test_sentences_end_outside_of_quotation_marks() -> None:
    assert list(split_sentences("はい。「休みです。」と書いてあります（土日です。）。次です")) == [
        "はい。",
        "「休みです。」と書いてあります（土日です。）。",
        "次です",
    ]


@pytest.mark.parametrize(
    ("said", "plain", "years"),
    [
        ("令和8年12月1日（火）から", "2026年（令和8年）12月1日（火曜日）から", ["2026"]),
        ("令和元年度", "2019年度（令和元年度）", ["2019"]),
        ("昭和56年5月31日以前", "1981年（昭和56年）5月31日以前", ["1981"]),
        ("2026年（令和8年）", "2026年（令和8年）", []),
        ("月〜金曜日の午前9時〜正午", "月曜日から金曜日までの午前9時から正午まで", []),
        ("10月15日（6月〜9月分）", "10月15日（6月から9月までの分）", []),
        ("月・水・金曜日", "月曜日・水曜日・金曜日", []),
        ("暗証番号は6〜16桁です", "暗証番号は6〜16桁です", []),
    ],
)
def test_days_and_times_are_written_out(said: str, plain: str, years: list[str]) -> None:
    assert write_out_dates(said) == plain
    assert list_western_years(said) == years
