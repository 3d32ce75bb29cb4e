"""What sets titles apart that ask the same but for one thing."""

import pytest

from knowledge.difference import LONGEST_WORD, find_difference


@pytest.mark.parametrize(
    ("titles", "topic", "words"),
    [
        (["本人が住民票の写しを請求するには", "家族が住民票の写しを請求するには"], "住民票の写し", ["本人", "家族"]),
        (["住民票を窓口で請求したい。", "住民票を郵送で請求できますか。"], "住民票", ["窓口", "郵送"]),
        (
            ["住民票の写しを窓口で請求", "住民票の写しを郵送で請求", "住民票の写しをコンビニ交付で請求"],
            "住民票の写し",
            ["窓口", "郵送", "コンビニ交付"],
        ),
        (
            ["パスポートを新規に申請するには", "パスポートを更新するには", "パスポートを紛失したとき"],
            "パスポート",
            ["新規", "更新", "紛失"],
        ),
        (["子どもの予防接種について", "大人の予防接種について"], "予防接種", ["子ども", "大人"]),
        (["市外から引っ越してきたとき", "市内で引っ越したとき"], "", ["市外", "市内"]),
        (["国民健康保険加入の手続き", "国民健康保険脱退の手続き"], "国民健康保険", ["加入", "脱退"]),
        (["転入届の期限は？", "転入届の手数料は？"], "転入届", ["期限", "手数料"]),
        (["法人市民税の申告書の添付書類は", "法人市民税の申告期限は"], "法人市民税", ["申告書の添付書類", "申告期限"]),
        (["介護保険料を滞納すると", "国民健康保険料を滞納すると"], "保険料", ["介護", "国民健康"]),
    ],
)
def test_one_difference_is_found(titles: list[str], topic: str, words: list[str]) -> None:
    found = find_difference(titles)
    assert found is not None
    assert (found.topic, list(found.words)) == (topic, words)


@pytest.mark.parametrize(
    "titles",
    [
        ["住民票の手数料はいくらですか", "粗大ごみの出し方"],
        ["住民票の手数料はいくらですか", "住民票の手数料はどこで払いますか"],
        ["マイナンバーカードの暗証番号を忘れました。", "マイナンバーカードの暗証番号を変更したいです。"],
        ["犬の登録", "犬の登録の廃止"],
        ["住民税とは", "住民票とは"],
        ["住民票", "住民票"],
        ["本人が住民票を請求するには", "家族が戸籍謄本を請求するには"],
        [f"{'障害者' * LONGEST_WORD}の手帳を申請", "家族の手帳を申請"],
        ["How do I get a certificate by post?", "How do I get a certificate in person?"],
        ["印鑑登録の登録手続き", "印鑑登録できる印鑑"],
        ["児童手当現況届。現況届を出さなかった", "児童手当現況届。締切に遅れた"],
        ["公園の使用・占用許可について", "公園内のマナーについて"],
        ["住民票の写し"],
        ["", ""],
        ["？", "！"],
        [],
    ],
)
def test_other_titles_have_no_short_clean_difference(titles: list[str]) -> None:
    assert find_difference(titles) is None
