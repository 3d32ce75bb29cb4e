"""A form as it is described in `handlers/<service>/forms.yml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.errors import SetupError
from bot.texts import ROOT, Texts
from bot.yaml_files import parse_yaml

ONE_FIELD_OF = "one_field_of"  # instead of fields: one form for each field of that one, to send it once more
LINE = 100  # characters of one line, where a form says nothing else


# What an identity provider says of a person; a field that it fills is called as this is.
Personal = Literal["name", "kana", "birth_date", "postcode", "address"]


class FieldType(StrEnum):
    TEXT = "text"  # one line
    LONG_TEXT = "long_text"
    CHOICE = "choice"  # one of `options`
    NAME = "name"
    KANA = "kana"
    PHONE = "phone"
    MAIL = "mail"
    POSTCODE = "postcode"  # `fills` names the field its address goes to
    BIRTH_DATE = "birth_date"  # in an era or in the western calendar; the value is ISO 8601
    PHOTO = "photo"


class FormField(BaseModel):
    """One question. Its wording is in the service's texts: `form_<form>_<field>`, and with `_help` what helps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    type: FieldType
    required: bool = False
    longest: int = Field(LINE, ge=1, le=5000)
    options: tuple[str, ...] = ()
    fills: str = ""
    when: dict[str, tuple[str, ...]] = {}  # asked for only when each of these earlier choices is one of these options
    autocomplete: str = ""  # empty: what the type says


class Identity(BaseModel):
    """What changes where the service wants to know by an identity provider who fills it in: the fields that are filled
    by it and can't be written in, and those that are spared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fills: tuple[Personal, ...] = Field(min_length=1)
    spares: tuple[str, ...] = ()


class Form(BaseModel):
    """`room` is the service that takes it; `code` begins the number of what was sent.

    A form of one field of another one is called by its own name with the field's (`order_correction-photo`); `family`
    is what such forms have in common, whose title it has, and `source` the form whose field it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    room: str
    code: str = Field(pattern=r"^[A-Z]{1,2}$")
    fields: tuple[FormField, ...] = Field(min_length=1)
    one_of: tuple[tuple[str, ...], ...] = ()  # of each of these fields one at least is needed
    identity: Identity | None = None
    family: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Form:
        names = [field.name for field in self.fields]
        if len(set(names)) < len(names):
            raise ValueError("a field's name is there twice")
        meant = {name for group in self.one_of for name in group} | {field.fills for field in self.fields} - {""}
        meant |= {*self.identity.fills, *self.identity.spares} if self.identity else set()
        if unknown := meant - set(names):
            raise ValueError(f"there is no field {', '.join(sorted(unknown))}")
        if empty := [field.name for field in self.fields if (field.type is FieldType.CHOICE) != bool(field.options)]:
            raise ValueError(f"{empty[0]}: a choice has options, and nothing else has any")
        for place, field in enumerate(self.fields):
            options = {one.name: set(one.options) for one in self.fields[:place]}
            if wrong := [name for name, wanted in field.when.items() if not set(wanted) <= options.get(name, set())]:
                raise ValueError(f"{field.name}: {wrong[0]} is no earlier choice with such options")
        return self

    def find_field(self, name: str) -> FormField | None:
        return next((field for field in self.fields if field.name == name), None)

    def spare(self) -> Form:
        """The form as it is for whom an identity provider has verified."""
        spared = self.identity.spares if self.identity else ()
        return self.model_copy(update={"fields": tuple(one for one in self.fields if one.name not in spared)})

    def list_text_keys(self) -> Iterator[str]:
        """Every text key that the service must have for it."""
        yield from (self.key_of(part) for part in ("title", "lead", "done"))
        for field in self.fields:
            key = self.key_of_field(field.name)
            yield from (key, *(f"{key}_{option}" for option in field.options))

    def key_of(self, part: str) -> str:
        """The text key of its title, of what is said before the questions, and of what is said when it was sent."""
        return f"{self.room}.form_{self.family or self.name}_{part}"

    def key_of_field(self, field: str) -> str:
        return f"{self.room}.form_{self.source or self.name}_{field}"

    def split(self, family: str, code: str) -> Iterator[Form]:
        """A form for each of its fields alone, which then must be filled in."""
        for field in self.fields:
            alone = field.model_copy(update={"required": True, "when": {}, "fills": ""})
            name = f"{family}-{field.name}"
            yield Form(name=name, room=self.room, code=code, fields=(alone,), family=family, source=self.name)


class Forms:
    """All forms by name."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._by_name = {form.name: form for form in forms}

    def __iter__(self) -> Iterator[Form]:
        return iter(self._by_name.values())

    def find(self, name: str) -> Form | None:
        return self._by_name.get(name)


def load_forms(texts: Texts, root: Path = ROOT) -> Forms:
    """Every form of every service. Raises SetupError that names the file and what is wrong."""
    forms: dict[str, Form] = {}
    for path in sorted((root / "handlers").glob("*/forms.yml")):
        for form in _read(path):
            if form.name in forms:
                raise SetupError(f"{path}: the form {form.name} is {forms[form.name].room}'s already")
            if missing := [key for key in form.list_text_keys() if not texts.has(key)]:
                raise SetupError(f"{path}: {form.name}: no text {', '.join(missing)}")
            forms[form.name] = form
    return Forms(forms.values())


def _read(path: Path) -> list[Form]:
    try:
        found: dict[str, dict[str, Any]] = parse_yaml(path.read_text("utf-8"))
        parts = {name: found.pop(name) for name in list(found) if ONE_FIELD_OF in found[name]}
        forms = {name: Form(name=name, room=path.parent.name, **values) for name, values in found.items()}
        return [*forms.values(), *(form for name, values in parts.items() for form in _split(forms, name, **values))]
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        raise SetupError(f"{path}: not readable: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        raise SetupError(f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error


def _split(forms: Mapping[str, Form], name: str, *, one_field_of: str, code: str) -> Iterator[Form]:
    if one_field_of not in forms:
        raise TypeError(f"{name}: there is no form {one_field_of}")
    return forms[one_field_of].split(name, code)
