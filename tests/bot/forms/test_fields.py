"""What each type of field takes, keeps and refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import tokyo_today
from bot.forms.checking import check_form, read_typed
from bot.forms.definition import FieldType, Form, FormField
from bot.forms.faults import Fault
from bot.forms.postcodes import find_addresses

CHOICES = {"options": ("a", "b")}


def check(type: FieldType, typed: str | dict[str, str], **more: object) -> str:
    """The value, or the text key of what is wrong."""
    extra = CHOICES if type is FieldType.CHOICE else {}
    field = FormField(name="it", type=type, **{**extra, **more})  # type: ignore[arg-type]
    form = Form(name="one", room="tests", code="T", fields=(field,))
    parts = {"it": typed} if isinstance(typed, str) else {f"it.{part}": value for part, value in typed.items()}
    checked = check_form(form, parts)
    fault = checked.faults.get("it")
    return fault.text_key if fault else checked.values.get("it", "")


@pytest.mark.parametrize(
    "name", ["髙﨑𠮷子", "葛󠄀城 葛󠄁太", "齋藤 邊󠄆", "塚本", "Nguyễn Văn Án", "김민수", "O'Neill–Śmith", "李 鄧"]
)
def test_a_name_keeps_its_letters(name: str) -> None:
    assert check(FieldType.NAME, f"  {name} ") == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("山\u202e田\u200f太郎", "山田太郎"),
        ("山田\u200b太郎\ufeff", "山田太郎"),
        ("山田\r\n太郎", "山田 太郎"),
        ("山田\u3000太郎", "山田 太郎"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ 7*7 }} %s ${x}", "{{ 7*7 }} %s ${x}"),
    ],
)
def test_signs_that_nobody_sees_are_left_out_and_others_kept(typed: str, kept: str) -> None:
    assert check(FieldType.NAME, typed) == kept


@pytest.mark.parametrize(
    ("type", "typed", "key"),
    [
        (FieldType.NAME, "あ" * 100_000, "forms.too_long"),
        (FieldType.LONG_TEXT, "あ" * 101, "forms.too_long"),
        (FieldType.NAME, "山\ue000田", "forms.own_letter"),
        (FieldType.NAME, "12345 !?", "forms.no_name"),
        (FieldType.KANA, "山田", "forms.no_kana"),
        (FieldType.CHOICE, "c", "forms.no_option"),
        (FieldType.PHONE, "12345", "forms.no_phone"),
        (FieldType.PHONE, "090-1234-567", "forms.no_phone"),
        (FieldType.PHONE, "電話はない", "forms.no_phone"),
        (FieldType.MAIL, "taro@", "forms.no_mail"),
        (FieldType.MAIL, "taro@example", "forms.no_mail"),
        (FieldType.MAIL, "taro example.com", "forms.no_mail"),
        (FieldType.POSTCODE, "380-080", "forms.no_postcode"),
        (FieldType.POSTCODE, "東京", "forms.no_postcode"),
    ],
)
def test_what_will_not_do_is_refused_with_its_reason(type: FieldType, typed: str, key: str) -> None:
    assert check(type, typed) == key


@pytest.mark.parametrize(
    ("type", "typed", "value"),
    [
        (FieldType.KANA, "やまだ ﾀﾛｳ", "ヤマダ タロウ"),
        (FieldType.PHONE, "０９０－１２３４－５６７８", "090-1234-5678"),
        (FieldType.PHONE, "0262345678", "0262345678"),
        (FieldType.PHONE, "026ー234ー5678", "026-234-5678"),
        (FieldType.PHONE, "(026) 234-5678", "(026) 234-5678"),
        (FieldType.PHONE, "0120-123-456", "0120-123-456"),
        (FieldType.PHONE, "+84 912 345 678", "+84 912 345 678"),
        (FieldType.MAIL, " Ｔａｒｏ＠Example.com ", "Taro@example.com"),
        (FieldType.MAIL, "taro..yamada.@docomo.ne.jp", "taro..yamada.@docomo.ne.jp"),
        (FieldType.POSTCODE, "〒３８０ー０８０１", "380-0801"),
        (FieldType.POSTCODE, "3800801", "380-0801"),
        (FieldType.CHOICE, "b", "b"),
        (FieldType.LONG_TEXT, "一行目\r\n二行目", "一行目\n二行目"),
        (FieldType.LONG_TEXT, "葛󠄀" * 100, "葛󠄀" * 100),
        (FieldType.TEXT, "   ", ""),
    ],
)
def test_what_will_do_is_written_in_one_way(type: FieldType, typed: str, value: str) -> None:
    assert check(type, typed) == value


def birth(era: str, year: str, month: str, day: str) -> str:
    return check(FieldType.BIRTH_DATE, {"era": era, "year": year, "month": month, "day": day})


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (("western", "1985", "4", "1"), "1985-04-01"),
        (("showa", "60", "4", "1"), "1985-04-01"),
        (("showa", "1985", "4", "1"), "1985-04-01"),
        (("showa", "６０年", "４月", "１日"), "1985-04-01"),
        (("showa", "六十", "四", "一"), "1985-04-01"),
        (("heisei", "元", "1", "8"), "1989-01-08"),
        (("showa", "64", "1", "7"), "1989-01-07"),
        (("taisho", "15", "12", "24"), "1926-12-24"),
        (("reiwa", "元", "5", "1"), "2019-05-01"),
        (("heisei", "31", "04", "30"), "2019-04-30"),
        (("western", "2024", "2", "29"), "2024-02-29"),
        (("western", "", "", ""), ""),
    ],
)
def test_dates_of_birth(typed: tuple[str, str, str, str], value: str) -> None:
    assert birth(*typed) == value


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (("western", "85", "4", "1"), "forms.short_year"),
        (("western", "1985", "2", "30"), "forms.no_such_day"),
        (("western", "1985", "13", "1"), "forms.no_such_day"),
        (("western", "0000", "1", "1"), "forms.short_year"),
        (("showa", "64", "1", "8"), "forms.not_in_era"),
        (("heisei", "1", "1", "7"), "forms.not_in_era"),
        (("reiwa", "1", "4", "30"), "forms.not_in_era"),
        (("heisei", "40", "1", "1"), "forms.not_in_era"),
        (("western", "1985", "", "1"), "forms.incomplete_date"),
        (("western", "いつか", "1", "1"), "forms.no_number"),
        (("western", "1850", "1", "1"), "forms.long_ago"),
        (("western", "99999999999999999999", "1", "1"), "forms.no_such_day"),
    ],
)
def test_dates_that_nobody_was_born_on(typed: tuple[str, str, str, str], key: str) -> None:
    assert birth(*typed) == key


def test_nobody_is_born_tomorrow() -> None:
    day = tokyo_today() + timedelta(days=1)
    assert birth("western", str(day.year), str(day.month), str(day.day)) == "forms.future_date"


def test_a_fault_of_a_date_names_its_input() -> None:
    field = FormField(name="it", type=FieldType.BIRTH_DATE)
    form = Form(name="one", room="tests", code="T", fields=(field,))
    fault = check_form(form, {"it.year": "1985", "it.month": "4"}).faults["it"]
    assert isinstance(fault, Fault)
    assert fault.part == "day"


def test_what_must_be_there_is_asked_for() -> None:
    fields = (
        FormField(name="words", type=FieldType.TEXT, required=True),
        FormField(name="kind", type=FieldType.CHOICE, required=True, options=("a",)),
        FormField(name="photo", type=FieldType.PHOTO, required=True),
        FormField(name="phone", type=FieldType.PHONE),
        FormField(name="mail", type=FieldType.MAIL),
    )
    form = Form(name="one", room="tests", code="T", fields=fields, one_of=(("phone", "mail"),))
    keys = {name: fault.text_key for name, fault in check_form(form, {}).faults.items()}
    assert keys == {
        "words": "forms.missing_text",
        "kind": "forms.missing_choice",
        "photo": "forms.missing_photo",
        "phone": "forms.missing_one_of",
    }
    assert check_form(form, {"words": "x", "kind": "a", "mail": "a@b.jp"}, photos=["photo"]).faults == {}
    wrong = check_form(form, {"words": "x", "kind": "a", "mail": "a@"}, photos=["photo"]).faults
    assert list(wrong) == ["mail"]  # one that is wrong is not missing, too


def test_only_the_forms_own_inputs_are_read() -> None:
    field = FormField(name="words", type=FieldType.TEXT)
    form = Form(name="one", room="tests", code="T", fields=(field,))
    assert read_typed(form, {"words": "x", "state": "sent", "conversation_id": "1"}) == {"words": "x"}
    assert len(read_typed(form, {"words": "x" * 1_000_000})["words"]) == 100_000


def test_postcodes_are_looked_up_without_a_network() -> None:
    assert find_addresses("380-0801") == ["長野県長野市箱清水"]
    assert find_addresses("３８０ー８５１２") == ["長野県長野市大字鶴賀緑町1613番地"]  # an office of its own
    assert "三重県桑名郡木曽岬町" in find_addresses("4980000")
    assert find_addresses("9999999") == find_addresses("380") == find_addresses("") == []
