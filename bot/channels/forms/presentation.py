"""A form as its pages show it: questions with their wording, what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.channels.web.presentation import Words
from bot.forms.checking import Checked
from bot.forms.dates import ERAS, WESTERN
from bot.forms.definition import FieldType, Form, FormField
from bot.forms.faults import Fault

# How a browser may fill a field in, and which keys it offers.
_AUTOCOMPLETE = {
    FieldType.NAME: "name",
    FieldType.PHONE: "tel",
    FieldType.MAIL: "email",
    FieldType.POSTCODE: "postal-code",
}
_INPUT_MODE = {FieldType.PHONE: "tel", FieldType.MAIL: "email", FieldType.POSTCODE: "numeric"}
_INPUT_TYPE = {FieldType.PHONE: "tel", FieldType.MAIL: "email"}
_DATE_PARTS = {"year": 4, "month": 2, "day": 2}  # how many digits each may have


@dataclass(frozen=True)
class PartView:
    """One input of a date."""

    name: str
    id: str
    label: str
    value: str
    digits: int
    autocomplete: str
    is_wrong: bool


@dataclass(frozen=True)
class FieldView:
    """One question. `error_id` is that of the input which the error is about."""

    name: str
    type: str
    id: str
    label: str
    help: str
    required: bool
    need: str  # "required", "if_so" (when an earlier answer wants it), "one_of" or "optional"
    need_words: str
    longest: int
    value: str
    error: str
    error_target: str
    options: tuple[tuple[str, str], ...]
    parts: tuple[PartView, ...]
    autocomplete: str
    input_mode: str
    input_type: str
    fills: str
    has_photo: bool
    described_by: str
    given: str  # what an identity provider says, in words; empty: the citizen writes it


@dataclass(frozen=True)
class Presenter:
    """Views of a form in one language."""

    form: Form
    words: Words
    locked: Mapping[str, str]  # values that an identity provider has given, by field

    def say(self, part: str) -> str:
        """The form's own wording."""
        return self.words.text(self.form.key_of(part))

    def list_fields(
        self, typed: Mapping[str, str], faults: Mapping[str, Fault], photos: Collection[str] = ()
    ) -> list[FieldView]:
        views = [self._view(field, typed, faults.get(field.name), field.name in photos) for field in self.form.fields]
        return [self._lock(view) if view.name in self.locked else view for view in views]

    def list_answers(self, checked: Checked, photos: Collection[str]) -> Iterator[tuple[FieldView, str]]:
        """Each question with its answer in words; a photo's is empty."""
        for view in self.list_fields({}, {}, photos):
            yield view, self._say_value(view, checked.values.get(view.name, ""))

    def list_locked(self) -> str:
        """The names of the fields that an identity provider has filled, in a row."""
        keys = (self.form.key_of_field(field.name) for field in self.form.fields if field.name in self.locked)
        return self.words("identity_joint").join(self.words.text(key) for key in keys)

    def _lock(self, view: FieldView) -> FieldView:
        return replace(view, given=self._say_value(view, self.locked[view.name]), error="")

    def _say_value(self, view: FieldView, value: str) -> str:
        if view.type == FieldType.CHOICE and value:
            return dict(view.options)[value]
        return self._say_day(date.fromisoformat(value)) if view.type == FieldType.BIRTH_DATE and value else value

    def _say_day(self, day: date) -> str:
        """Western, and the year of the era in brackets, so that either can be checked."""
        months = self.words.text("dialogue.months").split()
        western = self.words.text(
            "dialogue.date_western", year=day.year, month=day.month, month_name=months[day.month - 1], day=day.day
        )
        era = next((era for era in ERAS if era.has(day)), None)
        if era is None:
            return western
        number = day.year - era.first.year + 1
        year = str(number) if number > 1 else self.words.text("dialogue.first_year")
        return self.words("date_with_era", date=western, era=self.words(f"era_{era.name}"), year=year)

    def _view(self, field: FormField, typed: Mapping[str, str], fault: Fault | None, has_photo: bool) -> FieldView:
        key, id = self.form.key_of_field(field.name), f"f-{field.name}"
        help = self.words.text(f"{key}_help") if self.words.texts.has(f"{key}_help") else ""
        parts = tuple(self._list_parts(field, typed, fault)) if field.type is FieldType.BIRTH_DATE else ()
        options = tuple((option, self.words.text(f"{key}_{option}")) for option in field.options)
        is_one_of = any(field.name in group for group in self.form.one_of)
        always = "if_so" if field.when else "required"
        need = always if field.required else "one_of" if is_one_of else "optional"
        described = [f"{id}-help"] * bool(help) + [f"{id}-error"] * bool(fault)
        return FieldView(
            name=field.name,
            type=field.type,
            id=id,
            label=self.words.text(key),
            help=help,
            required=field.required and not field.when,
            need=need,
            need_words=self.words(need),
            longest=field.longest,
            value=typed.get(f"{field.name}.era", WESTERN) if parts else typed.get(field.name, ""),
            error=self.words.text(fault.text_key, **fault.values) if fault else "",
            error_target=_find_target(field, id, fault),
            options=options or (tuple(self._list_eras()) if parts else ()),
            parts=parts,
            autocomplete=field.autocomplete or _AUTOCOMPLETE.get(field.type, "off"),
            input_mode=_INPUT_MODE.get(field.type, "text"),
            input_type=_INPUT_TYPE.get(field.type, "text"),
            fills=f"f-{field.fills}" if field.fills and field.fills not in self.locked else "",
            has_photo=has_photo,
            described_by=" ".join(described),
            given="",
        )

    def _list_parts(self, field: FormField, typed: Mapping[str, str], fault: Fault | None) -> Iterator[PartView]:
        for part, digits in _DATE_PARTS.items():
            name = f"{field.name}.{part}"
            yield PartView(
                name=name,
                id=f"f-{field.name}-{part}",
                label=self.words(f"part_{part}"),
                value=typed.get(name, ""),
                digits=digits,
                autocomplete=f"bday-{part}" if part != "year" else "off",  # a browser knows the western one alone
                is_wrong=fault is not None and fault.part == part,
            )

    def _list_eras(self) -> Iterator[tuple[str, str]]:
        yield WESTERN, self.words(f"era_{WESTERN}")
        yield from ((era.name, self.words(f"era_{era.name}")) for era in ERAS)


def _find_target(field: FormField, id: str, fault: Fault | None) -> str:
    """The id of the input that an error is about."""
    if field.type is FieldType.CHOICE:
        return f"{id}-{field.options[0]}"
    return f"{id}-{fault.part}" if fault and fault.part else id
