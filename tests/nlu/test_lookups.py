"""Certificates, persons and the city's names: many words, one value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.errors import SetupError
from bot.settings import DEMO_CITY
from nlu.entities import find_entities
from nlu.entities.lookups import CITY_ENTITIES, load_names
from nlu.normalize import normalize

ONE_VALUE = {
    ("certificate", "resident-record"): [
        "住民票を取りたい",
        "住民票の写し",
        "じゅうみんひょうください",
        "世帯全員の住民票",
    ],
    ("certificate", "resident-item"): ["住民票記載事項証明書", "記載事項証明"],
    ("certificate", "seal"): ["印鑑登録証明書", "印鑑証明", "印鑑証明書を2通", "いんかんしょうめい"],
    ("certificate", "family-register"): ["戸籍謄本", "全部事項証明書", "戸籍全部事項証明書", "謄本がほしい"],
    ("certificate", "family-register-part"): ["戸籍抄本", "個人事項証明書", "抄本"],
    ("certificate", "closed-register"): ["除籍", "除籍謄本", "改製原戸籍"],
    ("certificate", "register-address"): ["附票", "戸籍の附票の写し", "戸籍の附票"],
    ("certificate", "status"): ["身分証明", "身分証明書を取りたい"],
    ("certificate", "income-tax"): ["課税証明書", "非課税証明", "所得証明書", "所得・課税証明書"],
    ("certificate", "tax-payment"): ["納税証明書", "完納証明"],
    ("certificate", "property-value"): ["固定資産評価証明書", "評価証明"],
    ("person", "self"): ["本人です", "私が行きます"],
    ("person", "householder"): ["世帯主です"],
    ("person", "spouse"): ["妻の分", "夫です", "配偶者"],
    ("person", "child"): ["息子の分", "子どもです", "うちの子の"],
    ("person", "parents"): ["両親です", "父母"],
    ("person", "mother"): ["母のもの", "おかあさん"],
    ("person", "family"): ["同居の家族", "家族です"],
    ("person", "household"): ["世帯全員", "家族全員分"],
    ("person", "proxy"): ["代理人が行く", "代わりの人"],
    ("facility", "central-library"): ["中央図書館", "市立図書館"],
    ("facility", "card-center"): ["マイナンバーカードセンター", "カードセンター"],
    ("district", "east"): ["東部地区"],
    ("town", "chuo-1"): ["中央一丁目", "中央１丁目"],
    ("town", "midorigaoka"): ["みどりが丘", "緑ヶ丘"],
    ("lecture", "smartphone"): ["はじめてのスマートフォン", "スマホ教室"],
}
SAID = [(entity, value, said) for (entity, value), all_said in ONE_VALUE.items() for said in all_said]
NOTHING = [
    "登記簿謄本", "身分証明書を持って行きますか", "住民票コード", "戸籍課", "本人確認", "私立の保育園", "大丈夫",
    "父子家庭", "母の日", "母子手帳", "子ども手当", "電子申請", "夫婦", "家族構成", "代理店",
]  # fmt: skip


def found(said: str) -> list[tuple[str, Any]]:
    names = load_names(DEMO_CITY)
    entities = [*("certificate", "person"), *CITY_ENTITIES]
    return [(one.entity, one.value) for one in find_entities(normalize(said), names=names) if one.entity in entities]


@pytest.mark.parametrize(("entity", "value", "said"), SAID)
def test_synonyms_have_one_value(entity: str, value: str, said: str) -> None:
    assert [one for name, one in found(said) if name == entity] == [value]


@pytest.mark.parametrize("said", NOTHING)
def test_parts_of_other_words_are_nothing(said: str) -> None:
    assert found(said) == []


def test_a_word_of_several_is_asked_back() -> None:
    assert found("図書館") == [("facility", {"candidates": ["central-library", "south-library"]})]
    assert found("戸籍がほしい") == [("certificate", {"candidates": ["family-register", "family-register-part"]})]
    assert found("文化町") == [("town", {"candidates": ["bunka-1", "bunka-2"]})]


def test_the_longest_wins() -> None:
    assert found("世帯全員の住民票") == [("person", "household"), ("certificate", "resident-record")]
    assert found("みどりが丘公園") == [("facility", "hill-park")]


def test_certificates_are_those_with_a_fee() -> None:
    city = yaml.safe_load((DEMO_CITY / "city.yml").read_text("utf-8"))
    fees = {fee["id"].replace("_", "-"): fee for fee in city["fees"]}  # a fee's id stands in wordings, `{fee_…}`
    assert fees.keys() == {value for entity, value in ONE_VALUE if entity == "certificate"}
    for certificate, fee in fees.items():
        values = [value for name, value in found(fee["name"]["ja"].partition("（")[0]) if name == "certificate"]
        assert set(values) == {certificate}


def test_every_name_of_the_demo_city_is_found() -> None:
    names = yaml.safe_load((DEMO_CITY / "names.yml").read_text("utf-8"))
    assert set(names) == set(CITY_ENTITIES)
    for entity, values in names.items():
        for id, said in ((id, one) for id, all_said in values.items() for one in all_said):
            (value,) = (value for name, value in found(said) if name == entity)
            assert id == value or id in value["candidates"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [("shop: {a: [b]}", "unknown shop"), ("town: {a: b}", "town.a needs"), ("town: [a", "not readable")],
)
def test_a_mistake_names_file_and_place(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "names.yml").write_text(content, "utf-8")
    with pytest.raises(SetupError, match=fault):
        load_names(tmp_path)


def test_a_city_needs_no_names(tmp_path: Path) -> None:
    assert list(load_names(tmp_path).find("図書館")) == []
