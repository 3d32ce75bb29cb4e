"""Forms as they are described: what hangs on an earlier answer, and forms of one field of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.forms.checking import check_form
from bot.forms.definition import Form, Forms, load_forms
from bot.texts import load_texts
from tests.guards.sources import plant

ORDER = """
order:
  code: O
  fields:
    - {name: whose, type: choice, required: true, options: [own, other]}
    - {name: who, type: name, required: true, when: {whose: [other]}}
    - {name: postcode, type: postcode, fills: address}
    - {name: address, type: text}
    - {name: photo, type: photo}
order_again:
  code: A
  one_field_of: order
"""
KEYS = (
    *("form_order_title", "form_order_lead", "form_order_done"),
    *("form_order_again_title", "form_order_again_lead", "form_order_again_done"),
    *("form_order_whose", "form_order_whose_own", "form_order_whose_other", "form_order_who"),
    *("form_order_postcode", "form_order_address", "form_order_photo"),
)


def load(folder: Path, forms: str = ORDER, keys: tuple[str, ...] = KEYS) -> Forms:
    texts = "".join(f"{key}: {{ja: x, ja-easy: x, en: x, zh: x, ko: x, vi: x}}\n" for key in keys)
    plant(folder, {"handlers/shop/forms.yml": forms, "handlers/shop/texts.yml": texts})
    return load_forms(load_texts([folder / "handlers/shop/texts.yml"]), folder)


def get(forms: Forms, name: str) -> Form:
    form = forms.find(name)
    assert form is not None
    return form


def test_a_field_that_nobody_asked_for_is_neither_missing_nor_kept(tmp_path: Path) -> None:
    order = get(load(tmp_path), "order")
    assert not check_form(order, {"whose": "own"}).faults
    assert check_form(order, {"whose": "own", "who": "髙﨑"}).values == {"whose": "own"}
    assert list(check_form(order, {"whose": "other"}).faults) == ["who"]
    assert check_form(order, {"whose": "other", "who": "髙﨑"}).values == {"whose": "other", "who": "髙﨑"}


def test_each_field_has_a_form_of_its_own_that_must_be_filled_in(tmp_path: Path) -> None:
    forms = load(tmp_path)
    assert [form.name for form in forms if form.name.startswith("order_again")] == [
        f"order_again-{field}" for field in ("whose", "who", "postcode", "address", "photo")
    ]
    who, photo = get(forms, "order_again-who"), get(forms, "order_again-photo")
    assert (who.code, who.room) == ("A", "shop")
    assert who.key_of("title") == "shop.form_order_again_title"
    assert who.key_of_field("who") == "shop.form_order_who"
    assert check_form(who, {"who": "髙﨑"}).values == {"who": "髙﨑"}
    assert list(check_form(photo, {}).faults) == ["photo"]
    assert not check_form(photo, {}, ["photo"]).faults
    assert get(forms, "order_again-postcode").fields[0].fills == ""


MISTAKES = {
    "order_again: there is no form purchase": ORDER.replace("one_field_of: order", "one_field_of: purchase"),
    "whose is no earlier choice": ORDER.replace("when: {whose: [other]}", "when: {whose: [somebody]}"),
    "address is no earlier choice": ORDER.replace("when: {whose: [other]}", "when: {address: [other]}"),
}


@pytest.mark.parametrize("fault", MISTAKES)
def test_a_mistake_is_named_at_the_start(tmp_path: Path, fault: str) -> None:
    with pytest.raises(SetupError, match=fault):
        load(tmp_path, MISTAKES[fault])


def test_the_wording_of_such_a_form_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"no text shop\.form_order_again_lead"):
        load(tmp_path, keys=tuple(key for key in KEYS if key != "form_order_again_lead"))
