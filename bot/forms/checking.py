"""A whole form: what was typed, and what of it will do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.forms.contacts import check_mail, check_phone, check_postcode
from bot.forms.dates import PARTS, check_birth_date, write_date
from bot.forms.definition import FieldType, Form, FormField
from bot.forms.faults import Fault
from bot.forms.words import check_choice, check_kana, check_long_text, check_name, check_text

MOST_KEPT = 100_000  # characters of what was typed in one input, so that it can be corrected

Typed = Mapping[str, str]  # by the inputs' names

_CHECKS: dict[FieldType, Callable[[FormField, str], str]] = {
    FieldType.TEXT: check_text,
    FieldType.LONG_TEXT: check_long_text,
    FieldType.CHOICE: check_choice,
    FieldType.NAME: check_name,
    FieldType.KANA: check_kana,
    FieldType.PHONE: check_phone,
    FieldType.MAIL: check_mail,
    FieldType.POSTCODE: check_postcode,
}


@dataclass(frozen=True)
class Checked:
    """`values` by field, those that were left empty not among them; `faults` by field, in the form's order."""

    values: dict[str, str]
    faults: dict[str, Fault]


def list_inputs(field: FormField) -> tuple[str, ...]:
    """The names of a field's inputs on the page; a photo is no text."""
    if field.type is FieldType.BIRTH_DATE:
        return tuple(f"{field.name}.{part}" for part in PARTS)
    return () if field.type is FieldType.PHOTO else (field.name,)


def read_typed(form: Form, posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed in the form's inputs, as it was typed."""
    names = (name for field in form.fields for name in list_inputs(field))
    return {name: posted[name][:MOST_KEPT] for name in names if posted.get(name)}


def write_typed(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """Checked values as they would be typed into their inputs."""
    typed: dict[str, str] = {}
    for field in form.fields:
        value = values.get(field.name, "")
        if value and field.type is FieldType.BIRTH_DATE:
            typed |= write_date(field.name, value)
        elif value:
            typed[field.name] = value
    return typed


def check_form(form: Form, typed: Typed, photos: Collection[str] = ()) -> Checked:
    """`photos` are the fields whose photo is there."""
    values: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for field in form.fields:
        if not all(values.get(name) in wanted for name, wanted in field.when.items()):
            continue  # nobody asked, so nothing of it is kept
        try:
            value = _check(field, typed)
        except Fault as fault:
            faults[field.name] = fault
            continue
        if value:
            values[field.name] = value
        elif field.required and field.name not in photos:
            faults[field.name] = Fault(f"forms.missing_{_ask(field)}")
    for group in form.one_of:
        if not any(name in values or name in faults for name in group):
            faults[group[0]] = Fault("forms.missing_one_of")
    return Checked(values, {field.name: faults[field.name] for field in form.fields if field.name in faults})


def _check(field: FormField, typed: Typed) -> str:
    if field.type is FieldType.PHOTO:
        return ""
    if field.type is FieldType.BIRTH_DATE:
        return check_birth_date({part: typed.get(f"{field.name}.{part}", "") for part in PARTS})
    return _CHECKS[field.type](field, typed.get(field.name, ""))


def _ask(field: FormField) -> str:
    """Whether one writes it, chooses it or takes it."""
    return {FieldType.CHOICE: "choice", FieldType.PHOTO: "photo"}.get(field.type, "text")
