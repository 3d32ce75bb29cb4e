"""What is masked and what is not, over lists of what citizens may write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.city import load_city
from bot.settings import DEMO_CITY
from nlu.masking import MASKS, Found, Kind, find_personal, is_all_masked, mask
from nlu.normalize import clean, normalize

FOLDER = Path(__file__).parent
MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)
LEAST_MASKED = 0.99
MOST_FALSE = 0.01
OWN = {re.sub(r"\D", "", number) for number in load_city(DEMO_CITY).list_telephones()}


def read(name: str) -> dict[str, list[str]]:
    found = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


LATER = read("later.yml")
PERSONAL = [line for lines in read("personal.yml").values() for line in lines] + LATER["personal"]
ALIKE = [line for lines in read("alike.yml").values() for line in lines] + LATER["alike"]


def pick_own(found: list[Found]) -> set[str]:
    """As a counter of the demo city does for its own numbers and addresses."""
    values = {one.value for one in found}
    numbers = {value for value in values if any(number.endswith(value) for number in OWN)}
    return numbers | {value for value in values if value.endswith(("city.midorino.example", ".lg.jp", ".go.jp"))}


def test_the_lists_are_long() -> None:
    assert sum(len(MARKED.findall(line)) for line in PERSONAL) >= 500
    assert len(ALIKE) >= 450


def test_what_citizens_write_is_masked() -> None:
    values = left = 0
    spoilt = []
    for line in PERSONAL:
        masked = mask(clean(MARKED.sub(r"\1", line)), pick_own).text
        found = MARKED.findall(line)
        values += len(found)
        left += sum(clean(value) in masked for value in found)
        spoilt += [line for part in MARKED.sub("⟦", line).split("⟦") if clean(part) not in masked]
    assert left <= (1 - LEAST_MASKED) * values
    assert spoilt == []


def test_what_only_looks_like_it_stays() -> None:
    changed = [line for line in ALIKE if mask(clean(line), pick_own).text != clean(line)]
    assert len(changed) <= MOST_FALSE * len(ALIKE), changed


@pytest.mark.parametrize(
    ("said", "wanted", "kinds"),
    [
        ("電話は０９０－１２３４－５６７８です。", "電話は●●●-●●●●-●●●●です。", (Kind.PHONE,)),
        ("1234 5678 9018", "●●●●-●●●●-●●●●", (Kind.MY_NUMBER,)),
        ("4111111111111111で払う", "●●●●-●●●●-●●●●-●●●●で払う", (Kind.CARD,)),
        ("taro@example.comか03-5253-8111", "●●●@●●●か●●●-●●●●-●●●●", (Kind.MAIL, Kind.PHONE)),
        ("090-1234-5678と080-1234-5678", "●●●-●●●●-●●●●と●●●-●●●●-●●●●", (Kind.PHONE,)),
        ("住民票がほしい", "住民票がほしい", ()),
    ],
)
def test_each_kind_has_one_mask(said: str, wanted: str, kinds: tuple[Kind, ...]) -> None:
    masked = mask(said)
    assert (masked.text, masked.kinds) == (wanted, kinds)


def test_masks_are_masked_and_normalised_to_themselves() -> None:
    for words in MASKS.values():
        assert mask(words).text == words
        assert normalize(words) == words
        assert is_all_masked(f"{words}。")
        assert not is_all_masked(f"電話{words}")
    assert not is_all_masked("")


def test_one_digit_more_or_less_is_none() -> None:
    for said in ("123456789018", "4111111111111111"):
        assert mask(said).kinds
        assert not mask(f"{said[:-1]}{(int(said[-1]) + 1) % 10}").kinds
        assert not mask(f"{said}0" if len(said) == 12 else said[:-1]).kinds


def test_the_value_found_is_in_one_spelling() -> None:
    for said in ("+81 (0)90-1234-5678", "０９０ー１２３４ー５６７８", "〇九〇一二三四五六七八", "0081-90-1234-5678"):
        assert [one.value for one in find_personal(said)] == ["09012345678"]
    assert [one.value for one in find_personal("Ｔａｒｏ＠Example.COM")] == ["taro@example.com"]


@pytest.mark.timeout(30)  # hours, were the time to grow with the square
@pytest.mark.parametrize("sign", ["1", "1 ", "0-", "(0", "a.", "a@", "+8", "0 1-", "1\n", "○", "a at ", "1️⃣", "番号"])
def test_five_thousand_signs_are_soon_read(sign: str) -> None:
    said = (sign * 5_000)[:5_000]
    assert mask(said).text == said
